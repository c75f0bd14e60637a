package dev.pacifica.suite.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start an emulator.
 *
 * @param command program and arguments
 * @param environment variables to set
 * @param output the file to which it writes what the image sends; where the image is served nothing is written there
 * @param log the file in which its own messages are found; its standard output and error go to {@link EmulatorProcess#CONSOLE}
 */
record Launch(List<String> command, Map<String, String> environment, Path output, Path log) {}

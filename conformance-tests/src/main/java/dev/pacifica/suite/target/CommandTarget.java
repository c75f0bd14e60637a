package dev.pacifica.suite.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any emulator that can be started with a command: {@code myemu --disk {image} --com1 {serial}}. {@code {image}} stands for the
 * file that holds the disk image, {@code {serial}} for the file to which the emulator has to write what is sent to COM1 (or to
 * port E9h). Where the image is served, COM1 has to go both ways: instead of {@code {serial}} the command names {@code {port}}, the
 * TCP port of 127.0.0.1 to which the emulator has to connect it. Words are separated by spaces; quotes, single or double, keep a word together. No shell is involved.
 */
public final class CommandTarget extends ImageTarget {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    private static final String OUTPUT = "serial.txt";

    private final List<String> words = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if {@code template} is empty or lacks a placeholder
     */
    public CommandTarget(String template) {
        this(template, DEFAULT_SILENCE);
    }

    /**
     * @param silence how long nothing may come while a vector runs; after that it counts as hung
     * @throws IllegalArgumentException if {@code template} is empty or lacks {@code {image}} or {@code {serial}}
     */
    public CommandTarget(String template, Duration silence) {
        this(template, silence, "{serial}, the file for what the image sends");
    }

    private CommandTarget(String template, Duration silence, String line) {
        super(silence);
        for (String placeholder : List.of("{image}", line.substring(0, line.indexOf(',')))) {
            if (!template.contains(placeholder)) {
                throw new IllegalArgumentException("the command '" + template + "' lacks " + placeholder
                        + "; expected a program with arguments that name {image}, the disk image, and " + line);
            }
        }
        Matcher matcher = WORD.matcher(template);
        while (matcher.find()) {
            words.add(matcher.group().replaceAll("[\"']", ""));
        }
    }

    /**
     * The emulator for a {@link ServedSession} or a {@link ServedTarget}.
     *
     * @throws IllegalArgumentException if {@code template} is empty or lacks {@code {image}} or {@code {port}}
     */
    public static CommandTarget served(String template, Duration silence) {
        return new CommandTarget(
                template, silence, "{port}, the TCP port of 127.0.0.1 to which COM1 is to be connected in served mode");
    }

    @Override
    public String name() {
        return Path.of(words.get(0)).getFileName().toString();
    }

    @Override
    Launch launch(Path folder) {
        return launch(folder, "{serial}", folder.resolve(OUTPUT).toString());
    }

    @Override
    Launch launchServed(Path folder, int port) {
        return launch(folder, "{port}", String.valueOf(port));
    }

    private Launch launch(Path folder, String line, String end) {
        Path image = folder.resolve(EmulatorProcess.IMAGE);
        List<String> command = words.stream()
                .map(word -> word.replace("{image}", image.toString()).replace(line, end))
                .toList();
        return new Launch(command, Map.of(), folder.resolve(OUTPUT), folder.resolve(EmulatorProcess.CONSOLE));
    }

    @Override
    String advice() {
        return "Check the command: " + String.join(" ", words);
    }

    /** How an unknown emulator shows a shutdown is unknown: its end in good order counts, but only where one is permitted. */
    @Override
    boolean hasShutDown(int exitCode, String log, boolean permitted) {
        return permitted && exitCode == 0;
    }
}

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
 * port E9h). Words are separated by spaces; quotes, single or double, keep a word together. No shell is involved.
 */
public final class CommandTarget extends ImageTarget {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    private final List<String> words = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if {@code template} is empty or lacks a placeholder
     */
    public CommandTarget(String template) {
        this(template, DEFAULT_SILENCE);
    }

    /**
     * @param silence how long nothing may come while a vector runs; after that it counts as hung
     * @throws IllegalArgumentException if {@code template} is empty or lacks a placeholder
     */
    public CommandTarget(String template, Duration silence) {
        super(silence);
        for (String placeholder : List.of("{image}", "{serial}")) {
            if (!template.contains(placeholder)) {
                throw new IllegalArgumentException("the command '" + template + "' lacks " + placeholder
                        + "; expected a program with arguments that name {image}, the disk image, and {serial}, the file for"
                        + " what the image sends");
            }
        }
        Matcher matcher = WORD.matcher(template);
        while (matcher.find()) {
            words.add(matcher.group().replaceAll("[\"']", ""));
        }
    }

    @Override
    public String name() {
        return Path.of(words.get(0)).getFileName().toString();
    }

    @Override
    Launch launch(Path folder) {
        Path image = folder.resolve(EmulatorProcess.IMAGE);
        Path serial = folder.resolve("serial.txt");
        List<String> command = words.stream()
                .map(word -> word.replace("{image}", image.toString()).replace("{serial}", serial.toString()))
                .toList();
        return new Launch(command, Map.of(), serial, folder.resolve(EmulatorProcess.CONSOLE));
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

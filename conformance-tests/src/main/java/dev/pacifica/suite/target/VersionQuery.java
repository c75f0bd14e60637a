package dev.pacifica.suite.target;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks a program for its version, once. */
final class VersionQuery {
    private final String program;
    private final List<String> command;
    private final Pattern pattern;
    private final String advice;
    private @Nullable String name;

    /**
     * @param program short name of the program
     * @param command how to make it say its version
     * @param pattern what it says; the first group is the version
     * @param advice what to do if it cannot be started
     */
    VersionQuery(String program, List<String> command, String pattern, String advice) {
        this.program = program;
        this.command = command;
        this.pattern = Pattern.compile(pattern);
        this.advice = advice;
    }

    /**
     * Name and version; the name alone if the program says nothing that is understood.
     *
     * @throws TargetException if the program cannot be started
     */
    synchronized String name() {
        if (name == null) {
            name = ask();
        }
        return name;
    }

    private String ask() {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher version = pattern.matcher(said);
            return version.find() ? program + " " + version.group(1) : program;
        } catch (IOException e) {
            throw new TargetException(command.get(0) + " cannot be started: " + e.getMessage() + ". " + advice);
        }
    }
}

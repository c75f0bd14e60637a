package dev.pacifica.suite.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a target is called.
 *
 * @param name the whole name, such as {@code qemu 7.2.22}
 * @param version the version in it; empty if it has none
 * @param profile the profile of the processor in it; empty if it has none
 */
public record TargetLabel(String name, String version, String profile) {
    private static final Pattern VERSION = Pattern.compile(" v?([0-9]+(?:\\.[0-9A-Za-z_+-]+)*)(?=[ ,]|$)");
    private static final Pattern PROFILE = Pattern.compile("\\bprofile ([^ ,]+)");

    /** The label of the target that calls itself {@code name}. */
    static TargetLabel of(String name) {
        return new TargetLabel(name, first(VERSION, name), first(PROFILE, name));
    }

    private static String first(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.find() ? matcher.group(1) : "";
    }
}

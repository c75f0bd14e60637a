package dev.pacifica.suite.demo;

import dev.pacifica.suite.demo.Step.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Launches as lines for a terminal. Colours only repeat what words say. */
final class Timeline {
    private static final String RED = "31";
    private static final String YELLOW = "33";
    private static final String BOLD = "1";
    private static final int DIGITS = 8;

    private final boolean hasColours;
    private final List<String> lines = new ArrayList<>();

    private Timeline(boolean hasColours) {
        this.hasColours = hasColours;
    }

    static List<String> of(List<Launch> launches, boolean hasColours) {
        Timeline timeline = new Timeline(hasColours);
        timeline.lines.add(
                "A loader of %d bytes at %s; a device on bus %d, unit %d, that wants its byte at %s; a TPM 2.0"
                        .formatted(
                                LoaderImage.bytes().length,
                                SecureLaunchDemo.hex(LoaderImage.BLOCK),
                                SecureLaunchDemo.HOSTILE_BUS,
                                SecureLaunchDemo.HOSTILE_UNIT,
                                SecureLaunchDemo.hex(LoaderImage.policy())));
        launches.forEach(timeline::add);
        timeline.lines.add("");
        timeline.lines.add(
                launches.stream().map(Launch::pcr17).distinct().count() == launches.size()
                        ? "The values of PCR17 differ: who verifies them knows which loader ran."
                        : "The values of PCR17 are the same.");
        return List.copyOf(timeline.lines);
    }

    private void add(Launch launch) {
        lines.add("");
        lines.add(coloured(BOLD, "%-69s %-7s  %s".formatted(launch.title(), "DEV", "PCR17")));
        for (Step step : launch.steps()) {
            String decision = step.decision() == Decision.NONE
                    ? " ".repeat(7)
                    : "%-7s".formatted(step.decision().name().toLowerCase(Locale.ROOT));
            String pcr = step.pcr17().isEmpty() ? "" : step.pcr17().substring(0, DIGITS) + "...";
            lines.add("  %-10s %-56s %s  %s"
                    .formatted(
                            step.actor().name().toLowerCase(Locale.ROOT),
                            step.what(),
                            switch (step.decision()) {
                                case NONE -> decision;
                                case ALLOWED -> coloured(YELLOW, decision);
                                case DENIED -> coloured(RED, decision);
                            },
                            pcr)
                    .stripTrailing());
        }
        lines.add("  PCR17 = " + launch.pcr17());
    }

    private String coloured(String code, String text) {
        return hasColours ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }
}

package dev.pacifica.suite.draft;

import java.util.List;

/** What an exit leaves open, by what it defines: names of masks. */
public final class ExitMasks {
    /** An exit without EXITINFO, outside event delivery. */
    public static final ExitMasks PLAIN = new ExitMasks(
            "exit-information-1",
            "exit-information-2",
            "guest-interrupt-mask",
            "instruction-bytes",
            "no-event-in-delivery",
            "resume-flag");
    /** An exit with a defined EXITINFO1, such as an error code, outside event delivery. */
    public static final ExitMasks WITH_INFO_1 = new ExitMasks(
            "exit-information-2", "guest-interrupt-mask", "instruction-bytes", "no-event-in-delivery", "resume-flag");
    /** An exit with defined EXITINFO1 and EXITINFO2, outside event delivery. */
    public static final ExitMasks WITH_BOTH =
            new ExitMasks("guest-interrupt-mask", "instruction-bytes", "no-event-in-delivery", "resume-flag");
    /** The exit of an exception with an error code while an event was delivered. */
    public static final ExitMasks DURING_DELIVERY = new ExitMasks(
            "event-error-code",
            "exit-information-2",
            "external-bit",
            "guest-interrupt-mask",
            "instruction-bytes",
            "resume-flag");

    private final List<String> names;

    private ExitMasks(String... names) {
        this.names = List.of(names);
    }

    List<String> names() {
        return names;
    }
}

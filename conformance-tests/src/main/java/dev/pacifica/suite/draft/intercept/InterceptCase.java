package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.InterceptedInstruction;
import dev.pacifica.suite.oracle.InterceptedInstruction.Otherwise;
import dev.pacifica.suite.oracle.InterceptedInstruction.Result;
import dev.pacifica.suite.oracle.Intercepts;
import dev.pacifica.suite.oracle.Obstacle;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An instruction in one setting.
 *
 * @param added obstacles beside those that the mode is
 */
record InterceptCase(InterceptedInstruction row, InterceptMode mode, boolean isIntercepted, Set<Obstacle> added) {
    private static final int IOIO = 0x7B;
    private static final int MSR = 0x7C;
    private static final int STAR_BYTE = 0x800 + 0x81 / 4;
    private static final int UNKNOWN_BYTE = 0x800 + 0x1FFF / 4;
    private static final long IO_MAP = 0x101_0000;
    private static final long MSR_MAP = 0x101_4000;
    private static final int PAGE_FAULT = 14;

    /** Whether it comes to {@code how}. */
    boolean goes(Otherwise how) {
        return result() instanceof Result.Goes goes && goes.how() == how;
    }

    private Result result() {
        Set<Obstacle> all = EnumSet.noneOf(Obstacle.class);
        all.addAll(new InterceptSetting(row, mode).inherent());
        all.addAll(added);
        return row.result(all, isIntercepted);
    }

    Draft draft() {
        List<String> lines = new ArrayList<>(List.of("nop"));
        if (added.contains(Obstacle.DATA_BREAKPOINT)) {
            lines.add(mode.source("mov byte %m, 0x5a"));
        }
        lines.add("trial: " + mode.source(row.source()));
        lines.add("behind: nop");
        lines.addAll(cleared());
        lines.add("done: vmmcall");
        Draft draft = mode.draft(id(), lines.toArray(String[]::new));
        row.feature().ifPresent(draft::requires);
        InterceptSetting setting = new InterceptSetting(row, mode);
        setting.operands(draft);
        long code = draft.field("CS.base") + draft.field("RIP");
        added.forEach(obstacle -> setting.put(draft, obstacle, draft.guestLabel("trial", code)));
        intercept(draft);
        claim(draft, draft.guestLabel("trial", code) - draft.field("CS.base"), draft.guestLabel("done", code));
        return draft.about(title(), "the intercept comes too early, too late, or not at all");
    }

    /** What instructions leave that read something that differs from processor to processor. */
    private List<String> cleared() {
        return switch (row.name()) {
            case "rdtsc", "rdtscp", "rdpmc", "rdpru", "in" -> List.of("mov eax, 0", "mov ecx, 0", "mov edx, 0");
            case "cpuid" -> List.of("mov eax, 0", "mov ebx, 0", "mov ecx, 0", "mov edx, 0");
            default -> List.of();
        };
    }

    private String id() {
        String obstacles = added.stream()
                .map(one -> "-" + one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining());
        return "%s/%s/%s/%s%s"
                .formatted(InterceptCube.AREA, row.name(), mode.id(), isIntercepted ? "set" : "clear", obstacles);
    }

    private String title() {
        String obstacles = added.stream()
                .map(one -> ", " + one.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining());
        return "%s in %s, intercept %s%s"
                .formatted(row.name().toUpperCase(Locale.ROOT), mode.words, isIntercepted ? "set" : "clear", obstacles);
    }

    private void intercept(Draft draft) {
        int code = row.exitCode();
        if (code == IOIO || code == MSR) {
            ExitCodeDrafts.intercept(draft, code); // the maps decide
            if (isIntercepted) {
                map(draft);
            }
        } else if (isIntercepted) {
            ExitCodeDrafts.intercept(draft, code);
        } else {
            draft.clearBits(Intercepts.field(code), 1L << Intercepts.bit(code));
        }
    }

    private void map(Draft draft) {
        if (row.exitCode() == IOIO) {
            draft.data(IO_MAP + 0x80 / 8, new byte[] {1});
            return;
        }
        boolean isUnknown = added.contains(Obstacle.VALUE);
        int bit = (isUnknown ? 6 : 2) + (row.name().equals("wrmsr") ? 1 : 0);
        draft.data(MSR_MAP + (isUnknown ? UNKNOWN_BYTE : STAR_BYTE), new byte[] {(byte) (1 << bit)});
    }

    private void claim(Draft draft, long rip, long done) {
        Result result = result();
        if (result instanceof Result.Exits) {
            exits(draft, rip);
        } else if (result instanceof Result.Faults faults) {
            faults(draft, faults.obstacle(), rip);
        } else {
            goes(draft, ((Result.Goes) result).how(), rip, done - draft.field("CS.base"));
        }
    }

    private void exits(Draft draft, long rip) {
        int code = row.exitCode();
        draft.claimField(row.rule(), "EXITCODE", code)
                .claimField("INS-06", "RIP", rip)
                .claimField("XII-01", "EXITINTINFO", 1L << 31, 0);
        if (code == IOIO) {
            long type = (row.name().equals("in") ? 1 : 0) | (row.name().equals("outs") ? 1 << 2 : 0) | 1 << 4;
            draft.claimField("IOIO-10", "EXITINFO1", PortDrafts.DESCRIBED, 0x80 << 16 | type)
                    .unspecified(ExitMasks.WITH_BOTH)
                    .unspecified("io-reserved");
            if (row.name().equals("outs")) {
                draft.unspecifiedWithout("DecodeAssists", "io-segment");
            } else {
                draft.unspecified("io-address-size", "io-segment-without-string");
            }
        } else if (code == MSR) {
            draft.claimField("MSR-08", "EXITINFO1", row.name().equals("wrmsr") ? 1 : 0)
                    .unspecified(ExitMasks.WITH_INFO_1);
        } else if (code < 0x40 || code == 0x75 || code == 0x79) { // DA-01 to DA-06
            draft.unspecified(ExitMasks.WITH_INFO_1).unspecifiedWithout("DecodeAssists", "exit-information-1");
            if (row.name().matches("smsw.*|lmsw.*|clts")) {
                draft.unspecified("no-register-operand");
            }
        } else {
            draft.unspecified(ExitMasks.PLAIN);
        }
    }

    private void faults(Draft draft, Obstacle obstacle, long rip) {
        boolean isPageFault = obstacle.isAccess() && mode.is64();
        int vector = isPageFault ? PAGE_FAULT : obstacle.vector();
        boolean isBreakpoint = obstacle == Obstacle.BREAKPOINT || obstacle == Obstacle.DATA_BREAKPOINT;
        draft.claimField(isBreakpoint ? "INS-03" : row.rule(), "EXITCODE", 0x40 + vector)
                .claimField("EXC-03", "RIP", rip)
                .claimField("XII-01", "EXITINTINFO", 1L << 31, 0);
        if (isBreakpoint) {
            draft.claimField("EXC-11", "DR6", 0xF, 1);
        }
        if (isPageFault) {
            draft.claimField("EXC-24", "EXITINFO1", ~2L, mode.isUser ? 4 : 0)
                    .unspecified(
                            row.name().matches("iret|lgdt|lidt")
                                    ? ExitMasks.WITH_INFO_1
                                    : ExitMasks.WITH_BOTH); // which part is read first
        } else if (obstacle.errorCode() < 0) {
            draft.unspecified(ExitMasks.PLAIN);
        } else if (mode == InterceptMode.REAL) {
            draft.unspecified(ExitMasks.PLAIN); // EXC-09
        } else {
            draft.claimField("EXC-02", "EXITINFO1", obstacle.errorCode()).unspecified(ExitMasks.WITH_INFO_1);
        }
    }

    private void goes(Draft draft, Otherwise how, long rip, long done) {
        switch (how) {
            case COMPLETES ->
                draft.claimField(row.rule(), "EXITCODE", Attempt.VMMCALL)
                        .claimField("EXIT-08", "RIP", done)
                        .unspecified(ExitMasks.PLAIN);
            case HALTS -> draft.claimEnds(row.rule(), Ended.HALTED);
            case UNDEFINED ->
                draft.claimField(row.rule(), "EXITCODE", Attempt.UD)
                        .claimField("EXC-03", "RIP", rip)
                        .unspecified(ExitMasks.PLAIN);
            case INTERRUPTS, TRAPS -> event(draft, how == Otherwise.TRAPS ? 0x301 : 0x4A5, rip);
            case UNTRIED -> throw new IllegalStateException(id() + " is not tried");
        }
    }

    /** The event meets #GP, for there is no gate. */
    private void event(Draft draft, long event, long rip) {
        draft.claimField(row.rule(), "EXITCODE", Attempt.GP)
                .claimField("XII-03", "EXITINTINFO", 0xFFFF_FFFFL, 1L << 31 | event)
                .claimField("XII-14", "RIP", rip)
                .unspecified(ExitMasks.DURING_DELIVERY);
        if (mode == InterceptMode.REAL) {
            draft.unspecified("exit-information-1"); // EXC-09
        }
    }
}

package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.draft.LegacyTables;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The exceptions that a guest can raise by itself, each with an instruction that does so (EXC-10 to EXC-27). In the source {@code %m} is
 * memory at rBX, which is there, {@code %d} memory at rDI, {@code %c} rCX and {@code %b} rBX, all in the width of the code.
 */
enum GuestException {
    DE(0, "EXC-10", "div cl"),
    DB_STEP(1, "EXC-11", "nop"),
    DB_DATA(1, "EXC-11", "mov byte %m, 0x5a"),
    DB_CODE(1, "EXC-11", "nop"),
    DB_DETECT(1, "EXC-11", "mov %b, dr0"),
    BP(3, "EXC-13", "int3"),
    OF(4, "EXC-14", "into"),
    BR(5, "EXC-15", "bound %c, %d"),
    UD(6, "EXC-16", "ud2"),
    NM(7, "EXC-17", "fninit"),
    DF(8, "EXC-18", "mov ds, di"),
    NP(11, "EXC-21", "mov ds, di"),
    SS(12, "EXC-22", "mov cx, %s"),
    GP(13, "EXC-23", "mov ds, di"),
    PF(14, "EXC-24", "mov cl, %d"),
    MF(16, "EXC-26", "wait"),
    AC(17, "EXC-27", "mov cx, %d");

    private static final long TF = 1 << 8;
    private static final long OVERFLOW = 1 << 11;
    private static final long ALIGNMENT = 1 << 18;
    private static final long TASK_SWITCHED = 1 << 3;
    private static final long NON_CANONICAL = 0x0000_8000_0000_0000L;
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long BEYOND_LEGACY_TABLES = 0x180_0000;
    private static final long BEYOND_LOW_TABLE = 0x8_0000;
    private static final int BEYOND_GDT = 0x1003;
    private static final int ABSENT_USER_DATA = GuestSystem.GDT_LIMIT + 1 | 3;
    private static final long ABSENT_USER_DESCRIPTOR = 0x00CF_7300_0000_FFFFL;
    /** An offset in the page of data. */
    private static final int OPERAND = 0x10;

    final int vector;
    final String rule;
    private final String source;

    GuestException(int vector, String rule, String source) {
        this.vector = vector;
        this.rule = rule;
        this.source = source;
    }

    String id() {
        return "exception-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String words() {
        return switch (this) {
            case DB_STEP -> "#DB of a single step";
            case DB_DATA -> "#DB of a data breakpoint";
            case DB_CODE -> "#DB of an instruction breakpoint";
            case DB_DETECT -> "#DB of DR7.GD";
            default -> "#" + name();
        };
    }

    boolean exists(InterceptMode mode) {
        return switch (this) {
            case OF, BR -> !mode.is64();
            case DB_DETECT -> !mode.isUser;
            case NP -> mode.hasDescriptors();
            case PF -> mode != InterceptMode.REAL;
            case AC -> mode.isUser;
            default -> true;
        };
    }

    boolean isDebug() {
        return vector == 1;
    }

    /** The bit of DR6 that tells the cause of #DB. */
    long status() {
        return this == DB_STEP ? 1 << 14 : this == DB_DETECT ? 1 << 13 : 1;
    }

    /** Whether it comes behind the instruction that raises it. */
    boolean isTrap() {
        return this == DB_STEP || this == DB_DATA;
    }

    /** Whether the instruction is one that raises it on purpose, so that the handler returns behind it but an exit is at it (EXC-03). */
    boolean isOnPurpose() {
        return this == BP || this == OF;
    }

    /** Whether the image of RFLAGS that the handler finds has RF set (EVT-67). */
    boolean setsResumeFlag() {
        return !isOnPurpose() && !isDebug();
    }

    /** The error code that is pushed and reported; none in real mode. */
    OptionalInt errorCode(InterceptMode mode) {
        boolean hasCode = mode != InterceptMode.REAL && (vector == 8 || vector >= 10 && vector <= 14 || vector == 17);
        return hasCode ? OptionalInt.of(code(mode)) : OptionalInt.empty();
    }

    private int code(InterceptMode mode) {
        return switch (this) {
            case NP -> mode.isUser ? ABSENT_USER_DATA & ~3 : GuestSystem.ABSENT_DATA;
            case GP -> mode.hasDescriptors() ? BEYOND_GDT & ~3 : 0;
            case PF -> mode.isUser ? 4 : 0;
            default -> 0;
        };
    }

    /** What comes before it. */
    static List<String> pendingError(InterceptMode mode) {
        return List.of("fninit", "db 0xd9, 0xc0", "fldcw " + operand(mode));
    }

    String instruction(InterceptMode mode) {
        String text = source;
        if ((this == GP || this == DF) && !mode.hasDescriptors()) {
            text = "mov cx, %d"; // a selector cannot be wrong there
        }
        if (this == PF && mode.bits() == 16) {
            text = mode == InterceptMode.VIRTUAL_8086 ? "mov cl, [es:di]" : "mov cl, [es:edi]";
        }
        String stack = mode.is64() ? "[rbp]" : mode.bits() == 32 ? "[ebp]" : "[bp]";
        return mode.source(text.replace("%d", operand(mode))
                .replace("%c", mode.bits() == 16 ? "cx" : "ecx")
                .replace("%s", stack));
    }

    private static String operand(InterceptMode mode) {
        return mode.is64() ? "[rdi]" : mode.bits() == 32 ? "[edi]" : "[di]";
    }

    /** Control word with the invalid-operation exception unmasked. */
    static void controlWord(Draft draft, InterceptMode mode) {
        draft.gpr("rdi", mode.data() + OPERAND).data(mode.dataPage() + OPERAND, new byte[] {0x7E, 3});
    }

    /**
     * What makes the instruction raise it.
     *
     * @param trial the linear address of the instruction
     */
    void prepare(Draft draft, InterceptMode mode, long trial) {
        switch (this) {
            case DE -> draft.gpr("rcx", 0);
            case DB_STEP -> draft.setBits("RFLAGS", TF);
            case DB_DATA -> draft.state("dr0", mode.dataPage()).set("DR7", 0x1_0402);
            case DB_CODE -> draft.state("dr0", trial).set("DR7", 0x402);
            case DB_DETECT -> draft.set("DR7", 0x2400);
            case OF -> draft.setBits("RFLAGS", OVERFLOW);
            case BR -> draft.gpr("rcx", 9).gpr("rdi", mode.data() + OPERAND);
            case NM -> draft.setBits("CR0", TASK_SWITCHED);
            case NP -> absentSegment(draft, mode);
            case SS -> stack(draft, mode);
            case DF, GP -> draft.gpr("rdi", mode.hasDescriptors() ? BEYOND_GDT : 0xFFFF);
            case PF -> page(draft, mode);
            case MF -> controlWord(draft, mode);
            case AC ->
                draft.gpr("rdi", mode.data() + OPERAND + 1)
                        .setBits("CR0", ALIGNMENT)
                        .setBits("RFLAGS", ALIGNMENT);
            case BP, UD -> {}
        }
    }

    /** Needs the descriptor table of {@link GuestSystem}. */
    private static void absentSegment(Draft draft, InterceptMode mode) {
        if (mode.isUser) {
            draft.gpr("rdi", ABSENT_USER_DATA)
                    .set("GDTR.limit", GuestSystem.GDT_LIMIT + 8)
                    .data(GuestSystem.GDT + (ABSENT_USER_DATA & ~7), Descriptors.bytes(ABSENT_USER_DESCRIPTOR));
        } else {
            draft.gpr("rdi", GuestSystem.ABSENT_DATA);
        }
    }

    private static void stack(Draft draft, InterceptMode mode) {
        long top = draft.field("RSP");
        if (mode.bits() == 32) {
            draft.set("SS.limit", top - 1);
        }
        draft.gpr("rbp", mode.is64() ? NON_CANONICAL : mode.bits() == 16 ? 0xFFFF : top);
    }

    private static void page(Draft draft, InterceptMode mode) {
        draft.gpr("rdi", pageAddress(mode));
        switch (mode) {
            case LONG_64, LONG_64_USER -> {}
            case COMPATIBILITY, COMPATIBILITY_USER -> {
                GuestTables.install(draft, 0);
                for (long page :
                        new long[] {Draft.SCRATCH, GuestSystem.GDT, GuestSystem.KERNEL_STACK, GuestSystem.IST_STACK}) {
                    GuestTables.map(draft, page);
                }
            }
            case VIRTUAL_8086 -> {
                LegacyTables.install(draft);
                draft.gpr("rdi", 0).set("ES.selector", BEYOND_LOW_TABLE >> 4).set("ES.base", BEYOND_LOW_TABLE);
            }
            default -> {
                LegacyTables.install(draft);
                draft.set("ES.base", 0).set("ES.limit", 0xFFFF_FFFFL);
            }
        }
    }

    /** The linear address that is not mapped. */
    static long pageAddress(InterceptMode mode) {
        return switch (mode) {
            case LONG_64, LONG_64_USER -> UNMAPPED;
            case COMPATIBILITY, COMPATIBILITY_USER -> GuestTables.PROBE;
            case VIRTUAL_8086 -> BEYOND_LOW_TABLE;
            default -> BEYOND_LEGACY_TABLES;
        };
    }
}

package dev.pacifica.suite.explain;

import dev.pacifica.suite.vector.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the value of a VMCB field or register means, in a few words; empty where the number says it all. */
public final class Meaning {
    private static final String[] SEGMENTS = {"ES", "CS", "SS", "DS", "FS", "GS"};
    private static final String[] GPR = {
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
    };
    private static final List<String> EXCEPTIONS = List.of(
            "DE", "DB", "2", "BP", "OF", "BR", "UD", "NM", "DF", "9", "TS", "NP", "SS", "GP", "PF", "15", "MF", "AC",
            "MC", "XF", "20", "CP", "22", "23", "24", "25", "26", "27", "HV", "VC", "SX", "31");

    private static final int PAGE_FAULT_EXIT = 0x4E;
    private static final int NESTED_PAGE_FAULT = 0x400;
    private static final int INTN = 0x75;
    private static final int IOIO = 0x7B;
    private static final int MSR = 0x7C;

    private Meaning() {}

    /**
     * The meaning of a value by itself.
     *
     * @param name a VMCB field, or a register in any case of letters
     */
    public static String of(String name, long value) {
        if (name.endsWith(".attributes")) {
            return attributes((int) value);
        }
        return switch (name) {
            case "EXITCODE" -> exitCode(value);
            case "EXITINTINFO", "EVENTINJ" -> event(value);
            case "exception.vector" -> exception((int) value);
            default -> {
                String manualName = name.toUpperCase(Locale.ROOT);
                yield Names.published()
                        .value(manualName, value)
                        .orElseGet(() -> String.join(" ", setBits(manualName, value)));
            }
        };
    }

    /** The name of an exit code. */
    public static String exitCode(long code) {
        return Names.published().value("EXITCODE", code).orElse("unassigned");
    }

    /** An exception by its vector: {@code #GP}. */
    public static String exception(int vector) {
        return "#" + (vector >= 0 && vector < EXCEPTIONS.size() ? EXCEPTIONS.get(vector) : Integer.toString(vector));
    }

    /** The error code of a page fault: the bits that are set (PG-60). */
    public static String pageFaultCode(long errorCode) {
        return String.join(" ", Names.published().set("PAGE_FAULT", errorCode));
    }

    /** EXITINFO1 where its meaning depends on the exit code. */
    public static String exitInfo1(long exitCode, long info) {
        if (exitCode >= 0 && exitCode < 0x20) { // CODE-100, CODE-101; meaningful with decode assists only
            return info < 0 ? "MOV with " + GPR[(int) info & 15] : "";
        }
        if (exitCode == PAGE_FAULT_EXIT) {
            return pageFaultCode(info);
        }
        if (exitCode == NESTED_PAGE_FAULT) { // NPT-52
            return String.join(" ", Names.published().set("NESTED_PAGE_FAULT", info));
        }
        if (exitCode == INTN) {
            return info == 0 ? "" : "vector " + info;
        }
        if (exitCode == IOIO) {
            return ioio(info);
        }
        if (exitCode == MSR) {
            return info == 0 ? "RDMSR" : "WRMSR";
        }
        return "";
    }

    /** EXITINTINFO and EVENTINJ (INJ-02, INJ-03). */
    static String event(long info) {
        if ((info >>> 31 & 1) == 0) {
            return info == 0 ? "none" : "none: V is clear";
        }
        int vector = (int) info & 0xFF;
        String type = switch ((int) (info >>> 8) & 7) {
            case 0 -> "interrupt " + vector;
            case 2 -> "NMI";
            case 3 -> "exception " + exception(vector);
            case 4 -> "software interrupt " + vector;
            default -> "reserved type " + (info >>> 8 & 7) + ", vector " + vector;
        };
        return (info >>> 11 & 1) != 0 ? "%s, error code 0x%x".formatted(type, info >>> 32) : type;
    }

    /** IOIO-10: EXITINFO1 of an intercepted access to a port. */
    private static String ioio(long info) {
        StringBuilder text = new StringBuilder();
        text.append((info & 8) != 0 ? "REP " : "");
        text.append((info & 1) != 0 ? "IN" : "OUT").append((info & 4) != 0 ? "S" : "");
        text.append(" port 0x%x, %d-bit".formatted(info >>> 16 & 0xFFFF, 8 * (info >>> 4 & 7)));
        text.append((info & 0x380) == 0 ? "" : ", address size " + 16 * (info >>> 7 & 7));
        int segment = (int) (info >>> 10) & 7;
        if ((info & 4) != 0 && segment < SEGMENTS.length) {
            text.append(", ").append(SEGMENTS[segment]);
        }
        return text.toString();
    }

    /** SEG-01: 3:0 type, 4 S, 6:5 DPL, 7 P, 8 AVL, 9 L, 10 D/B, 11 G. */
    private static String attributes(int value) {
        if (value == 0) {
            return "null: not present";
        }
        List<String> words = new ArrayList<>();
        boolean isCode = (value & 0x18) == 0x18;
        if ((value & 0x10) == 0) {
            words.add("system type " + (value & 15));
        } else if (isCode) {
            words.add((value & 4) != 0 ? "conforming code" : "code");
            words.add((value & 2) != 0 ? "readable" : "execute-only");
        } else {
            words.add((value & 4) != 0 ? "expand-down data" : "data");
            words.add((value & 2) != 0 ? "writable" : "read-only");
        }
        if ((value & 0x10) != 0 && (value & 1) == 0) {
            words.add("not accessed");
        }
        words.add("DPL " + (value >> 5 & 3));
        words.add((value & 0x80) != 0 ? "present" : "not present");
        if ((value & 0x100) != 0) {
            words.add("AVL");
        }
        if ((value & 0x200) != 0) {
            words.add(isCode ? "L: 64-bit" : "L");
        }
        if ((value & 0x400) != 0) {
            words.add(isCode ? "D: 32-bit" : "B: 32-bit");
        }
        if ((value & 0x800) != 0) {
            words.add("G");
        }
        return String.join(", ", words);
    }

    /** The set bits by name; those without a name by number, where any has one. */
    private static List<String> setBits(String name, long value) {
        List<String> set = new ArrayList<>();
        var named = Names.published().bits(name);
        if (named.isEmpty()) {
            return set;
        }
        long usual = switch (name) {
            case "RFLAGS" -> 0x3002; // bit 1 always reads 1 (CR-60); IOPL is told as a number
            case "DR6" -> 0xFFFF_0FF0L; // read 1, and BLD = 1 says that there was no bus lock (DBG-02)
            case "DR7" -> 0x400; // reads 1 (DBG-03)
            default -> 0;
        };
        for (int bit = 0; bit < 64; bit++) {
            if (((value & ~usual) >>> bit & 1) != 0) {
                set.add(named.getOrDefault(bit, "bit" + bit));
            }
        }
        if (name.equals("RFLAGS") && (value >>> 12 & 3) != 0) {
            set.add("IOPL=" + (value >>> 12 & 3));
        }
        return set;
    }
}

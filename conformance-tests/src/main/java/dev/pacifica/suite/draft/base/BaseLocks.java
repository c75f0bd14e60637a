package dev.pacifica.suite.draft.base;

import java.util.List;

/** LOCK before what does not take it: instructions without a destination in memory, and those that only read or only write it. */
final class BaseLocks {
    private static final int INVALID_OPCODE = 6;
    private static final List<String> REFUSED = List.of(
            "add ebx, edx",
            "add ebx, M",
            "cmp M, ebx",
            "test M, ebx",
            "mov M, ebx",
            "mov ebx, M",
            "xchg ebx, edx",
            "xadd ebx, edx",
            "cmpxchg ebx, edx",
            "inc bl",
            "not ebx",
            "bt M, 3",
            "bts ebx, 3",
            "shl M, 1",
            "mul M",
            "push M",
            "nop",
            "stosb",
            "setz byte [0xFF]",
            "bsf ebx, M",
            "imul ebx, M");

    private BaseLocks() {}

    static void all(BaseMode mode, BaseRound round) {
        for (String refused : REFUSED) {
            String text = refused.replace("M", "word " + mode.data()).replace("[0xFF]", mode.data());
            text = text.replace("ebx", "bx").replace("edx", "dx");
            String name = "lock-"
                    + refused.replace("byte [0xFF]", "memory")
                            .replace("M", "memory")
                            .replaceAll("e?(bx|dx|bl)", "register")
                            .replace(", ", "-")
                            .replace(' ', '-');
            BaseExperiment one = round.experiment("base-arithmetic", mode, name, "GPI-21");
            one.code("db 0xf0", text).raises(INVALID_OPCODE).memory(mode.dataPage() + BaseMode.DATA_OFFSET, 0);
            one.holds(
                    "rdi",
                    mode.offset(mode.dataPage() + BaseMode.DATA_OFFSET, "ES")); // for STOSB, should it be executed
            round.add("base-arithmetic", name, one, "LOCK and " + text, "LOCK");
        }
    }
}

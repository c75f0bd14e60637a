package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** The PAT register, written by the host: eight memory types in eight bytes. Its old value is put back. */
public final class PatDrafts {
    private static final int GP = 13;
    private static final long RESET = 0x0007_0406_0007_0406L;

    private final List<Draft> drafts = new ArrayList<>();

    private PatDrafts() {}

    public static List<Draft> all() {
        PatDrafts pat = new PatDrafts();
        pat.legal("all-types", 0x0007_0605_0401_0006L);
        pat.legal("all-types-moved", 0x0600_0701_0506_0406L);
        pat.legal("all-uncacheable", 0);
        for (int field = 0; field < 8; field++) {
            pat.illegal("field-%d-type-2".formatted(field), RESET & ~(0xFFL << 8 * field) | 2L << 8 * field);
            pat.illegal("field-%d-bit-3".formatted(field), RESET | 8L << 8 * field);
        }
        pat.illegal("field-0-type-3", RESET & ~0xFFL | 3);
        pat.illegal("field-7-type-3", RESET & ~(0xFFL << 56) | 3L << 56);
        pat.illegal("field-0-bit-7", RESET | 0x80);
        pat.illegal("field-7-bit-7", RESET | 1L << 63);
        return pat.drafts;
    }

    private Draft draft(String name, long value, String what, String... lines) {
        Draft draft = new Draft("paging-enable/pat-" + name, Level.EN)
                .about(
                        "WRMSR of 0x%x to the PAT register: %s".formatted(value, what),
                        "an illegal type is taken, or a legal one refused")
                .host(lines)
                .gpr("rcx", 0x277)
                .gpr("r8", value & 0xFFFF_FFFFL)
                .gpr("r9", value >>> 32);
        drafts.add(draft);
        return draft;
    }

    private void legal(String name, long value) {
        draft(
                        name,
                        value,
                        "every field legal",
                        "rdmsr",
                        "mov esi, eax",
                        "mov edi, edx",
                        "mov eax, r8d",
                        "mov edx, r9d",
                        "wrmsr",
                        "rdmsr",
                        "mov r10d, eax",
                        "mov r11d, edx",
                        "mov eax, esi",
                        "mov edx, edi",
                        "wrmsr",
                        "xor eax, eax",
                        "xor edx, edx",
                        "xor esi, esi",
                        "xor edi, edi",
                        "cmp eax, eax",
                        "jmp end")
                .claim("PG-91", "r10", value & 0xFFFF_FFFFL)
                .claim("PG-91", "r11", value >>> 32);
    }

    private void illegal(String name, long value) {
        Draft draft = draft(name, value, "one field illegal", "mov eax, r8d", "mov edx, r9d", "here: wrmsr", "jmp end");
        draft.claimException("PG-91", GP, 0, draft.label("here"));
    }
}

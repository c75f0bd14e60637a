package dev.pacifica.suite.draft.shadow;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A guest in protected mode that fills a page table with what maps its memory to itself, turns paging on, does what it is for, and ends with
 * VMMCALL. Its handler notes page faults at [ESI] and maps the page to {@link #SECOND}. Addresses are the guest's physical ones.
 */
final class ShadowGuest {
    static final long CODE = 0x3000;
    static final long STACK_TOP = 0x5000;
    static final long DIRECTORY = 0x8000;
    static final long TABLE = 0x9000;
    static final long FIRST = 0xA000;
    static final long SECOND = 0xB000;
    static final long THIRD = 0xC000;
    static final long RESULTS = 0xD000;

    private static final long IDT = 0x5000;
    private static final long GDT = 0x6000;
    private static final long PAGE_FAULT = 1 << 14;
    private static final long NESTED_ROOT = 0x10C_0000;
    private static final long NEXT = 0x7; // present, writable, user
    private static final long LEAF =
            NEXT | 0x60; // A and D as well: a first write has no need to walk the nested tables

    private static final List<String> START = List.of(
            "mov edi, 0x9000",
            "mov ecx, 3",
            "fill: mov [edi], ecx",
            "add edi, 4",
            "add ecx, 0x1000",
            "cmp edi, 0x9040",
            "jne fill",
            "mov dword [0x8000], 0x9003",
            "mov eax, 0x8000",
            "mov cr3, eax",
            "mov eax, 0x80",
            "mov cr4, eax",
            "mov eax, 0x80010033",
            "mov cr0, eax");

    /** Gives up after eight faults, lest a guest that is told a wrong address goes on for ever. */
    private static final List<String> HANDLER = List.of(
            "handler: pop ebx",
            "mov [esi], ebx",
            "mov ebx, cr2",
            "mov [esi+4], ebx",
            "add esi, 8",
            "mov eax, ebx",
            "shr ebx, 12",
            "lea edi, [ebx*4+0x9000]",
            "mov ecx, 0xb003",
            "mov [edi], ecx",
            "invlpg [eax]",
            "cmp esi, 0xd040",
            "jae done",
            "iretd");

    private ShadowGuest() {}

    /** With the {@link ShadowHypervisor} as its host. */
    static Draft shadowed(String id, String... lines) {
        return install(ShadowHypervisor.of(id, fields()), ShadowHypervisor.MEMORY, lines);
    }

    /** Without: its memory is where it says, its page faults and its paging are its own. */
    static Draft alone(String id, String... lines) {
        return install(unshadowed(id), 0, lines);
    }

    /** As {@link #alone}, with nested tables that put its memory where it is under the {@link ShadowHypervisor}. */
    static Draft nested(String id, String... lines) {
        Draft draft = nested(unshadowed(id), NESTED_ROOT + 0x2000 | NEXT);
        draft.data(NESTED_ROOT + 0x2000, quadwords(NESTED_ROOT + 0x3000 | NEXT));
        long[] pages = new long[16];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = ShadowHypervisor.MEMORY + 0x1000L * i | LEAF;
        }
        draft.data(NESTED_ROOT + 0x3000, quadwords(pages));
        return install(draft, ShadowHypervisor.MEMORY, lines);
    }

    /** As {@link #alone}, with nested tables that map everything to itself. */
    static Draft nestedIdentically(String id, String... lines) {
        return install(nested(unshadowed(id), Fixture.PAGE_DIRECTORIES | NEXT), 0, lines);
    }

    private static Draft unshadowed(String id) {
        Map<String, Long> fields = fields();
        fields.merge("INTERCEPT_EXCEPTION", ~PAGE_FAULT, (all, others) -> all & others);
        return new Draft("shadow-paging/" + id, Level.INTERCEPT)
                .vmcb(Draft.VMCB, fields)
                .gpr("rax", Draft.VMCB)
                .budget(20_000);
    }

    private static Draft nested(Draft draft, long directory) {
        return draft.set("NP_ENABLE", 1)
                .set("N_CR3", NESTED_ROOT)
                .set("G_PAT", 0x0007_0406_0007_0406L)
                .data(NESTED_ROOT, quadwords(NESTED_ROOT + 0x1000 | NEXT))
                .data(NESTED_ROOT + 0x1000, quadwords(directory));
    }

    private static byte[] quadwords(long... values) {
        long[] halves = new long[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            halves[2 * i] = values[i]; // no address of the tables is above 4 GB
        }
        return Descriptors.doublewords(halves);
    }

    private static Map<String, Long> fields() {
        Map<String, Long> fields = Guest.protected32().fields();
        fields.put("RIP", CODE);
        fields.put("RSP", STACK_TOP);
        fields.put("GDTR.base", GDT);
        fields.put("GDTR.limit", 0x1FL);
        fields.put("IDTR.base", IDT);
        fields.put("IDTR.limit", 0x7FL);
        return fields;
    }

    /** Where its program ends. */
    static long end(Draft draft, long memory) {
        return draft.guestLabel("done", memory + CODE) - memory;
    }

    private static Draft install(Draft draft, long memory, String... lines) {
        List<String> code = new ArrayList<>(START);
        code.addAll(List.of(lines));
        code.add("done: vmmcall");
        code.addAll(HANDLER);
        draft.code(memory + CODE, 32, code.toArray(String[]::new));
        long handler = draft.guestLabel("handler", memory + CODE) - memory;
        return draft.data(memory + GDT + Fixture.DATA_SELECTOR, Descriptors.bytes(0x00CF_9300_0000_FFFFL))
                .data(memory + GDT + Fixture.CODE32_SELECTOR, Descriptors.bytes(0x00CF_9B00_0000_FFFFL))
                .data(memory + IDT + 14 * 8, Descriptors.bytes(gate(handler)))
                .touches(memory + STACK_TOP - Fixture.PAGE_SIZE)
                .touches(memory + DIRECTORY)
                .touches(memory + TABLE)
                .data(memory + FIRST, Descriptors.doublewords(0xAAAA_AAAAL))
                .data(memory + SECOND, Descriptors.doublewords(0xBBBB_BBBBL))
                .touches(memory + RESULTS)
                .gpr("rcx", 0)
                .gpr("rdx", 0)
                .gpr("rbx", 0)
                .gpr("rsi", RESULTS)
                .gpr("rdi", 0);
    }

    private static long gate(long handler) {
        return handler & 0xFFFF | (long) Fixture.CODE32_SELECTOR << 16 | 0x8E00L << 32;
    }
}

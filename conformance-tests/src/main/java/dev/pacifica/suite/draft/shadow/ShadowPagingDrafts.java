package dev.pacifica.suite.draft.shadow;

import static dev.pacifica.suite.draft.shadow.ShadowGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Guests of the {@link ShadowHypervisor}, and what they find: exactly what their own tables say. */
public final class ShadowPagingDrafts {
    private final List<Draft> drafts = new ArrayList<>();

    private ShadowPagingDrafts() {}

    public static List<Draft> all() {
        ShadowPagingDrafts all = new ShadowPagingDrafts();
        all.startsPaging();
        all.remaps();
        all.remapsSilently();
        all.handlesFaults();
        all.marks();
        all.otherDirectory();
        all.realMode();
        return all.drafts;
    }

    /** What a guest leaves at its results is claimed. */
    private Draft draft(String name, String what, String failure, String... lines) {
        Draft draft = ShadowGuest.shadowed(name, lines).about("a guest under shadow paging " + what, failure);
        drafts.add(draft);
        return draft.claimField("EXIT-08", "RIP", ShadowGuest.end(draft, ShadowHypervisor.MEMORY))
                .unspecified(ExitMasks.PLAIN);
    }

    private static long spa(long guestPhysical) {
        return ShadowHypervisor.MEMORY + guestPhysical;
    }

    private static Draft result(Draft draft, String rule, int number, long low, long high) {
        return draft.claim(rule, Subject.memory(spa(RESULTS) + 8L * number), high << 32 | low);
    }

    private void startsPaging() {
        Draft draft = draft(
                "starts-paging",
                "fills a page table and turns paging on",
                "writes of control registers do not exit, or the guest sees the shadow",
                "mov eax, cr0",
                "mov [0xd000], eax",
                "mov eax, cr3",
                "mov [0xd004], eax");
        result(draft, "INS-10", 0, 0x8001_0033L, DIRECTORY)
                .claim("INS-11", "r13", 0x80)
                .claim("INS-11", "r14", 0x8001_0033L)
                .claim("INS-11", "r15", DIRECTORY);
    }

    private void remaps() {
        Draft draft = draft(
                "remaps-a-page",
                "maps a page, and then maps it to another frame",
                "what was translated before is still used after INVLPG",
                "mov edi, 0x9080",
                "mov ecx, 0xa003",
                "mov [edi], ecx",
                "mov edx, [0x20000]",
                "mov [0xd000], edx",
                "mov ecx, 0xb003",
                "mov [edi], ecx",
                "mov eax, 0x20000",
                "invlpg [eax]",
                "mov edx, [0x20000]",
                "mov [0xd004], edx");
        result(draft, "INS-35", 0, 0xAAAA_AAAAL, 0xBBBB_BBBBL);
        result(draft, "TLB-31", 0, 0xAAAA_AAAAL, 0xBBBB_BBBBL);
    }

    /** The hypervisor empties its shadow after each edit, and has the processor forget all, though the guest does not ask for it. */
    private void remapsSilently() {
        Draft draft = draft(
                "remaps-without-invalidation",
                "maps a page, maps it to another frame, and does not invalidate it",
                "TLB_CONTROL 1 leaves a translation, or the shadow goes on with what the guest has overwritten",
                "mov edi, 0x9080",
                "mov ecx, 0xa003",
                "mov [edi], ecx",
                "mov edx, [0x20000]",
                "mov [0xd000], edx",
                "mov ecx, 0xb003",
                "mov [edi], ecx",
                "mov edx, [0x20000]",
                "mov [0xd004], edx");
        result(draft, "TLB-11", 0, 0xAAAA_AAAAL, 0xBBBB_BBBBL);
    }

    /** A write to a read-only page, and a read of one that is not present: the guest's handler repairs both. */
    private void handlesFaults() {
        Draft draft = draft(
                "handles-faults",
                "repairs page faults of its own",
                "the guest does not get its own faults, or gets those of the shadow",
                "mov edi, 0x9080",
                "mov ecx, 0xb001",
                "mov [edi], ecx",
                "mov dword [0x20004], 0x1234567",
                "mov edx, [0x21004]");
        result(draft, "EXC-24", 0, 3, 0x2_0004);
        result(draft, "EXC-24", 1, 0, 0x2_1004);
        draft.claim("EXC-24", "rdx", 0x123_4567)
                .claim("INJ-17", Subject.memory(spa(SECOND)), 0x123_4567_BBBB_BBBBL)
                .claim("INJ-17", "rsi", RESULTS + 16);
    }

    /** The guest sees accessed and dirty bits as if its tables were the processor's. */
    private void marks() {
        Draft draft = draft(
                "sees-marks",
                "looks at the accessed and dirty bits of its tables",
                "pages that are only read are marked as dirty, or written ones are not",
                "mov edi, 0x9080",
                "mov ecx, 0xa003",
                "mov [edi], ecx",
                "mov eax, [0x9080]",
                "mov [0xd000], eax",
                "mov edx, [0x20000]",
                "mov eax, [0x9080]",
                "mov [0xd004], eax",
                "mov [0x20000], edx",
                "mov eax, [0x9080]",
                "mov [0xd008], eax",
                "mov eax, [0x8000]",
                "mov [0xd00c], eax");
        result(draft, "PG-55", 0, FIRST | 3, FIRST | 0x23);
        result(draft, "PG-51", 1, FIRST | 0x63, TABLE | 0x23);
    }

    private void otherDirectory() {
        Draft draft = draft(
                "other-directory",
                "goes to another directory, in which the same table is used twice",
                "CR3 does not exit, or what was translated before is still used",
                "mov edi, 0x9080",
                "mov ecx, 0xa003",
                "mov [edi], ecx",
                "mov dword [0xc000], 0x9003",
                "mov dword [0xc004], 0x9003",
                "mov eax, 0xc000",
                "mov cr3, eax",
                "mov edx, [0x420000]",
                "mov [0xd000], edx",
                "mov dword [0x420000], 0x12345678",
                "mov edx, [0x20000]",
                "mov [0xd004], edx");
        draft.touches(spa(THIRD));
        result(draft, "INS-11", 0, 0xAAAA_AAAAL, 0x1234_5678L);
    }

    /** What paged real mode is for (PRM-11): the guest believes itself in real mode, without paging. */
    private void realMode() {
        Map<String, Long> fields = Guest.real().fields();
        String[] names = {"CS", "SS", "DS", "ES"};
        long[] selectors = {CODE >> 4, 0x400, FIRST >> 4, SECOND >> 4};
        for (int i = 0; i < names.length; i++) {
            fields.put(names[i] + ".selector", selectors[i]);
            fields.put(names[i] + ".base", selectors[i] << 4);
        }
        fields.put("IDTR.limit", 0x3FFL);
        Draft draft = ShadowHypervisor.of("real-mode-guest", fields)
                .about(
                        "a guest under shadow paging that believes itself in real mode without paging",
                        "paged real mode does not do what it is for")
                .code(
                        spa(CODE),
                        16,
                        // so that nothing faults while the interrupt is delivered
                        "push cx",
                        "pop cx",
                        "mov dx, 0",
                        "mov ds, dx",
                        "mov dl, [0x84]",
                        "mov dx, 0xa00",
                        "mov ds, dx",
                        "mov cx, [0]",
                        "int 0x21",
                        "mov [es:4], cx",
                        "mov eax, cr0",
                        "mov edx, eax",
                        "done: vmmcall",
                        "handler: add cx, 1",
                        "iret");
        long handler = draft.guestLabel("handler", spa(CODE)) - spa(CODE);
        draft.data(spa(0x21 * 4), Descriptors.doublewords(CODE >> 4 << 16 | handler))
                .touches(spa(0x4000))
                .data(spa(FIRST), Descriptors.doublewords(0x1111))
                .data(spa(SECOND), Descriptors.doublewords(0xBBBB_BBBBL))
                .gpr("rcx", 0)
                .gpr("rdx", 0)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done", spa(CODE)) - spa(CODE))
                .claim("PRM-11", "rcx", 0x1112)
                .claim("PRM-11", "rdx", 0x32)
                .claim("PRM-11", Subject.memory(spa(SECOND)), 0x1112_BBBB_BBBBL)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
    }
}

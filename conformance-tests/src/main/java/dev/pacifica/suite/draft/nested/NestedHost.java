package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The host that runs a guest on nested tables: in long mode, or a program that leaves it for PAE or 32-bit paging, on the nested tables themselves,
 * and comes back. What a guest leaves in RAX, RCX and RDX is lost on that way.
 */
final class NestedHost {
    private static final long CODE = 0x109_8000;
    private static final long PG_OFF = 0x10033;
    private static final long PG_ON = 0x8001_0033L;
    private static final long CR4_PAE = 0x20;
    private static final long CR4_PSE = 0x10;

    private NestedHost() {}

    /** Lets the host run the guest in the mode of the nested tables. */
    static Draft install(Draft draft, TableFormat nested) {
        return install(draft, nested, true);
    }

    /** As {@link #install(Draft, TableFormat)}, with or without EFER.NXE. */
    static Draft install(Draft draft, TableFormat nested, boolean nxe) {
        if (nested == TableFormat.LONG && nxe) {
            return draft;
        }
        List<String> lines = new ArrayList<>();
        if (nested == TableFormat.LONG) {
            lines.addAll(efer(0x1500));
            lines.addAll(List.of("mov eax, 0x%x".formatted(Draft.VMCB), "vmrun"));
            lines.addAll(efer(0x1D00));
            lines.add("jmp end");
            return draft.host(lines.toArray(String[]::new));
        }
        draft.host("push 0x%x".formatted(Fixture.CODE32_SELECTOR), "push 0x%x".formatted(CODE), "retfq");
        lines.addAll(move("cr0", PG_OFF));
        lines.addAll(efer(nxe ? 0x1800 : 0x1000));
        lines.addAll(move("cr4", nested == TableFormat.PAE ? CR4_PAE : CR4_PSE));
        lines.addAll(move("cr3", NestedTables.NESTED_ROOT));
        lines.addAll(move("cr0", PG_ON));
        lines.addAll(List.of("mov eax, 0x%x".formatted(Draft.VMCB), "vmrun"));
        lines.addAll(backToLongMode());
        return draft.code(CODE, 32, lines.toArray(String[]::new));
    }

    /** A host that does not page at all. */
    static Draft unpaged(Draft draft) {
        draft.host("push 0x%x".formatted(Fixture.CODE32_SELECTOR), "push 0x%x".formatted(CODE), "retfq");
        List<String> lines = new ArrayList<>(move("cr0", PG_OFF));
        lines.addAll(List.of("mov eax, 0x%x".formatted(Draft.VMCB), "vmrun"));
        lines.addAll(backToLongMode());
        return draft.code(CODE, 32, lines.toArray(String[]::new));
    }

    private static List<String> backToLongMode() {
        List<String> lines = new ArrayList<>(move("cr0", PG_OFF));
        lines.addAll(move("cr4", CR4_PAE));
        lines.addAll(efer(0x1D00 & ~0x400));
        lines.addAll(move("cr3", Fixture.PML4));
        lines.addAll(move("cr0", PG_ON));
        lines.add("jmp 0x%x:end".formatted(Fixture.CODE64_SELECTOR));
        return lines;
    }

    private static List<String> move(String register, long value) {
        return List.of("mov eax, 0x%x".formatted(value), "mov %s, eax".formatted(register));
    }

    private static List<String> efer(long value) {
        return List.of("mov ecx, 0xc0000080", "mov eax, 0x%x".formatted(value), "mov edx, 0", "wrmsr");
    }
}

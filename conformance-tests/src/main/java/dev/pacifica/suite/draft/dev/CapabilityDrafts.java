package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** The capability block itself, by plain accesses to configuration space: how it is found and what its three registers are. */
final class CapabilityDrafts {
    private static final long FUNCTION = 0x8000_C300L;
    private static final int ID = 0xF;

    private final List<Draft> drafts = new ArrayList<>();

    private CapabilityDrafts() {}

    static List<Draft> all() {
        CapabilityDrafts capability = new CapabilityDrafts();
        capability.search();
        capability.header();
        capability.selector();
        return capability.drafts;
    }

    /** A host program that reads and writes configuration space; CFCh is in DX when {@code lines} begin, at register {@code at}. */
    private Draft draft(String name, String title, String why, int at, String... lines) {
        List<String> program = new ArrayList<>(
                List.of("mov eax, 0x%x".formatted(FUNCTION + at), "mov edx, 0xcf8", "out dx, eax", "mov dl, 0xfc"));
        program.addAll(List.of(lines));
        program.addAll(List.of("cmp eax, eax", "jmp end")); // with flags that are defined
        Draft draft = new Draft("dev/" + name, Level.EXCEPTION)
                .requires("DEV")
                .about(title, why)
                .host(program.toArray(String[]::new));
        drafts.add(draft);
        return draft;
    }

    /** The list is walked to the capability, and what is left to be found there is its header. */
    private void search() {
        draft(
                        "capability-in-the-list",
                        "status and the list of capabilities of the bridge are read until there is one of ID 0Fh",
                        "the capability cannot be found by its list",
                        4,
                        "in eax, dx",
                        "shr eax, 20",
                        "and eax, 1",
                        "mov r8d, eax",
                        "mov ecx, 0x34",
                        "next:",
                        "mov eax, 0x%x".formatted(FUNCTION),
                        "mov al, cl",
                        "mov dl, 0xf8",
                        "out dx, eax",
                        "mov dl, 0xfc",
                        "in eax, dx",
                        "cmp ecx, 0x34",
                        "je pointer",
                        "cmp al, 0xf",
                        "je found",
                        "mov al, ah",
                        "pointer:",
                        "movzx ecx, al",
                        "test ecx, ecx",
                        "jnz next",
                        "found:",
                        "and eax, 0x7ff00ff",
                        "and eax, 0xf00ff",
                        "mov r9d, eax",
                        "xor eax, eax",
                        "xor ecx, ecx")
                .claim("DEV-38", "r9", ID)
                .claim("DEV-39", "r8", 1)
                .claim("DEV-41", "r9", 0x7_0000, 0);
        draft(
                        "capability-in-function-3",
                        "vendor and capability header of device 18h, function 3 are read",
                        "the bridge is not where families 0Fh and 10h have it",
                        0,
                        "in eax, dx",
                        "movzx r8d, ax",
                        "mov eax, 0x%x".formatted(FUNCTION + 0xF0),
                        "mov dl, 0xf8",
                        "out dx, eax",
                        "mov dl, 0xfc",
                        "in eax, dx",
                        "and eax, 0xff",
                        "mov r9d, eax")
                .claim("DEV-40", "r8", 0x1022)
                .claim("DEV-40", "r9", ID);
    }

    private void header() {
        draft(
                        "header-read-only",
                        "the capability header is written with zeros and with ones, and read",
                        "the header can be written, or its reserved bits are not zero",
                        0xF0,
                        "xor eax, eax",
                        "out dx, eax",
                        "in eax, dx",
                        "and eax, 0xffcf00ff",
                        "mov r8d, eax",
                        "mov eax, 0xffffffff",
                        "out dx, eax",
                        "in eax, dx",
                        "and eax, 0xffcf00ff",
                        "mov r9d, eax")
                .claim("DEV-43", "r8", ID)
                .claim("DEV-43", "r9", ID)
                .claim("DEV-46", "r9", 0xFFCF_00FFL, ID);
    }

    private void selector() {
        draft(
                        "selector-holds-function-and-index",
                        "DEV_OP is written and read",
                        "DEV_OP does not hold what selects a register",
                        0xF4,
                        "mov eax, 0x0002",
                        "out dx, eax",
                        "in eax, dx",
                        "mov r8d, eax",
                        "mov eax, 0x0403",
                        "out dx, eax",
                        "in eax, dx",
                        "mov r9d, eax")
                .claim("DEV-44", "r8", 0x0002)
                .claim("DEV-47", "r9", 0x0403);
        draft(
                        "selection-persists",
                        "DEV_DATA is written and read twice with one selection",
                        "the selection advances or is lost with an access",
                        0xF4,
                        "mov eax, 0x0000",
                        "out dx, eax",
                        "mov eax, 0x%x".formatted(FUNCTION + 0xF8),
                        "mov dl, 0xf8",
                        "out dx, eax",
                        "mov dl, 0xfc",
                        "mov eax, 0x1000",
                        "out dx, eax",
                        "mov eax, 0x2000",
                        "out dx, eax",
                        "in eax, dx",
                        "mov r8d, eax",
                        "in eax, dx",
                        "mov r9d, eax")
                .claim("DEV-45", "r8", 0x2000)
                .claim("DEV-51", "r9", 0x2000)
                .claim("DEV-50", "r8", 0x2000);
        draft(
                        "data-of-another-selection",
                        "a base is written through DEV_DATA, DEV_BASE_HI is selected and read, then the base again",
                        "DEV_DATA is one register whatever is selected",
                        0xF4,
                        "mov esi, 0x0000",
                        "mov edi, 0x1000",
                        "call put",
                        "mov esi, 0x0100",
                        "mov edi, 0x12",
                        "call put",
                        "mov r8d, eax",
                        "mov esi, 0x0000",
                        "call get",
                        "mov r9d, eax",
                        "jmp end",
                        "get:",
                        "mov eax, 0x%x".formatted(FUNCTION + 0xF4),
                        "mov dl, 0xf8",
                        "out dx, eax",
                        "mov dl, 0xfc",
                        "mov eax, esi",
                        "out dx, eax",
                        "mov eax, 0x%x".formatted(FUNCTION + 0xF8),
                        "mov dl, 0xf8",
                        "out dx, eax",
                        "mov dl, 0xfc",
                        "in eax, dx",
                        "ret",
                        "put:",
                        "call get",
                        "mov eax, edi",
                        "out dx, eax",
                        "in eax, dx",
                        "ret")
                .claim("DEV-53", "r8", 0x12)
                .claim("DEV-53", "r9", 0x1000);
    }
}

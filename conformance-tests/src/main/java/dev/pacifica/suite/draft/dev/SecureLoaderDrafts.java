package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import dev.pacifica.suite.vector.Vector.Request;
import dev.pacifica.suite.vector.Vector.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * SKINIT with a loader in its block that ends the vector: the state in which it wakes up, and what devices may do then. Its code is 32-bit
 * code without paging; DS has a limit of FFFFh, so that it uses SS.
 */
public final class SecureLoaderDrafts {
    private static final long BLOCK = LoaderTrials.BLOCK;
    private static final long UNMAPPED = 0x121_0000;
    private static final long TABLES = 0x100_A000;
    private static final int ENTRY = LoaderTrials.ENTRY;
    private static final int LENGTH = LoaderTrials.LENGTH;
    private static final long READINGS = 0x100_8000;
    private static final int VM_CR = 0xC001_0114;
    private static final long HOST_CR0 = 0x8001_0033L;
    private static final long CACHE_DISABLE = 1 << 30;
    private static final long NOT_WRITE_THROUGH = 1 << 29;
    private static final String OPEN = "a device reaches the loader's block, or is kept from what is beside it";

    private final LoaderTrials trials = new LoaderTrials();

    private SecureLoaderDrafts() {}

    public static List<Draft> all() {
        SecureLoaderDrafts loaders = new SecureLoaderDrafts();
        loaders.registers();
        loaders.keptRegisters();
        loaders.operand();
        loaders.image();
        loaders.code();
        loaders.stepped();
        loaders.lost();
        loaders.init();
        loaders.block();
        loaders.nodes();
        loaders.released();
        loaders.earlierVector();
        return loaders.trials.all();
    }

    private Draft loader(String name, String title, String... lines) {
        return trials.loader(name, title, lines);
    }

    /** A loader that has devices ask. */
    private Draft closed(String name, String title, String... lines) {
        return loader(name, title, lines).about(title, OPEN).requires("DEV");
    }

    private void registers() {
        Draft general = loader("general-registers", "general registers at the loader's first instruction")
                .claimEnds("SKINIT-01", Ended.END)
                .claim("SKINIT-30", "rax", BLOCK)
                .claim("SKINIT-30", "rsp", BLOCK + 0x1_0000)
                .claim("SKINIT-30", "rflags", 2);
        for (String name :
                List.of("rbx", "rcx", "rsi", "rdi", "rbp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15")) {
            general.claim("SKINIT-30", name, 0);
        }
        Draft system = loader(
                        "system-registers", "control, segment and table registers at the loader's first instruction")
                .state("cr2", 0x1234)
                .state("cr8", 5)
                .claim("SKINIT-22", "cr0", 0x11)
                .claim("SKINIT-22", "cs", 0x08)
                .claim("SKINIT-22", "ss", 0x10)
                .claim("SKINIT-02", "efer", 0)
                .claim("SKINIT-30", "gdtr.limit", 0xFFFF)
                .claim("SKINIT-30", "idtr.limit", 0xFFFF);
        for (String name :
                List.of("cr2", "cr3", "cr4", "cr8", "ds", "es", "fs", "gs", "ldtr", "tr", "gdtr.base", "idtr.base")) {
            system.claim("SKINIT-30", name, 0);
        }
        loader(
                        "processor-signature",
                        "EDX at the loader's first instruction, compared with CPUID",
                        "mov esi, edx",
                        "mov eax, 1",
                        "cpuid",
                        "sub esi, eax",
                        "mov eax, 0",
                        "mov ebx, 0",
                        "mov ecx, 0")
                .claim("SKINIT-30", "rsi", 0);
        loader("vm-cr", "VM_CR at the loader's first instruction", vmCr())
                .claim("SKINIT-24", "rbx", 7)
                .claim("VMCR-05", "rbx", 7)
                .claim("SKINIT-50", "rbx", 1, 1)
                .claim("SKINIT-51", "rbx", 4, 4);
    }

    private static String[] vmCr() {
        return new String[] {"mov ecx, 0x%x".formatted(VM_CR), "rdmsr", "mov ebx, eax"};
    }

    private void keptRegisters() {
        loader("cache-control-kept", "SKINIT with CR0.CD and CR0.NW set")
                .state("cr0", HOST_CR0 | CACHE_DISABLE | NOT_WRITE_THROUGH)
                .claim("SKINIT-30", "cr0", CACHE_DISABLE | NOT_WRITE_THROUGH | 0x11);
        loader("cache-disable-kept", "SKINIT with CR0.CD set and CR0.NW clear")
                .state("cr0", HOST_CR0 | CACHE_DISABLE)
                .claim("SKINIT-30", "cr0", CACHE_DISABLE | 0x11);
        loader("msrs-kept", "MSRs at the loader's first instruction")
                .state("star", 0x0011_2233_4455_6677L)
                .state("lstar", 0x1234_5000)
                .state("kernelGsBase", 0x5_0000)
                .state("sysenter.eip", 0x7_0000)
                .claim("SKINIT-33", "star", 0x0011_2233_4455_6677L)
                .claim("SKINIT-33", "lstar", 0x1234_5000)
                .claim("SKINIT-33", "vmHsavePa", 0x12_D000)
                .claim("SKINIT-33", "sysenter.eip", 0x7_0000)
                .claim("SKINIT-34", "kernelGsBase", 0x5_0000);
        loader("segment-bases", "SKINIT with bases in FS and GS")
                .state("fs.base", 0x12_0000)
                .state("gs.base", 0x13_0000)
                .claim("SKINIT-34", "fs.base", 0)
                .claim("SKINIT-34", "gs.base", 0);
        loader("debug-registers-kept", "debug registers at the loader's first instruction")
                .state("dr0", 0x1111_0000)
                .state("dr3", 0x3333_0000)
                .state("dr6", 0xFFFF_0FF5L)
                .claim("SKINIT-30", "dr0", 0x1111_0000)
                .claim("SKINIT-30", "dr3", 0x3333_0000)
                .claim("SKINIT-30", "dr6", 0xFFFF_0FF5L);
    }

    private void operand() {
        loader("address-not-aligned", "SKINIT with bits 15:0 of EAX set")
                .gpr("rax", BLOCK | 0xABCD)
                .claim("SKINIT-07", "rax", BLOCK)
                .claim("SKINIT-17", "rsp", BLOCK + 0x1_0000);
        loader("address-of-64-bits", "SKINIT with bits 63:32 of RAX set")
                .gpr("rax", 0xFFFF_1234_0000_0000L | BLOCK)
                .claim("SKINIT-07", "rax", BLOCK);
        notMapped();
    }

    /** Page tables of the host's own, with the fixture's mapping of the first 32 MBytes but for the block. */
    private void notMapped() {
        long[] directory = LongStream.range(0, 16)
                .map(page -> page == UNMAPPED >>> 21 ? 0 : page << 21 | 0xE3)
                .toArray();
        trials.add(new Draft("skinit/address-not-mapped", Level.EXCEPTION)
                .about("SKINIT with an address that is not mapped", "SKINIT translates its operand")
                .requires("SKINIT")
                .host("skinit")
                .gpr("rax", UNMAPPED)
                .state("cr3", TABLES)
                .data(TABLES, Descriptors.bytes(TABLES + 0x1000 | 0x23))
                .data(TABLES + 0x1000, Descriptors.bytes(TABLES + 0x2000 | 0x23))
                .data(TABLES + 0x2000, Descriptors.bytes(directory))
                .data(UNMAPPED, LoaderTrials.header(ENTRY, LENGTH))
                .code(UNMAPPED + ENTRY, 32, "mov ebx, 0x55", "mov edx, 0", "jmp end")
                .claimEnds("SKINIT-13", Ended.END)
                .claim("SKINIT-13", "rbx", 0x55));
    }

    /** Nothing of the header is checked but where the image starts. */
    private void image() {
        for (int entry : new int[] {4, 0x1000, 0x8000, 0xFF00}) {
            trials.loader(
                            BLOCK,
                            "entry-%x".formatted(entry),
                            "an entry point at %Xh of the block".formatted(entry),
                            entry,
                            0xFFFF)
                    .claimEnds("SKINIT-18", Ended.END)
                    .claim("SKINIT-24", "rax", BLOCK);
        }
        for (int length : new int[] {0x60, 0x8001, 0xFFFF}) {
            trials.loader(
                            BLOCK,
                            "length-%x".formatted(length),
                            "an image of %Xh bytes".formatted(length),
                            ENTRY,
                            length)
                    .claimEnds("SKINIT-12", Ended.END)
                    .claim("SKINIT-46", "rax", BLOCK);
        }
    }

    private void code() {
        loader("first-push", "the loader pushes", "push eax", "pop ebx")
                .touches(BLOCK + 0xF000)
                .claim("SKINIT-35", Subject.memory(BLOCK + 0xFFF8), 0xFFFF_FFFF_0000_0000L, BLOCK << 32)
                .claim("SKINIT-21", "rbx", BLOCK);
        loader("reads-its-code", "the loader reads its image by CS and by SS", "mov ebx, [cs:eax]", "mov ecx, [ss:eax]")
                .claim("SKINIT-31", "rbx", (long) LENGTH << 16 | ENTRY)
                .claim("SKINIT-20", "rcx", (long) LENGTH << 16 | ENTRY);
        loader("no-return", "an instruction stands behind SKINIT in the host program", "mov ebx, 0x55")
                .host("skinit", "mov ebx, 0x66", "jmp end")
                .claim("SKINIT-16", "rbx", 0x55);
        loader(
                        "flat-data",
                        "the loader reads and writes above 64 KBytes by SS",
                        "mov dword [ss:0x%x], 0x5a".formatted(READINGS))
                .touches(READINGS)
                .claim("SKINIT-22", Subject.memory(READINGS), 0x5A);
        loader("written-before", "the host changes the image, then executes SKINIT", "mov ebx, 0x11111111")
                .host("mov dword [0x%x], 0x22222222".formatted(BLOCK + ENTRY + 1), "skinit")
                .claim("SKINIT-29", "rbx", 0x2222_2222);
        loader(
                        "reported",
                        "the loader, with EFER.SVME clear, looks whether CPUID reports SKINIT",
                        "mov eax, 0x80000001",
                        "cpuid",
                        "and ecx, 0x1000",
                        "mov eax, 0",
                        "mov ebx, 0",
                        "cmp eax, eax")
                .claim("EN-02", "rcx", 0x1000);
        loader("stgi", "the loader executes STGI with EFER.SVME clear", "stgi", "mov ebx, 0x77")
                .claim("SKINIT-04", "rbx", 0x77)
                .claim("SKINIT-36", "efer", 0);
        String[] abort = {
            "stgi", "mov ecx, 0x%x".formatted(VM_CR), "mov eax, 0", "mov edx, 0", "wrmsr", "rdmsr", "mov ebx, eax"
        };
        loader("abort", "the loader sets GIF and clears VM_CR", abort).claim("SKINIT-52", "rbx", 0);
    }

    /** A trap would be delivered by an IDT that is not there. */
    private void stepped() {
        loader("single-step", "SKINIT with RFLAGS.TF set")
                .host("pushfq", "or dword [rsp], 0x100", "popfq", "skinit")
                .claimEnds("SKINIT-28", Ended.END)
                .claim("SKINIT-30", "rflags", 2)
                .claim("SKINIT-28", "dr6", 0xFFFF_0FF0L);
    }

    /** Without tables of its own the loader gets no further than an exception or a segment load. */
    private void lost() {
        loader("vmrun-without-svme", "the loader executes VMRUN with EFER.SVME clear", "vmrun")
                .claimEnds("SKINIT-36", Ended.SHUTDOWN);
        loader("exception", "the loader raises #UD", "ud2").claimEnds("SKINIT-49", Ended.SHUTDOWN);
        loader("segment-load", "the loader loads DS with SS's selector", "mov ecx, ss", "mov ds, ecx")
                .claimEnds("SKINIT-32", Ended.SHUTDOWN);
    }

    /** INIT is held as long as GIF is clear, and then is #SX, for which this loader has no handler. */
    private void init() {
        Draft held = loader("init-held", "INIT is signalled while the loader runs", "asked: nop");
        held.event(Signal.init(marker(held))).claimEnds("SKINIT-47", Ended.END);
        Draft redirected =
                loader("init-redirected", "INIT is held, and the loader executes STGI", "asked: nop", "stgi", "nop");
        redirected.event(Signal.init(marker(redirected))).claimEnds("SKINIT-48", Ended.SHUTDOWN);
    }

    private void block() {
        String[] marker = {"asked: nop"};
        Draft reads = closed(
                "devices-read-the-block",
                "devices read the first and the last bytes of the block, and those beside it",
                marker);
        LoaderTrials.asks(reads, 0, BLOCK, "DEV-93", true);
        LoaderTrials.asks(reads, 0, BLOCK + 0xFFF8, "SKINIT-39", true);
        LoaderTrials.asks(reads, 0, BLOCK + ENTRY, "SKINIT-37", true);
        LoaderTrials.asks(reads, 0, BLOCK - 8, "DEV-92", false);
        LoaderTrials.asks(reads, 0, BLOCK + 0x1_0000, "DEV-92", false);
        Draft writes = closed("devices-write-the-block", "devices write to the block and beside it", marker);
        LoaderTrials.writes(writes, BLOCK + 0x8000, 0x66, 0, "DEV-97");
        LoaderTrials.writes(writes, BLOCK + 0x1_0000, 0x67, 0x67, "DEV-92");
        LoaderTrials.writes(writes, BLOCK - 8, 0x68, 0x68, "DEV-92");
        LoaderTrials.writes(writes, BLOCK + 0xFFF8, 0x69, 0, "SKINIT-38");
        Draft processor = closed(
                "processor-uses-the-block",
                "the loader writes to its block, and a device does not see it",
                "mov dword [ss:0x%x], 0x99".formatted(BLOCK + 0x4000),
                "asked: mov ebx, [ss:0x%x]".formatted(BLOCK + 0x4000));
        processor.touches(BLOCK + 0x4000).claim("DEV-95", "rbx", 0x99);
        LoaderTrials.asks(processor, 0, BLOCK + 0x4000, "DEV-93", true);
        Draft configuration = closed(
                "devices-write-configuration-space",
                "a device tries to end the protection of the block",
                control("asked: nop"));
        configuration
                .event(new Stimulus(
                        Request.CONFIGURATION_WRITE, marker(configuration), 0, 0, 3, 0x8000_C3F4L, 4, 0x400, 0))
                .event(new Stimulus(Request.CONFIGURATION_WRITE, marker(configuration), 0, 0, 3, 0x8000_C3F8L, 4, 0, 0))
                .claim("DEV-96", "rbx", 0x20, 0x20)
                .claim("DEV-34", "rbx", 0x20, 0x20);
        LoaderTrials.asks(configuration, 0, BLOCK, "DEV-96", true);
        loader("control-register", "DEV_CR at the loader's first instruction", control("nop"))
                .requires("DEV")
                .claim("DEV-92", "rbx", ~2 & 0xFFFF_FFFFL, 0x20);
    }

    /** Reads DEV_CR into EBX, behind {@code first}. */
    private static String[] control(String first) {
        return new String[] {
            first,
            "mov edx, 0xcf8",
            "mov eax, 0x8000c3f4",
            "out dx, eax",
            "mov dl, 0xfc",
            "mov eax, 0x400",
            "out dx, eax",
            "mov dl, 0xf8",
            "mov eax, 0x8000c3f8",
            "out dx, eax",
            "mov dl, 0xfc",
            "in eax, dx",
            "mov ebx, eax"
        };
    }

    private void nodes() {
        for (int node : new int[] {1, 7}) {
            Draft draft = closed(
                            "devices-of-node-" + node,
                            "a device of node %d reads the block".formatted(node),
                            "asked: nop")
                    .requires("DEV>=" + (node + 1));
            LoaderTrials.asks(draft, node, BLOCK, "DEV-99", true);
            LoaderTrials.asks(draft, node, BLOCK + 0x1_0000, "DEV-99", false);
        }
    }

    /** The loader clears SL_DEV_EN. */
    private void released() {
        List<String> lines = new ArrayList<>(List.of(control("nop")));
        lines.addAll(List.of("mov eax, 0", "out dx, eax", "in eax, dx", "mov ebx, eax", "asked: nop"));
        Draft draft = closed(
                        "block-released",
                        "the loader clears SL_DEV_EN, and a device reads",
                        lines.toArray(String[]::new))
                .claim("DEV-98", "rbx", 0x20, 0)
                .claim("SKINIT-40", "rbx", 0x20, 0);
        LoaderTrials.asks(draft, 0, BLOCK, "DEV-98", false);
    }

    /** A vector that was in force before stays in force, and excludes what it did. */
    private void earlierVector() {
        Draft draft = closed(
                        "vector-stays-in-force",
                        "DEV excludes a page beside the block before SKINIT",
                        control("asked: nop"))
                .host(
                        "mov edi, 0x000",
                        "mov ecx, 0x%x".formatted(DevTrial.TABLE | 1),
                        "call put",
                        "mov edi, 0x400",
                        "mov ecx, 0x11",
                        "call put",
                        "mov eax, 0x%x".formatted(BLOCK),
                        "skinit",
                        "put:",
                        "mov edx, 0xcf8",
                        "mov eax, 0x8000c3f4",
                        "out dx, eax",
                        "mov dl, 0xfc",
                        "mov eax, edi",
                        "out dx, eax",
                        "mov dl, 0xf8",
                        "mov eax, 0x8000c3f8",
                        "out dx, eax",
                        "mov dl, 0xfc",
                        "mov eax, ecx",
                        "out dx, eax",
                        "ret")
                .claim("DEV-100", "rbx", ~2 & 0xFFFF_FFFFL, 0x21)
                .data(DevTrial.TABLE + (BLOCK + 0x1_0000 >>> 15), new byte[] {1});
        LoaderTrials.asks(draft, 0, BLOCK + 0x1_0000, "DEV-100", true);
        LoaderTrials.asks(draft, 0, BLOCK + 0x1_1000, "DEV-100", false);
        LoaderTrials.asks(draft, 0, BLOCK, "DEV-93", true);
    }

    private static long marker(Draft draft) {
        return LoaderTrials.marker(draft, BLOCK);
    }
}

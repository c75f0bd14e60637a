package dev.pacifica.suite.image;

import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.asm.Assembly;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Condition.Relation;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.States;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The image's own code: its assembly sources, and the numbers that they share with the Java side. */
final class Kernel {
    /** Where the packed vectors are loaded, before the kernel moves them up: behind the last page of the fixture. */
    static final long LOADED_VECTORS = Fixture.HOST_SAVE_AREA + Fixture.PAGE_SIZE;

    private static final List<String> SOURCES =
            List.of("entry.asm", "serial.asm", "loop.asm", "served.asm", "launch.asm", "stops.asm", "compare.asm");
    private static final Assembly ASSEMBLY = Assembler.assemble("boot image kernel", source(), constants());

    private Kernel() {}

    /** The kernel, to be loaded at {@link Fixture#HARNESS}; it reaches up to the end of the stop addresses. */
    static byte[] code() {
        return ASSEMBLY.bytes().clone();
    }

    /** The boot sector of a disk on which {@code sectors} sectors follow it. */
    static byte[] bootSector(int sectors) {
        return Assembler.assemble("boot.asm", bootSource(), bootConstants(sectors))
                .bytes();
    }

    /** All sources of the kernel as one, and between them the list of CPUID leaves to report. */
    static String source() {
        String leaves = Processor.namedLeaves().stream()
                .map("0x%x"::formatted)
                .collect(Collectors.joining(", ", "cpuid_leaves: dd ", "\ncpuid_leaves_end:\n"));
        return SOURCES.stream().map(Kernel::text).collect(Collectors.joining("\n")) + "\n" + leaves + text("stubs.asm");
    }

    static String bootSource() {
        return text("boot.asm");
    }

    static Map<String, Long> bootConstants(int sectors) {
        return Map.of("SECTORS", (long) sectors, "HARNESS", Fixture.HARNESS, "KERNEL_ENTRY", ASSEMBLY.symbol("entry"));
    }

    private static String text(String resource) {
        try (InputStream in = Kernel.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " of the boot image cannot be read from the class path", e);
        }
    }

    /** The numbers that the sources take from the Java side. */
    static Map<String, Long> constants() {
        Map<String, Long> constants = new TreeMap<>();
        for (Slot slot : Slot.values()) {
            constants.put("SLOT_" + slot.name(), slot.address());
        }
        constants.putAll(fixture());
        constants.putAll(packedVectors());
        constants.put("LOADED_VECTORS", LOADED_VECTORS);
        constants.put("FRAME_FORMAT", (long) Frame.FORMAT);
        constants.put("MAX_DIFFERENCES", (long) Frame.MAX_CHANGES);
        constants.put("ENDED_AT_END", States.endedCode(Ended.END));
        constants.put("ENDED_BY_EXCEPTION", States.endedCode(Ended.EXCEPTION));
        constants.put("ERROR_CODE_VECTORS", errorCodeVectors());
        return constants;
    }

    private static Map<String, Long> fixture() {
        Map<String, Long> constants = new TreeMap<>();
        constants.put("HARNESS", Fixture.HARNESS);
        constants.put("END", Fixture.END);
        constants.put("EXCEPTION_ADDRESSES", Fixture.exceptionAddress(0));
        constants.put("GDT", Fixture.GDT);
        constants.put("FIXTURE_TABLES_END", Fixture.EXCEPTION_STACK);
        constants.put("GDT_LIMIT", (long) Fixture.GDT_LIMIT);
        constants.put("IDT", Fixture.IDT);
        constants.put("IDT_LIMIT", Slot.IDTR_LIMIT.initial());
        constants.put("PML4", Fixture.PML4);
        constants.put("CODE64_SELECTOR", (long) Fixture.CODE64_SELECTOR);
        constants.put("DATA_SELECTOR", (long) Fixture.DATA_SELECTOR);
        constants.put("TSS_SELECTOR", (long) Fixture.TSS_SELECTOR);
        constants.put("FIXTURE_CR0", Slot.CR0.initial());
        constants.put("FIXTURE_CR4", Slot.CR4.initial());
        constants.put("FIXTURE_EFER", Slot.EFER.initial());
        constants.put("FIXTURE_DR7", Slot.DR7.initial());
        constants.put("LOW_ARENA", Fixture.LOW_ARENA);
        constants.put("LOW_ARENA_END", Fixture.LOW_ARENA_END);
        constants.put("ARENA", Fixture.ARENA);
        constants.put("ARENA_END", Fixture.ARENA_END);
        constants.put("PACKED_VECTORS", Fixture.PACKED_VECTORS);
        constants.put("PAGE_SIZE", (long) Fixture.PAGE_SIZE);
        return constants;
    }

    /** The layout that {@link PackedVectors} describes. */
    private static Map<String, Long> packedVectors() {
        Map<String, Long> constants = new TreeMap<>();
        constants.put("PACK_COUNT", 12L);
        constants.put("PACK_FLAGS", 16L);
        constants.put("PACK_LENGTH", 20L);
        constants.put("PACK_SWEEP_INTERVAL", 24L);
        constants.put("PACK_HEADER", (long) PackedVectors.HEADER);
        constants.put("PACK_REPORT_ALL", (long) PackedVectors.REPORT_ALL);
        constants.put("PACK_SERVED", (long) PackedVectors.SERVED);
        constants.put("REQUEST_MAGIC", (long) Request.MAGIC);
        constants.put("REQUEST_REST", (long) Request.HEADER - 4);
        constants.put("MOST_RECEIVED", (long) Request.MOST_LENGTH);
        constants.put("BLOCK_LENGTH", 0L);
        constants.put("BLOCK_INDEX", 4L);
        constants.put("BLOCK_ID_LENGTH", 8L);
        constants.put("BLOCK_REQUIRE_COUNT", 12L);
        constants.put("BLOCK_PAGE_COUNT", 16L);
        constants.put("BLOCK_RUN_COUNT", 20L);
        constants.put("BLOCK_OUTCOME_COUNT", 24L);
        constants.put("BLOCK_HEADER", (long) PackedVectors.BLOCK_HEADER);
        constants.put("CONDITION_KIND", 0L);
        constants.put("CONDITION_LEAF", 4L);
        constants.put("CONDITION_SUBLEAF", 8L);
        constants.put("CONDITION_REGISTER", 12L);
        constants.put("CONDITION_RELATION", 16L);
        constants.put("CONDITION_MASK", 24L);
        constants.put("CONDITION_VALUE", 32L);
        constants.put("CONDITION_LENGTH", (long) PackedVectors.CONDITION);
        constants.put("RELATION_NOT_EQUAL", (long) PackedVectors.relation(Relation.NOT_EQUAL));
        constants.put("RUN_ADDRESS", 0L);
        constants.put("RUN_LENGTH", 8L);
        constants.put("RUN_HEADER", (long) PackedVectors.RUN_HEADER);
        constants.put("OUTCOME_LENGTH", 0L);
        constants.put("OUTCOME_NUMBER", 4L);
        constants.put("OUTCOME_CONDITION_COUNT", 8L);
        constants.put("OUTCOME_CELL_COUNT", 12L);
        constants.put("OUTCOME_HEADER", (long) PackedVectors.OUTCOME_HEADER);
        constants.put("CELL_ADDRESS", 0L);
        constants.put("CELL_MASK", 8L);
        constants.put("CELL_VALUE", 16L);
        constants.put("CELL_LENGTH", (long) PackedVectors.CELL);
        return constants;
    }

    private static long errorCodeVectors() {
        long bits = 0;
        for (int vector = 0; vector < 32; vector++) {
            bits |= (Fixture.pushesErrorCode(vector) ? 1L : 0L) << vector;
        }
        return bits;
    }
}

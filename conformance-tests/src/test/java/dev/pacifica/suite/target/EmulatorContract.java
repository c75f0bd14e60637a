package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the image and the targets promise on every emulator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EmulatorContract {
    private static final long VMCB = Fixture.ARENA + 0x2000;
    private static final long GUEST = Fixture.ARENA + 0x3000;
    private static final long FAR_AWAY = Fixture.ARENA + 0x80_0010;
    private static final String TRIPLE_FAULT = "lidt [none]\nud2\nnone: times 10 db 0";

    /** A target that loses patience within a few seconds. */
    abstract Target target();

    /** Starts of the name and of the command of the emulator. */
    abstract String program();

    /** Features that the emulator has and has not. */
    abstract String absentFeature();

    private final Recorder recorder = new Recorder();

    private static List<Vector> vectors(String absentFeature) {
        List<Vector> vectors = new ArrayList<>();
        vectors.add(SampleVector.of("nothing", "jmp END")
                .outcome(Ended.END, Map.of())
                .build());
        vectors.add(SampleVector.of("store", "mov [0x1000100], rax\njmp END")
                .outcome(
                        Ended.END,
                        Map.of(),
                        List.of(),
                        List.of(SampleVector.qword(0x100_0100, Slot.RAX.initial())),
                        List.of())
                .build());
        vectors.add(SampleVector.of("undefined opcode", "ud2")
                .outcome(Ended.EXCEPTION, undefinedOpcode(0x1_0002))
                .outcome(Ended.EXCEPTION, undefinedOpcode(2)) // without RF
                .build());
        vectors.add(SampleVector.of("error code", "mov eax, 0x48\nltr ax")
                .outcome(Ended.EXCEPTION, generalProtection(0x1_0002))
                .outcome(Ended.EXCEPTION, generalProtection(2))
                .build());
        vectors.add(SampleVector.of("register", "mov ecx, 5\njmp END")
                .outcome(Ended.END, Map.of(Slot.RCX, 5L))
                .build());
        vectors.add(SampleVector.of("wrong outcome", "mov ecx, 6\njmp END")
                .outcome(Ended.END, Map.of(Slot.RCX, 5L))
                .build());
        vectors.add(vmmcall());
        vectors.add(SampleVector.of("system registers", "jmp END")
                .state(Slot.LSTAR, 0x1234_5678L)
                .state(Slot.KERNEL_GS_BASE, 0x11)
                .state(Slot.FS_BASE, 0x22)
                .state(Slot.GS_BASE, 0x33)
                .state(Slot.CR2, 0x44)
                .state(Slot.CR8, 5)
                .state(Slot.DR0, 0x66)
                .state(Slot.RFLAGS, 0xCD7)
                .state(Slot.EFER, 0xD00)
                .state(Slot.DS, 0)
                .state(Slot.GDTR_LIMIT, 0x5F)
                .outcome(Ended.END, Map.of())
                .build());
        vectors.add(SampleVector.of("stray write", "mov [0x%x], rax\njmp END".formatted(FAR_AWAY))
                .outcome(Ended.END, Map.of())
                .build());
        vectors.add(SampleVector.of("write to a guard page", "mov [0x1002010], rax\njmp END")
                .outcome(Ended.END, Map.of())
                .build());
        vectors.add(SampleVector.of("absent feature", "jmp END")
                .requires("SVM")
                .requires(absentFeature)
                .outcome(Ended.END, Map.of())
                .build());
        vectors.add(SampleVector.of("harness fault", "jmp END") // a data segment is no TSS
                .state(Slot.TR, Fixture.DATA_SELECTOR)
                .outcome(Ended.END, Map.of())
                .build());
        vectors.add(SampleVector.of("triple fault", TRIPLE_FAULT)
                .outcome(Ended.END, Map.of())
                .build());
        vectors.add(SampleVector.of("shutdown", TRIPLE_FAULT)
                .outcome(Ended.SHUTDOWN, Map.of())
                .build());
        vectors.add(SampleVector.of("no shutdown", "jmp END")
                .outcome(Ended.SHUTDOWN, Map.of())
                .build());
        vectors.add(SampleVector.of("endless loop", "jmp $")
                .outcome(Ended.END, Map.of())
                .build());
        vectors.add(SampleVector.of("after all this", "jmp END")
                .outcome(Ended.END, Map.of())
                .build());
        return vectors;
    }

    private static Map<Slot, Long> undefinedOpcode(long rflags) {
        return Map.of(Slot.EXCEPTION_VECTOR, 6L, Slot.EXCEPTION_RIP, SampleVector.CODE, Slot.RFLAGS, rflags);
    }

    private static Map<Slot, Long> generalProtection(long rflags) {
        return Map.of(
                Slot.RAX,
                0x48L,
                Slot.EXCEPTION_VECTOR,
                13L,
                Slot.EXCEPTION_ERROR_CODE,
                0x48L,
                Slot.EXCEPTION_RIP,
                SampleVector.CODE + 5,
                Slot.RFLAGS,
                rflags);
    }

    /** A 64-bit guest whose VMMCALL is intercepted: EXITCODE 81h, and where there is nRIP the address behind it. */
    private static Vector vmmcall() {
        TreeMap<String, Long> fields = new TreeMap<>(
                Map.of("INTERCEPT_4", 3L, "GUEST_ASID", 1L, "EFER", 0x1D00L, "CR0", 0x8001_0033L, "CR3", Fixture.PML4));
        fields.putAll(Map.of("CR4", 0x20L, "RFLAGS", 2L, "RIP", GUEST, "RSP", GUEST + 0x800, "RAX", 7L));
        fields.putAll(Map.of("DR6", 0xFFFF_0FF0L, "DR7", 0x400L, "G_PAT", 0x0007_0406_0007_0406L));
        for (String segment : List.of("ES", "SS", "DS")) {
            fields.putAll(segment(segment, Fixture.DATA_SELECTOR, 0xC93));
        }
        fields.putAll(segment("CS", Fixture.CODE64_SELECTOR, 0xA9B));
        fields.putAll(Map.of("GDTR.base", Fixture.GDT, "GDTR.limit", (long) Fixture.GDT_LIMIT));
        fields.putAll(Map.of("IDTR.base", Fixture.IDT, "IDTR.limit", 0xFFFL));
        Map<Slot, Long> registers = Map.of(Slot.RAX, VMCB);
        return SampleVector.of("vmmcall", "mov eax, 0x%x\nvmrun\njmp END".formatted(VMCB))
                .requires("SVM")
                .vmcb(VMCB, fields)
                .guest(GUEST, "vmmcall")
                .when("NRIPS")
                .outcome(Ended.END, registers, exit(Map.of("EXITCODE", 0x81L, "NRIP", GUEST + 3)), List.of(), List.of())
                .when("!NRIPS")
                .outcome(Ended.END, registers, exit(Map.of("EXITCODE", 0x81L)), List.of(), List.of())
                .build();
    }

    private static List<VmcbContent> exit(Map<String, Long> changed) {
        return List.of(new VmcbContent(VMCB, new TreeMap<>(changed)));
    }

    private static Map<String, Long> segment(String name, long selector, long attributes) {
        return Map.of(name + ".selector", selector, name + ".attributes", attributes, name + ".limit", 0xFFFF_FFFFL);
    }

    @BeforeAll
    void runAllVectors() {
        target().run(vectors(absentFeature()), recorder);
    }

    @Test
    void every_vector_has_one_result() {
        assertThat(recorder.results.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        vectors(absentFeature()).stream().map(Vector::id).toList());
        assertThat(recorder.started).containsAll(recorder.results.keySet());
    }

    @Test
    void vectors_that_do_what_they_should_conform() {
        for (String id : List.of(
                "nothing",
                "store",
                "undefined opcode",
                "error code",
                "register",
                "vmmcall",
                "system registers",
                "after all this")) {
            assertThat(recorder.results.get(id)).as(id).returns(Verdict.CONFORMING, Result::verdict);
        }
    }

    @Test
    void a_difference_is_named() {
        assertThat(result("wrong outcome")).returns(Verdict.DIVERGING, Result::verdict);
        assertThat(result("wrong outcome").differences()).singleElement().hasToString("rcx: permitted 0x5, seen 0x6");
    }

    @Test
    void a_stray_write_is_found_and_belongs_to_the_vector_that_made_it() {
        assertThat(result("stray write")).returns(Verdict.DIVERGING, Result::verdict);
        assertThat(result("stray write").differences())
                .singleElement()
                .extracting("subject")
                .isEqualTo("memory@0x%x, outside the footprint".formatted(FAR_AWAY));
    }

    @Test
    void a_write_to_a_guard_page_is_found() {
        assertThat(result("write to a guard page").differences())
                .singleElement()
                .extracting("subject")
                .isEqualTo("memory@0x1002010, outside the footprint");
    }

    @Test
    void a_vector_that_is_not_applicable_says_why() {
        assertThat(result("absent feature").verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
        assertThat(result("absent feature").reason())
                .matches(absentFeature() + " is required; CPUID Fn8000000A EDX\\[\\d+] is 0");
    }

    @Test
    void a_shutdown_is_an_ending_like_others() {
        assertThat(result("shutdown").verdict()).isEqualTo(Verdict.CONFORMING);
        assertThat(result("no shutdown").verdict()).isEqualTo(Verdict.DIVERGING);
        assertThat(result("triple fault").differences())
                .singleElement()
                .returns((long) Ended.SHUTDOWN.ordinal(), Difference -> Difference.seen());
    }

    @Test
    void an_endless_loop_costs_one_vector() {
        assertThat(result("endless loop").verdict()).isEqualTo(Verdict.HUNG);
        assertThat(result("endless loop").reason()).startsWith("no frame came for 2 s");
    }

    @Test
    void a_state_that_cannot_be_loaded_costs_one_vector() {
        assertThat(result("harness fault").verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(result("harness fault").reason())
                .startsWith("the harness itself took exception 13, error code 0x10");
    }

    @Test
    void an_emulator_that_is_killed_costs_one_vector() {
        List<Vector> vectors = new ArrayList<>();
        for (String id : List.of("first", "second", "long", "third", "fourth")) {
            String program = id.equals("long") ? "mov ecx, 2000000000\nx: dec ecx\njnz x\njmp END" : "jmp END";
            vectors.add(
                    SampleVector.of(id, program).outcome(Ended.END, Map.of()).build());
        }
        Recorder killed = new Recorder(vector -> {
            if (vector.id().equals("long")) {
                emulator().orElseThrow().destroyForcibly();
            }
        });
        target().run(vectors, killed);
        assertThat(killed.results).hasSize(5);
        assertThat(killed.results.get("long").verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(killed.results.get("long").reason()).startsWith("the emulator ended with exit code 137");
        killed.results.remove("long");
        assertThat(killed.results.values()).allMatch(result -> result.verdict() == Verdict.CONFORMING);
        assertThat(emulator()).as("no emulator is left behind").isEmpty();
    }

    @Test
    void the_name_has_the_version() {
        assertThat(target().name()).matches("(qemu|bochs) \\d+\\.\\d+.*");
    }

    private Result result(String id) {
        return recorder.results.get(id);
    }

    private Optional<ProcessHandle> emulator() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains(program()))
                .max(Comparator.comparing(ProcessHandle::pid));
    }
}

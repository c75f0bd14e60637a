package dev.pacifica.model.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.event.DeliveryEntry;
import dev.pacifica.model.event.EventType;
import dev.pacifica.model.execute.AccessEntry;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.PagingEntry;
import dev.pacifica.model.paging.PagingFormat;
import dev.pacifica.model.paging.WalkResult;
import dev.pacifica.model.paging.WalkStage;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Msr;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log of a machine says, and that a machine runs as it does without. */
class StepLogTest {
    private static final long CODE = 0x1000;
    private static final long DIRECTORY = 0x5000;
    private static final long LARGE = 0x83; // present, writable, 4 MB

    private final Freedom freedom = Freedom.standard();
    private final Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20, freedom);
    private final Cpu cpu = machine.cpu();

    @Test
    void a_log_that_is_off_stays_empty() {
        program("e660 0f0b"); // out 60h, al; ud2
        machine.run(2);
        assertThat(freedom.log().take()).isEmpty();
    }

    @Test
    void every_instruction_is_logged_also_when_it_was_executed_before() {
        program("ebfe"); // jmp $
        freedom.log().start();
        machine.run(3);
        assertThat(freedom.log().take()).hasSize(3).containsOnly(new Fetched(CODE, CODE, "ebfe", "jmp"));
        assertThat(freedom.log().take()).as("taken once").isEmpty();
    }

    @Test
    void accesses_to_ports_and_registers_are_logged_with_what_they_carried() {
        program("e660 ec 0f32 0f30");
        cpu.gpr[Cpu.RAX] = 0x1234;
        cpu.gpr[Cpu.RDX] = 0x61;
        cpu.gpr[Cpu.RCX] = Msr.SYSENTER_CS;
        cpu.sysenterCs = 0x18;
        assertThat(entries(4, AccessEntry.class))
                .containsExactly(
                        new AccessEntry.Port(0x60, 1, true, 0x34),
                        new AccessEntry.Port(0x61, 1, false, 0xFF),
                        new AccessEntry.Msr(Msr.SYSENTER_CS, false, 0x18),
                        new AccessEntry.Msr(Msr.SYSENTER_CS, true, 0x18));
    }

    @Test
    void walk_is_logged_with_its_entries_and_the_bits_that_it_set() {
        program("90");
        page();
        machine.memory().write32(DIRECTORY, (int) LARGE);
        assertThat(entries(1, PagingEntry.class))
                .containsExactly(new PagingEntry.Walk(
                        WalkStage.SINGLE,
                        CODE,
                        Access.SUPERVISOR_FETCH,
                        PagingFormat.LEGACY,
                        0,
                        List.of(new PagingEntry.Visit(2, DIRECTORY, 4, LARGE, LARGE | 0x20)),
                        new WalkResult.Mapped(CODE, 22, false, true, false, false, false)));
    }

    @Test
    void forgotten_translations_are_logged() {
        program("0f013d00200000 0f22d8"); // invlpg [2000h]; mov cr3, eax
        page();
        machine.memory().write32(DIRECTORY, (int) LARGE);
        cpu.gpr[Cpu.RAX] = DIRECTORY;
        assertThat(entries(2, PagingEntry.class))
                .contains(new PagingEntry.Invalidated(0x2000, 0), new PagingEntry.FlushedAsid(0, false));
    }

    @Test
    void exception_is_logged_as_it_comes_up_and_as_it_is_delivered() {
        program("0f0b");
        machine.memory().write32(4L * ExceptionVector.UD.number(), 0x0200_0300); // 0200:0300
        cpu.cs.selector = 0x77;
        cpu.gpr[Cpu.RSP] = 0x8000;
        assertThat(entries(1, DeliveryEntry.class))
                .containsExactly(
                        new DeliveryEntry.Raised(ExceptionVector.UD, 0, 0),
                        new DeliveryEntry.Delivered(EventType.EXCEPTION, 6, false, 0, 0x77, CODE, 0x200, 0x300));
    }

    @Test
    void failing_deliveries_are_logged_up_to_the_shutdown() {
        program("0f0b");
        cpu.idtr.limit = 0;
        assertThat(entries(1, DeliveryEntry.class))
                .containsExactly(
                        new DeliveryEntry.Raised(ExceptionVector.UD, 0, 0),
                        new DeliveryEntry.Raised(ExceptionVector.GP, 0, 0),
                        new DeliveryEntry.Raised(ExceptionVector.GP, 0, 0),
                        new DeliveryEntry.DoubleFault(13, ExceptionVector.GP),
                        new DeliveryEntry.Raised(ExceptionVector.GP, 0, 0),
                        new DeliveryEntry.ShutDown());
    }

    private void program(String hex) {
        machine.memory().load(CODE, HexFormat.of().parseHex(hex.replace(" ", "")));
        cpu.cs.selector = 0;
        cpu.cs.base = 0;
        cpu.rip = CODE;
    }

    /** Protected mode, 32 bits, one large page at 0. */
    private void page() {
        cpu.cs.attributes = 0xC9B;
        cpu.cs.limit = -1;
        cpu.cr0 |= Cr0.PE | Cr0.PG;
        cpu.cr4 |= Cr4.PSE;
        cpu.cr3 = DIRECTORY;
        cpu.updateMode();
    }

    private <T extends StepLog.Entry> List<T> entries(long steps, Class<T> type) {
        freedom.log().start();
        machine.run(steps);
        return freedom.log().take().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}

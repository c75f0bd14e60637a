package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.OutsideProgram;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.opentest4j.TestAbortedException;

/** Vectors that are made while a live emulator waits for them. */
@AddLifecycleHook(ServedPropertyTest.NeedsQemu.class)
class ServedPropertyTest {
    private static final ServedSession SESSION = new ServedSession(new QemuTarget());

    /** jqwik takes an assumption that fails for a bad sample and not for a test to leave out. */
    static final class NeedsQemu implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            try {
                OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
                return SkipResult.doNotSkip();
            } catch (TestAbortedException absent) {
                return SkipResult.skip(absent.getMessage());
            }
        }
    }

    @AfterContainer
    static void stop() {
        SESSION.close();
    }

    /** VMRUN loads and #VMEXIT saves RAX and RSP whole (VMRUN-20, EXIT-10); the others are none of their business. */
    @Property(tries = 20)
    void a_guest_that_only_exits_leaves_every_bit_of_these_fields(
            @ForAll("fields") String field, @ForAll @IntRange(max = 63) int bit) {
        Vector vector = ContractVectors.vmmcall("one bit", Map.of(field, 1L << bit));
        assertThat(SESSION.run(vector)).as("%s, bit %d", field, bit).returns(Verdict.CONFORMING, Result::verdict);
    }

    @Provide
    Arbitrary<String> fields() {
        return Arbitraries.of("RAX", "RSP", "STAR", "LSTAR", "KernelGsBase", "SYSENTER_EIP");
    }
}

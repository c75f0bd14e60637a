package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.platform.DebugPort;
import dev.pacifica.model.platform.ExitPort;
import dev.pacifica.model.platform.MultibootLoader;
import dev.pacifica.model.platform.Uart16550;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.image.BatchRun;
import dev.pacifica.suite.image.FrameParser;
import dev.pacifica.suite.image.ImageBuilder;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.verdict.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The boot image on the reference model: the harness must see there what the in-process path sees. */
class HarnessOnModelTest {
    private static final long RAM = 128 << 20;
    /** Which of the vectors other profiles than the full one take: a prime, so that all kinds are among them. */
    private static final int STEP = 7;

    private static final long BUDGET = 2_000_000_000;

    static Stream<CpuProfile> profiles() {
        CpuProfile full = CpuProfile.named("full");
        return Stream.of(
                full, full.without(Feature.NRIPS), full.withPhysicalAddressBits(40), full.withPhysicalAddressBits(52));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void harnessSeesWhatTheInProcessPathSees(CpuProfile profile) {
        int step = profile.equals(CpuProfile.named("full")) ? 1 : STEP;
        List<Vector> vectors = everyNth(step, comingBack());
        Boot boot = new Boot(vectors);
        boot.run(profile);

        assertThat(boot.troubles).isEmpty();
        assertThat(boot.seen.size() + boot.notApplicable.size()).isEqualTo(vectors.size());
        for (Vector vector : vectors) {
            boolean applies = vector.requires().stream().allMatch(one -> ModelProfile.holds(one, profile));
            assertThat(boot.seen.containsKey(vector.id()))
                    .as(vector.id() + " applies")
                    .isEqualTo(applies);
            if (applies) {
                compare(vector, ModelRunner.run(ModelRunner.machine(profile), vector), boot.seen.get(vector.id()));
            }
        }
    }

    /** A secure loader comes to the end address in 32-bit mode, without paging, descriptors or EFER.LME. */
    @Test
    void SKINIT_22_an_image_has_loaders_that_report_the_state_in_which_they_woke_up() {
        List<Vector> loaders = comingBack().stream()
                .filter(vector -> vector.id().startsWith("skinit/"))
                .filter(vector -> vector.program().listing().contains("skinit"))
                .toList();
        assertThat(loaders)
                .hasSizeGreaterThan(50)
                .extracting(Vector::id)
                .contains("skinit/general-registers", "skinit/system-registers", "skinit/vm-cr", "skinit/msrs-kept");
        Boot boot = new Boot(loaders);
        boot.run(CpuProfile.named("full"));
        assertThat(boot.troubles).isEmpty();
        Vector general = loaders.stream()
                .filter(vector -> vector.id().equals("skinit/general-registers"))
                .findFirst()
                .orElseThrow();
        assertThat(boot.seen.get(general.id()).state().slot(Slot.RSP)).isEqualTo(0x102_0000);
        for (Vector vector : loaders) {
            if (boot.seen.containsKey(vector.id())) {
                compare(
                        vector,
                        ModelRunner.run(ModelRunner.machine(CpuProfile.named("full")), vector),
                        boot.seen.get(vector.id()));
            }
        }
    }

    /** The golden vectors but for those that end the boot, and those for which an image neither looks nor has a stimulus. */
    static List<Vector> comingBack() {
        return GoldenVectors.published().stream()
                .filter(Vector::comesBack)
                .filter(vector -> vector.events().isEmpty()
                        && vector.requires().stream()
                                .noneMatch(one -> one.where().isCapability()))
                .toList();
    }

    static List<Vector> everyNth(int step, List<Vector> vectors) {
        return IntStream.range(0, vectors.size())
                .filter(i -> i % step == 0)
                .mapToObj(vectors::get)
                .toList();
    }

    static void compare(Vector vector, Observation inProcess, Observation booted) {
        assertThat(booted.ended()).as(vector.id()).isEqualTo(inProcess.ended());
        for (Slot slot : Slot.values()) {
            assertThat(booted.state().slot(slot))
                    .as("%s: %s", vector.id(), slot.registerName())
                    .isEqualTo(inProcess.state().slot(slot));
        }
        inProcess
                .state()
                .pages()
                .forEach((page, content) -> assertThat(booted.state().pages().get(page))
                        .as("%s: page 0x%x", vector.id(), page)
                        .isEqualTo(content));
        assertThat(booted.strays()).as(vector.id()).isEmpty();
    }

    /** One boot of the image on the model, output taken from port E9h; COM1 must carry the same. */
    private static final class Boot implements BatchRun.Listener {
        final Map<String, Observation> seen = new HashMap<>();
        final Map<String, String> notApplicable = new HashMap<>();
        final List<String> troubles = new ArrayList<>();
        private final List<Vector> vectors;

        Boot(List<Vector> vectors) {
            this.vectors = vectors;
        }

        void run(CpuProfile profile) {
            Machine machine = Machine.create(profile, RAM);
            BatchRun batch = new BatchRun(vectors, true, this);
            FrameParser frames = new FrameParser();
            StringBuilder debug = new StringBuilder();
            StringBuilder serial = new StringBuilder();
            machine.ports().connect(new DebugPort(value -> {
                debug.append((char) value);
                frames.feed(new byte[] {(byte) value}, 1).forEach(batch::accept);
            }));
            machine.ports().connect(new Uart16550(Uart16550.COM1, value -> serial.append((char) value)));
            machine.ports().connect(new ExitPort(value -> machine.requestStop("exit")));
            MultibootLoader.load(ImageBuilder.build(vectors, true), machine.cpu(), machine.memory());
            var result = machine.run(BUDGET);
            if (batch.phase() != BatchRun.Phase.FINISHED) {
                troubles.add("the boot ended in phase %s: %s %s, in %s"
                        .formatted(
                                batch.phase(),
                                batch.fault(),
                                result,
                                batch.current().map(Vector::id)));
            }
            if (frames.noise() > 0) {
                troubles.add(frames.noise() + " bytes of noise");
            }
            if (!debug.toString().equals(serial.toString())) {
                troubles.add("port E9h and COM1 carry different things");
            }
        }

        @Override
        public void started(Vector vector) {}

        @Override
        public void notApplicable(Vector vector, String reason) {
            notApplicable.put(vector.id(), reason);
        }

        @Override
        public void observed(Vector vector, Case applicable, Observation observation) {
            seen.put(
                    vector.id(),
                    new Observation(observation.ended(), observation.state().copy(), observation.strays()));
        }

        @Override
        public void unreliable(Vector vector, String reason) {
            troubles.add(vector.id() + ": " + reason);
        }

        @Override
        public void swept(OptionalLong stray) {
            stray.ifPresent(address -> troubles.add("the sweep found 0x%x".formatted(address)));
        }
    }
}

package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.platform.ExitPort;
import dev.pacifica.model.platform.MultibootLoader;
import dev.pacifica.model.platform.Uart16550;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.image.BatchRun;
import dev.pacifica.suite.image.Frame;
import dev.pacifica.suite.image.FrameParser;
import dev.pacifica.suite.image.ImageBuilder;
import dev.pacifica.suite.image.Request;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The image that is served, on the reference model: what goes in and out of COM1 is all that there is. */
class ServedOnModelTest {
    private static final long RAM = 128 << 20;
    private static final long BUDGET = 4_000_000_000L;

    private final Vector nothing =
            SampleVector.of("nothing", "jmp END").outcome(Ended.END, Map.of()).build();
    private final List<Frame> frames = new ArrayList<>();

    @Test
    void the_harness_sees_what_the_in_process_path_sees() {
        CpuProfile profile = CpuProfile.named("full");
        Seen seen = new Seen();
        BatchRun run = BatchRun.served(seen);
        // the search for stray writes after each vector is long on the model; batches, which are not searched so often,
        // have all
        List<Vector> vectors = HarnessOnModelTest.everyNth(31, HarnessOnModelTest.comingBack());
        Queue<Integer> left =
                new ArrayDeque<>(IntStream.range(0, vectors.size()).boxed().toList());
        serve(profile, run::accept, uart -> {
            if (left.isEmpty()) {
                send(uart, Request.end());
            } else {
                int index = left.remove();
                run.expect(index, vectors.get(index));
                send(uart, Request.run(index, vectors.get(index)));
            }
        });

        assertThat(seen.troubles).isEmpty();
        assertThat(run.phase()).isEqualTo(BatchRun.Phase.FINISHED);
        assertThat(frames).endsWith(new Frame.Swept(OptionalLong.empty()), new Frame.Bye(vectors.size()));
        for (Vector vector : vectors) {
            boolean applies = vector.requires().stream().allMatch(one -> ModelProfile.holds(one, profile));
            assertThat(seen.observations.containsKey(vector.id()))
                    .as(vector.id() + " applies")
                    .isEqualTo(applies);
            if (applies) {
                HarnessOnModelTest.compare(
                        vector,
                        ModelRunner.run(ModelRunner.machine(profile), vector),
                        seen.observations.get(vector.id()));
            }
        }
    }

    @Test
    void every_vector_is_answered_in_the_same_way() {
        sendAll(Request.run(0x1F, nothing), Request.end());
        assertThat(afterHello())
                .containsExactly(
                        new Frame.Heartbeat(0x1F),
                        new Frame.Changed(0x1F, 0x12_C000, 1),
                        new Frame.Conforming(0x1F, 0),
                        new Frame.Swept(OptionalLong.empty()),
                        new Frame.Waiting(),
                        new Frame.Swept(OptionalLong.empty()),
                        new Frame.Bye(1));
    }

    @Test
    void a_stray_write_is_found_with_the_vector_that_made_it() {
        Vector stray = SampleVector.of("stray", "mov [0x%x], rax\njmp END".formatted(ContractVectors.FAR_AWAY))
                .outcome(Ended.END, Map.of())
                .build();
        sendAll(Request.run(1, stray), Request.run(2, nothing), Request.end());
        assertThat(afterHello().stream().filter(Frame.Swept.class::isInstance))
                .containsExactly(
                        new Frame.Swept(OptionalLong.of(ContractVectors.FAR_AWAY)),
                        new Frame.Swept(OptionalLong.empty()),
                        new Frame.Swept(OptionalLong.empty())); // before the goodbye
    }

    @Test
    void a_request_that_is_damaged_anywhere_is_refused_and_the_next_is_taken() {
        byte[] good = Request.run(1, nothing);
        List<byte[]> sent = new ArrayList<>();
        List<Frame> expected = new ArrayList<>();
        for (int bit = 0; bit < good.length * 8; bit += bit < 128 ? 1 : 331) {
            byte[] damaged = good.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            sent.add(damaged);
            if (bit >= 32) { // without its magic number it is not noticed at all
                expected.add(new Frame.Refused(bit < 128 ? 0 : 1));
                expected.add(new Frame.Waiting());
            }
        }
        sent.add(good);
        sent.add(Request.end());
        sendAll(sent.toArray(byte[][]::new));
        assertThat(expected).hasSizeGreaterThan(200);
        assertThat(afterHello()).startsWith(expected.toArray(Frame[]::new));
        assertThat(afterHello().subList(expected.size(), expected.size() + 3)).contains(new Frame.Conforming(1, 0));
    }

    @Test
    void half_a_request_spoils_the_next_and_no_other() {
        byte[] good = Request.run(1, nothing);
        sendAll(Arrays.copyOf(good, good.length / 2), good, good, Request.end());
        assertThat(afterHello())
                .startsWith(new Frame.Refused(1), new Frame.Waiting(), new Frame.Heartbeat(1))
                .endsWith(new Frame.Bye(1));
    }

    @Test
    void noise_before_a_request_is_passed_over() {
        sendAll(
                "PVRPVRQnoise".substring(0, 6).getBytes(StandardCharsets.US_ASCII),
                Request.run(1, nothing),
                new byte[100],
                Request.end());
        assertThat(afterHello()).startsWith(new Frame.Heartbeat(1)).endsWith(new Frame.Bye(1));
    }

    @Test
    void a_copy_of_a_request_is_not_run_again() {
        byte[] good = Request.run(1, nothing);
        sendAll(good, good, good, Request.run(2, nothing), Request.end());
        assertThat(afterHello().stream().filter(Frame.Heartbeat.class::isInstance))
                .containsExactly(new Frame.Heartbeat(1), new Frame.Heartbeat(2));
        assertThat(afterHello()).endsWith(new Frame.Bye(2));
    }

    /** Sends everything at the first W. */
    private void sendAll(byte[]... requests) {
        Queue<byte[]> left = new ArrayDeque<>(List.of(requests));
        serve(CpuProfile.named("full"), frame -> {}, uart -> {
            while (!left.isEmpty()) {
                send(uart, left.remove());
            }
        });
    }

    private List<Frame> afterHello() {
        return frames.subList(frames.indexOf(new Frame.Waiting()) + 1, frames.size());
    }

    /** Boots the image and calls {@code peer} for every W, after the frame has been handed on. */
    private void serve(CpuProfile profile, Consumer<Frame> onFrame, Consumer<Uart16550> peer) {
        Machine machine = Machine.create(profile, RAM);
        FrameParser parser = new FrameParser();
        List<Uart16550> uarts = new ArrayList<>();
        Uart16550 uart = new Uart16550(Uart16550.COM1, value -> {
            for (Frame frame : parser.feed(new byte[] {(byte) value}, 1)) {
                frames.add(frame);
                onFrame.accept(frame);
                if (frame instanceof Frame.Waiting) {
                    uarts.forEach(peer);
                }
            }
        });
        uarts.add(uart);
        machine.ports().connect(uart);
        machine.ports().connect(new ExitPort(value -> machine.requestStop("exit")));
        MultibootLoader.load(ImageBuilder.served(), machine.cpu(), machine.memory());
        machine.run(BUDGET);
        assertThat(parser.noise()).isZero();
        assertThat(frames).last().isInstanceOf(Frame.Bye.class);
    }

    private static void send(Uart16550 uart, byte[] bytes) {
        for (byte one : bytes) {
            uart.receive(one);
        }
    }

    private static final class Seen implements BatchRun.Listener {
        final Map<String, Observation> observations = new HashMap<>();
        final List<String> troubles = new ArrayList<>();

        @Override
        public void started(Vector vector) {}

        @Override
        public void notApplicable(Vector vector, String reason) {}

        @Override
        public void observed(Vector vector, Case applicable, Observation seen) {
            observations.put(
                    vector.id(), new Observation(seen.ended(), seen.state().copy(), seen.strays()));
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

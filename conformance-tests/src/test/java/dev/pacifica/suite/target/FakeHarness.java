package dev.pacifica.suite.target;

import dev.pacifica.suite.vector.Condition;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An emulator that is none: a sleeping process, and a thread that connects to COM1 and says what a test wants it to say. */
final class FakeHarness extends ImageTarget {
    /** What the first start says; every later one behaves well. */
    interface Behaviour {
        void speak(Conversation conversation) throws IOException;
    }

    private final Behaviour first;
    private final boolean alwaysSo;
    private final AtomicInteger starts = new AtomicInteger();

    FakeHarness(Duration silence, boolean alwaysSo, Behaviour first) {
        super(silence);
        this.alwaysSo = alwaysSo;
        this.first = first;
    }

    int starts() {
        return starts.get();
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    Launch launchServed(Path folder, int port) {
        Behaviour behaviour = starts.getAndIncrement() == 0 || alwaysSo ? first : Conversation::behave;
        Thread thread = new Thread(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                behaviour.speak(new Conversation(socket));
            } catch (IOException e) {
                // the other side has closed the line
            }
        });
        thread.setDaemon(true);
        thread.start();
        return new Launch(
                List.of("sleep", "600"), Map.of(), folder.resolve("none"), folder.resolve(EmulatorProcess.CONSOLE));
    }

    @Override
    Launch launch(Path folder) {
        throw new UnsupportedOperationException("this one is for served mode");
    }

    @Override
    String advice() {
        return "Do not worry.";
    }

    @Override
    boolean hasShutDown(int exitCode, String log, boolean permitted) {
        return false;
    }

    /** The harness's side of the line. */
    static final class Conversation {
        private final DataInputStream in;
        private final OutputStream out;

        Conversation(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Sends frames; one that starts with ! gets a wrong checksum. */
        void send(String... payloads) throws IOException {
            for (String each : payloads) {
                String payload = each.replace("!", "");
                int sum = payload.chars().reduce(each.startsWith("!") ? 0xFF : 0, (a, b) -> a ^ b);
                raw("@%s*%02x\n".formatted(payload, sum));
            }
        }

        /** Says that SVM is there, and everything else that CPUID can say is not. */
        void hello() throws IOException {
            send("H 1 0");
            for (int leaf : Condition.locations().values().stream()
                    .map(Condition.Location::leaf)
                    .distinct()
                    .toList()) {
                send("C %x 0 0 %x 0".formatted(leaf, leaf == 0x8000_0001 ? 4 : 0));
            }
            send("W");
        }

        /** Waits for a request and returns the index of its vector, in hexadecimal. */
        String request() throws IOException {
            byte[] header = new byte[16];
            in.readFully(header);
            int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
            byte[] block = new byte[length];
            in.readFully(block);
            return Integer.toHexString(
                    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
        }

        /** The answer to a vector that has reached its end and changed nothing. */
        void answer(String index) throws IOException {
            send("V " + index, "D " + index + " 12c000 1", "R " + index + " C 0", "S ok", "W");
        }

        /** Answers every request, and copies of one only once. */
        void answerAll() throws IOException {
            String last = "";
            while (true) {
                String index = request();
                if (!index.equals(last)) {
                    answer(index);
                }
                last = index;
            }
        }

        void behave() throws IOException {
            hello();
            answerAll();
        }

        /** Listens and says nothing. */
        void listen() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}

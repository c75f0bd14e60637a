package dev.pacifica.suite.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The native program that runs snippets on the processor: built by gcc into a temporary folder, then asked over its standard input. */
final class NativeRunner implements AutoCloseable {
    private static final List<String> SOURCES = List.of("layout.h", "runner.c", "enter.S");
    /** Addresses of the program itself are below 2^31 and far from those of the snippets. */
    private static final List<String> COMPILER = List.of(
            "gcc",
            "-O1",
            "-ffreestanding",
            "-nostdlib",
            "-static",
            "-no-pie",
            "-fno-pie",
            "-fno-stack-protector",
            "-fcf-protection=none",
            "-fno-asynchronous-unwind-tables",
            "-mgeneral-regs-only",
            "-mno-red-zone",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-Wl,-Ttext-segment=0x%x".formatted(AddressSpace.RUNNER),
            "-Wl,-z,noexecstack");

    private static final int REGISTERS = 16;
    private static final int REQUEST_SIZE = 19 * 8 + 8 + AddressSpace.LONGEST_CODE + AddressSpace.ARENA_SIZE;
    private static final int ANSWER_SIZE = 19 * 8 + 4 * 8 + AddressSpace.ARENA_SIZE;
    private static final int SIGVTALRM = 26;

    private final Path folder;
    private final Process process;
    private final OutputStream requests;
    private final InputStream answers;
    private final Processor processor;

    private NativeRunner(Path folder, Process process) throws IOException {
        this.folder = folder;
        this.process = process;
        requests = process.getOutputStream();
        answers = process.getInputStream();
        processor = new Processor(read(Processor.GREETING_SIZE));
    }

    /**
     * Builds and starts it.
     *
     * @throws RunnerException if that is not possible on this machine
     */
    static NativeRunner start() {
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!machine.toLowerCase(Locale.ROOT).equals("linux amd64")) {
            throw new RunnerException("The native runner needs Linux on an AMD64 processor; this is " + machine + ".");
        }
        try {
            Path folder = Files.createTempDirectory("pacifica-native-");
            for (String source : SOURCES) {
                try (InputStream in = NativeRunner.class.getResourceAsStream(source)) {
                    if (in == null) {
                        throw new IOException(source + " is missing from the program");
                    }
                    Files.copy(in, folder.resolve(source));
                }
            }
            Path program = folder.resolve("runner");
            compile(folder, program);
            Process process = new ProcessBuilder(program.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new NativeRunner(folder, process);
        } catch (IOException failure) {
            throw new RunnerException("The native runner could not be started: " + failure.getMessage(), failure);
        }
    }

    private static void compile(Path folder, Path program) throws IOException {
        List<String> command = new ArrayList<>(COMPILER);
        command.addAll(List.of("-o", program.toString(), "runner.c", "enter.S"));
        Process compiler;
        try {
            compiler = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            throw new RunnerException(
                    "The native runner is built by gcc, which cannot be run (Debian: apt install gcc): "
                            + absent.getMessage(),
                    absent);
        }
        String messages = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (compiler.waitFor() != 0) {
                throw new RunnerException("gcc could not build the native runner: " + messages);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while gcc was running", interrupted);
        }
    }

    Processor processor() {
        return processor;
    }

    /** Runs a snippet on the processor. */
    Effect run(Snippet snippet) {
        try {
            requests.write(request(snippet));
            requests.flush();
            return effect(read(ANSWER_SIZE));
        } catch (IOException failure) {
            throw new RunnerException(
                    "The native runner died, or wrote too little, at the snippet\n" + Reproducer.of(snippet), failure);
        }
    }

    private static byte[] request(Snippet snippet) {
        ByteBuffer buffer = ByteBuffer.allocate(REQUEST_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (long register : snippet.registers()) {
            buffer.putLong(register);
        }
        buffer.putLong(snippet.start()).putLong(snippet.flags());
        buffer.putLong(snippet.in64BitMode() ? AddressSpace.CS_64 : AddressSpace.CS_32);
        buffer.putLong(snippet.code().length).put(snippet.code());
        buffer.position(REQUEST_SIZE - AddressSpace.ARENA_SIZE).put(snippet.arena());
        return buffer.array();
    }

    private static Effect effect(ByteBuffer answer) {
        long[] registers = new long[REGISTERS];
        for (int i = 0; i < REGISTERS; i++) {
            registers[i] = answer.getLong();
        }
        long rip = answer.getLong();
        long flags = answer.getLong();
        int cs = (int) answer.getLong();
        long signal = answer.getLong();
        int vector = signal == SIGVTALRM ? Effect.RAN_ON : (int) answer.getLong();
        if (signal == SIGVTALRM) {
            answer.getLong();
        }
        long error = answer.getLong();
        long address = answer.getLong();
        byte[] arena = new byte[AddressSpace.ARENA_SIZE];
        answer.get(arena);
        return new Effect(vector, error, vector == Effect.PF ? address : 0, cs, rip, flags, registers, arena, 0);
    }

    private ByteBuffer read(int size) throws IOException {
        byte[] bytes = answers.readNBytes(size);
        if (bytes.length < size) {
            throw new IOException("only " + bytes.length + " of " + size + " bytes came");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        try {
            requests.close();
            process.waitFor();
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException kept) {
            folder.toFile().deleteOnExit();
        }
    }
}

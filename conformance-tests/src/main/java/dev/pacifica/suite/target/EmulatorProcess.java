package dev.pacifica.suite.target;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One start of an emulator in a private folder. Closing it ends the process with all its children and deletes the folder; so does
 * the end of this virtual machine.
 */
final class EmulatorProcess implements Incoming, AutoCloseable {
    /** What the names of private folders begin with: a process of ours can tell its own. */
    static final String FOLDER = "pacifica-" + ProcessHandle.current().pid() + "-";

    /** The image, in the private folder. */
    static final String IMAGE = "pacifica.img";
    /** Standard output and error of the process, in the private folder. */
    static final String CONSOLE = "console.txt";

    private static final int MOST_LOG = 64 << 10;
    private static final int LAST_LINES = 4;

    /** Says how to start the emulator, given its private folder, which holds the image. */
    interface Launcher {
        Launch launch(Path folder) throws IOException;
    }

    private final Path folder;
    private final Thread atExit = new Thread(this::end);

    @SuppressWarnings("NullAway.Init") // set by start
    private Launch launch;

    @SuppressWarnings("NullAway.Init") // set by start
    private Process process;

    private long position;

    private EmulatorProcess(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts an emulator on {@code image}.
     *
     * @throws IOException if the program cannot be started or the folder not be written
     */
    static EmulatorProcess start(byte[] image, Launcher launcher) throws IOException {
        EmulatorProcess emulator = new EmulatorProcess(Files.createTempDirectory(FOLDER));
        Runtime.getRuntime().addShutdownHook(emulator.atExit);
        try {
            Files.write(emulator.folder.resolve(IMAGE), image);
            emulator.launch = launcher.launch(emulator.folder);
            ProcessBuilder builder = new ProcessBuilder(emulator.launch.command())
                    .redirectErrorStream(true)
                    .redirectOutput(emulator.folder.resolve(CONSOLE).toFile());
            builder.environment().putAll(emulator.launch.environment());
            emulator.process = builder.start();
            emulator.process.getOutputStream().close();
            return emulator;
        } catch (IOException | RuntimeException e) {
            emulator.close();
            throw e;
        }
    }

    /** What the image has sent to the file since the last call. */
    @Override
    public byte[] received() {
        byte[] bytes = read(launch.output(), position, 1 << 20);
        position += bytes.length;
        return bytes;
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits up to {@code milliseconds} for the end of the process. */
    @Override
    public void await(long milliseconds) {
        try {
            process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException("interrupted while the emulator ran");
        }
    }

    /** Exit code of the ended process; 128 and more: ended by a signal. */
    int exitCode() {
        return process.exitValue();
    }

    /** The last that the emulator said by itself, at most 64 KiB. */
    String log() {
        long length = launch.log().toFile().length();
        byte[] bytes = read(launch.log(), Math.max(0, length - MOST_LOG), MOST_LOG);
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
    }

    /** The last few lines of {@link #log()} on one line. */
    String lastLines() {
        List<String> lines =
                log().lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                .collect(Collectors.joining(" / "));
    }

    /** At most {@code most} bytes of {@code file} from {@code position} on; none if it does not exist yet. */
    private static byte[] read(Path file, long position, int most) {
        if (!Files.exists(file)) {
            return new byte[0];
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, Math.min(in.length() - position, most))];
            in.seek(position);
            in.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " of the emulator cannot be read", e);
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The virtual machine is ending, and runs the hook itself.
        }
    }

    private void end() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Already gone.
        }
    }
}

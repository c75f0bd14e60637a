package dev.pacifica.suite.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** QEMU's full-system emulator, by TCG. It counts instructions instead of time, so that runs are bit-identical. */
public final class QemuTarget extends ImageTarget {
    /** How the image is started. */
    public enum Start {
        /** As a Multiboot kernel; frames come from port E9h. The faster way. */
        KERNEL,
        /** As a disk, by the BIOS; frames come from COM1. */
        DISK
    }

    private static final String PROGRAM = "qemu-system-x86_64";
    private static final String OUTPUT = "output.txt";
    private static final int MEBIBYTES = 256;

    private final Start start;
    private final boolean countsInstructions;
    private final VersionQuery version =
            new VersionQuery("qemu", List.of(PROGRAM, "--version"), "QEMU emulator version ([0-9.]+)", advice());

    public QemuTarget() {
        this(Start.KERNEL, DEFAULT_SILENCE);
    }

    /**
     * @param start how the image is started
     * @param silence how long nothing may come while a vector runs; after that it counts as hung
     */
    public QemuTarget(Start start, Duration silence) {
        this(start, silence, true);
    }

    private QemuTarget(Start start, Duration silence, boolean countsInstructions) {
        super(silence);
        this.start = start;
        this.countsInstructions = countsInstructions;
    }

    /** As fast as it goes: its clock follows the host's, so runs are not bit-identical. For measuring speed. */
    public static QemuTarget freeRunning() {
        return new QemuTarget(Start.KERNEL, DEFAULT_SILENCE, false);
    }

    @Override
    public String name() {
        return version.name();
    }

    @Override
    Launch launch(Path folder) {
        Path output = folder.resolve(OUTPUT);
        return switch (start) {
            case KERNEL -> launch(folder, List.of("-serial", "none", "-debugcon", "file:" + output));
            case DISK -> launch(folder, List.of("-serial", "file:" + output));
        };
    }

    @Override
    Launch launchServed(Path folder, int port) {
        return launch(folder, List.of("-serial", "tcp:127.0.0.1:" + port + ",nodelay=on"));
    }

    private Launch launch(Path folder, List<String> lines) {
        Path image = folder.resolve(EmulatorProcess.IMAGE);
        List<String> command = new ArrayList<>(List.of(PROGRAM, "-nodefaults", "-no-user-config", "-display", "none"));
        command.addAll(List.of("-accel", "tcg", "-cpu", "max,+svm,+npt"));
        if (countsInstructions) {
            command.addAll(List.of("-icount", "shift=0,sleep=off"));
        }
        command.addAll(List.of("-m", String.valueOf(MEBIBYTES), "-no-reboot"));
        command.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4,iosize=4"));
        command.addAll(
                switch (start) {
                    case KERNEL -> List.of("-kernel", image.toString());
                    case DISK -> List.of("-drive", "format=raw,file=" + image);
                });
        command.addAll(lines);
        return new Launch(command, Map.of(), folder.resolve(OUTPUT), folder.resolve(EmulatorProcess.CONSOLE));
    }

    @Override
    String advice() {
        return "The target needs " + PROGRAM + ": on Debian, apt install qemu-system-x86";
    }

    /** With -no-reboot, QEMU ends in good order when the processor shuts down or is reset; but also when it is asked to end. */
    @Override
    boolean hasShutDown(int exitCode, String log, boolean permitted) {
        return exitCode == 0 && !log.contains("terminating on signal");
    }
}

package dev.pacifica.suite.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Bochs, as its AMD Ryzen. It boots the image as a disk; frames come from COM1. */
public final class BochsTarget extends ImageTarget {
    private static final String PROGRAM = "bochs-bin";
    private static final String OUTPUT = "com1.txt";
    private static final List<Path> BIOS = Stream.of("/usr/share/bochs", "/usr/local/share/bochs")
            .map(folder -> Path.of(folder, "BIOS-bochs-latest"))
            .toList();
    private static final List<Path> VIDEO_BIOS = Stream.of(
                    "/usr/share/vgabios/vgabios.bin",
                    "/usr/share/bochs/VGABIOS-lgpl-latest",
                    "/usr/local/share/bochs/VGABIOS-lgpl-latest")
            .map(Path::of)
            .toList();

    /**
     * The serial port is paced by simulated time, so few instructions a second make it fast. A triple fault panics instead of
     * resetting the machine, and every panic ends the emulator.
     */
    private static final String CONFIGURATION = """
            config_interface: textconfig
            display_library: term
            cpu: model=ryzen, count=1, ips=1000000, reset_on_triple_fault=0, ignore_bad_msrs=1
            memory: guest=256, host=256
            romimage: file=%s
            vgaromimage: file=%s
            ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
            ata0-master: type=disk, path=%s, mode=flat
            boot: disk
            com1: enabled=1, %s
            clock: sync=none, time0=1600000000
            log: %s
            panic: action=fatal
            error: action=report
            info: action=ignore
            debug: action=ignore
            sound: waveoutdrv=dummy, waveout=none, waveindrv=dummy, wavein=none, midioutdrv=dummy, midiout=none
            speaker: enabled=0
            mouse: enabled=0
            """;

    private final VersionQuery version =
            new VersionQuery("bochs", List.of(PROGRAM, "--help", "cpu"), "Bochs x86 Emulator ([0-9.]+)", advice());

    public BochsTarget() {
        this(DEFAULT_SILENCE);
    }

    /**
     * @param silence how long nothing may come while a vector runs; after that it counts as hung
     */
    public BochsTarget(Duration silence) {
        super(silence);
    }

    @Override
    public String name() {
        return version.name();
    }

    @Override
    Launch launch(Path folder) throws IOException {
        return launch(folder, "mode=file, dev=" + folder.resolve(OUTPUT));
    }

    @Override
    Launch launchServed(Path folder, int port) throws IOException {
        return launch(folder, "mode=socket-client, dev=127.0.0.1:" + port);
    }

    private Launch launch(Path folder, String com1) throws IOException {
        Path log = folder.resolve("bochs.log");
        Path configuration = Files.writeString(
                folder.resolve("bochsrc"),
                CONFIGURATION.formatted(
                        first(BIOS), first(VIDEO_BIOS), folder.resolve(EmulatorProcess.IMAGE), com1, log));
        // The debugger that is built in waits for a command first: c, continue. After a panic it is told to quit.
        Path commands = Files.writeString(folder.resolve("commands"), "c\nq\n");
        return new Launch(
                List.of(PROGRAM, "-q", "-f", configuration.toString(), "-rc", commands.toString()),
                Map.of("TERM", "xterm"),
                folder.resolve(OUTPUT),
                log);
    }

    private Path first(List<Path> candidates) {
        return candidates.stream()
                .filter(Files::isReadable)
                .findFirst()
                .orElseThrow(() -> new TargetException("none of " + candidates + " can be read. " + advice()));
    }

    @Override
    String advice() {
        return "The target needs " + PROGRAM
                + " with its terminal display and BIOS files: on Debian, apt install bochs bochs-term bochsbios vgabios";
    }

    @Override
    boolean hasShutDown(int exitCode, String log, boolean permitted) {
        return log.contains("exception with no resolution");
    }
}

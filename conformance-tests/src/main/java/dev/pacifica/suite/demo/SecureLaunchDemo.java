package dev.pacifica.suite.demo;

import dev.pacifica.model.dev.Device;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.platform.BusMaster;
import dev.pacifica.model.platform.BusMaster.Kind;
import dev.pacifica.model.platform.BusMaster.Request;
import dev.pacifica.model.platform.Tpm;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.skinit.Measurement;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.demo.Step.Actor;
import dev.pacifica.suite.demo.Step.Decision;
import dev.pacifica.suite.demo.Step.Protection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Launches the loader on the model while a device tries to change one byte of it, and records what happens. */
final class SecureLaunchDemo {
    static final int HOSTILE_BUS = 0;
    static final int HOSTILE_UNIT = 3;

    private static final long HOST = 0x1000;
    private static final long BUDGET = 1000;
    private static final int SL_DEV_EN = 1 << 5;
    private static final int ENABLE = 1;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20);
    private final Tpm tpm = Tpm.version20();
    private final BusMaster device = new BusMaster(machine.northBridges(), 0, new Device(HOSTILE_BUS, HOSTILE_UNIT));
    private final List<Step> steps = new ArrayList<>();
    private String lastPcr17 = "";

    private SecureLaunchDemo() {}

    /** Both launches: the device comes too late, and it has come before. */
    static List<Launch> launches() {
        return List.of(
                new SecureLaunchDemo().launch("First launch: the device comes too late", false),
                new SecureLaunchDemo().launch("Second launch: the device was there before", true));
    }

    private Launch launch(String title, boolean isPatchedBefore) {
        machine.memory().load(LoaderImage.BLOCK, LoaderImage.bytes());
        machine.setMeasurement(new Overheard());
        step(Actor.TPM, "reset of the platform", "reset");
        if (isPatchedBefore) {
            patch("before SKINIT");
        }
        execute();
        patch("as the loader starts");
        read(LoaderImage.policy(), "to look at the loader");
        write(LoaderImage.BLOCK_END, "beside the block");
        runTo(LoaderImage.woken());
        runTo(LoaderImage.ready());
        step(
                Actor.PROCESSOR,
                "the loader excludes its block by DEV, clears SL_DEV_EN",
                "loader: DEV on, SL_DEV_EN off");
        patch("with SL_DEV_EN clear");
        boolean checksSignatures = machine.cpu().gpr[Cpu.RSI] == 1;
        step(
                Actor.PROCESSOR,
                checksSignatures ? "the loader will start signed kernels only" : "the loader will start any kernel",
                checksSignatures ? "loader: signed kernels only" : "loader: any kernel");
        return new Launch(title, steps, pcr17(), checksSignatures);
    }

    private void execute() {
        machine.memory()
                .load(
                        HOST,
                        Assembler.assemble("host", "bits 32\norg %d\nskinit\n".formatted(HOST), Map.of())
                                .bytes());
        Cpu cpu = machine.cpu();
        cpu.cr0 = Cr0.PE | Cr0.ET;
        cpu.cs.set(0x08, 0xC9B, -1, 0); // flat 32-bit code
        cpu.gpr[Cpu.RAX] = LoaderImage.BLOCK;
        cpu.rip = HOST;
        cpu.updateMode();
        runTo(LoaderImage.entry());
        step(
                Actor.PROCESSOR,
                "SKINIT clears GIF (now %d) and jumps to %s".formatted(cpu.gif ? 1 : 0, hex(cpu.rip)),
                "GIF = %d, jump to %s".formatted(cpu.gif ? 1 : 0, hex(cpu.rip)));
    }

    private void runTo(long address) {
        machine.setStopAddresses(address);
        RunResult result = machine.run(BUDGET);
        if (result.reason() != StopReason.STOP_ADDRESS) {
            throw new IllegalStateException("The loader did not come to %s: %s".formatted(hex(address), result));
        }
    }

    private void patch(String when) {
        write(LoaderImage.policy(), when);
    }

    /** What the bridge decided is seen in memory: a posted write has no answer. */
    private void write(long spa, String when) {
        int before = machine.memory().read8(spa);
        int value = before ^ 1; // the second launch has it hide its traces
        device.request(new Request(Kind.MEMORY_WRITE, spa, 1, value));
        boolean isDenied = machine.memory().read8(spa) == before;
        request("write %02Xh to %s, %s".formatted(value, hex(spa), when), "write " + hex(spa), isDenied);
    }

    private void read(long spa, String why) {
        boolean isDenied =
                device.request(new Request(Kind.MEMORY_READ, spa, 1, 0)).isAborted();
        request("read %s, %s".formatted(hex(spa), why), "read " + hex(spa), isDenied);
    }

    private void request(String what, String brief, boolean isDenied) {
        add(Actor.DEVICE, what, brief, isDenied ? Decision.DENIED : Decision.ALLOWED);
    }

    private void step(Actor actor, String what, String brief) {
        add(actor, what, brief, Decision.NONE);
    }

    private void add(Actor actor, String what, String brief, Decision decision) {
        String now = pcr17();
        steps.add(new Step(actor, what, brief, decision, protection(), now.equals(lastPcr17) ? "" : now));
        lastPcr17 = now;
    }

    private String pcr17() {
        return HEX.formatHex(tpm.pcr(17));
    }

    /** As DEV_CR says, read as software reads it; what the ports were selecting is selected again afterwards. */
    private Protection protection() {
        long selected = machine.ports().read(0xCF8, 4);
        machine.ports().write(0xCF8, 4, 0x8000_C3F4);
        long register = machine.ports().read(0xCFC, 4);
        machine.ports().write(0xCFC, 4, 0x400);
        machine.ports().write(0xCF8, 4, 0x8000_C3F8);
        long control = machine.ports().read(0xCFC, 4);
        machine.ports().write(0xCF8, 4, 0x8000_C3F4);
        machine.ports().write(0xCFC, 4, register);
        machine.ports().write(0xCF8, 4, selected);
        if ((control & SL_DEV_EN) != 0) {
            return Protection.SKINIT;
        }
        return (control & ENABLE) != 0 ? Protection.VECTOR : Protection.NONE;
    }

    static String hex(long address) {
        return String.format(Locale.ROOT, "%Xh", address);
    }

    /** The TPM, with the device on its toes: it asks just before and just after the byte that it wants to change is measured. */
    private final class Overheard implements Measurement {
        private int count;

        @Override
        public void start() {
            step(
                    Actor.PROCESSOR,
                    "SKINIT, EAX = %s: %s-%s closed by SL_DEV_EN"
                            .formatted(hex(LoaderImage.BLOCK), hex(LoaderImage.BLOCK), hex(LoaderImage.BLOCK_END - 1)),
                    "SKINIT: SL_DEV_EN is set");
            tpm.start();
            step(Actor.TPM, "TPM_HASH_START", "HASH_START");
        }

        @Override
        public void data(int octet) {
            long at = LoaderImage.BLOCK + count++;
            if (at == LoaderImage.policy()) {
                patch("just before it is measured");
            }
            tpm.data(octet);
            if (at == LoaderImage.policy()) {
                patch("just after it was measured");
            }
        }

        @Override
        public void end() {
            tpm.end();
            step(
                    Actor.TPM,
                    "TPM_HASH_END after %d bytes of TPM_HASH_DATA".formatted(count),
                    "%d bytes, HASH_END".formatted(count));
        }
    }
}

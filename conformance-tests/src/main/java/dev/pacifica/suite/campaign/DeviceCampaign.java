package dev.pacifica.suite.campaign;

import dev.pacifica.model.dev.Completion;
import dev.pacifica.model.dev.Device;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.platform.BusMaster;
import dev.pacifica.model.platform.BusMaster.Kind;
import dev.pacifica.model.platform.BusMaster.Request;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A random interleaving of register writes, changes of vectors, invalidations, the protection of a loader's block and requests of
 * devices, on two nodes. Every answer has to be the oracle's; where a remembered bit may decide, one of two. Memory is compared with what
 * the allowed writes have made of it.
 */
public final class DeviceCampaign {
    /**
     * What a campaign saw.
     *
     * @param requests of devices
     * @param denied of these
     * @param open requests for which either answer was permitted
     * @param remembered answers of these that were not those of memory as it was
     * @param violation the first answer or byte that was wrong
     */
    public record Report(int steps, int requests, int denied, int open, int remembered, Optional<String> violation) {}

    private static final int NODES = 2;
    private static final long RAM = 20 << 20;
    /** What devices use: four blocks of 64 KBytes, whose bits are eight bytes of a vector. */
    private static final long TARGET = 0x100_0000;

    private static final int TARGET_BYTES = 0x4_0000;
    private static final long TABLES = 0x80_0000;
    private static final int CHOICES_KEPT = 512;

    private final SplittableRandom random;
    private final Choices choices = new Choices();
    private final Machine machine;
    private final List<BridgeRegisters> bridges = new ArrayList<>();
    private final byte[] expected = new byte[TARGET_BYTES];
    private int requests;
    private int denied;
    private int open;
    private int remembered;
    private Optional<String> violation = Optional.empty();

    private DeviceCampaign(long seed) {
        random = new SplittableRandom(seed);
        Freedom freedom = new Freedom(new RuleTrace(), choices, Unspecified.noise(seed));
        machine = Machine.create(CpuProfile.named("full").withDevNodes(NODES), RAM, freedom);
        for (int node = 0; node < NODES; node++) {
            bridges.add(new BridgeRegisters(node, machine.ports(), machine.memory()));
        }
    }

    /** Runs a campaign, which ends early at a violation. */
    public static Report run(long seed, int steps) {
        DeviceCampaign campaign = new DeviceCampaign(seed);
        int made = 0;
        while (made < steps && campaign.violation.isEmpty()) {
            if (made++ % CHOICES_KEPT == 0) {
                campaign.draw();
            }
            campaign.step();
        }
        campaign.compare();
        return new Report(
                made, campaign.requests, campaign.denied, campaign.open, campaign.remembered, campaign.violation);
    }

    /** New answers to the question whether a remembered bit is used. */
    private void draw() {
        choices.force(Map.of());
        choices.forceOccurrences(
                Rule.DEV_85, random.ints(CHOICES_KEPT, 0, 2).boxed().toList());
    }

    private void step() {
        BridgeRegisters bridge = bridges.get(random.nextInt(NODES));
        switch (random.nextInt(16)) {
            case 0 ->
                bridge.base(
                        random.nextInt(BridgeRegisters.DOMAINS),
                        TABLES + 0x1000L * random.nextInt(8),
                        random.nextInt(9),
                        random.nextBoolean(),
                        random.nextInt(4) != 0);
            case 1 -> bridge.map(0, mapping(1));
            case 2 -> bridge.map(1, mapping(2));
            case 3 -> bridge.control(random.nextInt(0x40) & ~0x18 | (random.nextInt(8) != 0 ? 1 : 0));
            case 4 -> bridge.control(1 | BridgeRegisters.INVALIDATE | random.nextInt(2) << 5);
            case 5, 6, 7 -> changeVector();
            case 8 -> {
                if (random.nextInt(8) == 0) {
                    protectLoader();
                }
            }
            case 9 -> probe();
            case 10, 11, 12 -> read();
            default -> write();
        }
    }

    /** A map register for a bus of its own, so that no two entries match one device, and with units that differ. */
    private int mapping(int bus) {
        int first = random.nextInt(4);
        int second = 4 + random.nextInt(4);
        return first
                | random.nextInt(2) << 5
                | second << 6
                | random.nextInt(2) << 11
                | bus << 12
                | random.nextInt(BridgeRegisters.DOMAINS) << 20
                | random.nextInt(BridgeRegisters.DOMAINS) << 26;
    }

    private void changeVector() {
        long at = TABLES + 0x1000L * random.nextInt(8) + (TARGET >>> 15) + random.nextInt(8);
        int before = machine.memory().read8(at);
        int now = random.nextInt(0x100);
        machine.memory().write8(at, now);
        bridges.forEach(bridge -> bridge.vectorChanged(at, before ^ now));
    }

    private void protectLoader() {
        long block = TARGET + 0x1_0000L * random.nextInt(4);
        machine.northBridges().protectLoader(block);
        bridges.forEach(bridge -> bridge.loaderProtected(block));
    }

    /** A request for anything below 2^40, which need not be there. */
    private void probe() {
        long spa = random.nextLong(1L << 20 + random.nextInt(21)) & -8L;
        int node = random.nextInt(NODES);
        Device device = device();
        long deciding = bridges.get(node).vectorByte(device.bus(), device.unit(), spa);
        if (deciding >= TARGET && deciding < TARGET + TARGET_BYTES) {
            return; // what devices have written there is no vector of which changes are noted
        }
        BusMaster master = new BusMaster(machine.northBridges(), node, device);
        boolean isDenied =
                master.request(new Request(Kind.MEMORY_READ, spa, 8, 0)).isAborted();
        judge(node, device, spa, isDenied);
    }

    private Device device() {
        return new Device(random.nextInt(4), random.nextInt(8));
    }

    private void read() {
        int node = random.nextInt(NODES);
        Device device = device();
        int size = 1 << random.nextInt(4);
        int offset = random.nextInt(TARGET_BYTES / size) * size;
        Completion seen = new BusMaster(machine.northBridges(), node, device)
                .request(new Request(Kind.MEMORY_READ, TARGET + offset, size, 0));
        boolean isDenied = judge(node, device, TARGET + offset, seen.isAborted());
        long data = isDenied ? -1L >>> 64 - 8 * size : expected(offset, size);
        if (seen.data() != data) {
            fail("%s read %x at 0x%x, expected %x".formatted(device, seen.data(), TARGET + offset, data));
        }
    }

    /** Whether it was denied shows in memory only. */
    private void write() {
        int node = random.nextInt(NODES);
        Device device = device();
        int size = 1 << random.nextInt(4);
        int offset = random.nextInt(TARGET_BYTES / size) * size;
        long value = random.nextLong() & -1L >>> 64 - 8 * size;
        long before = expected(offset, size);
        if (value == before) {
            return;
        }
        new BusMaster(machine.northBridges(), node, device)
                .request(new Request(Kind.MEMORY_WRITE, TARGET + offset, size, value));
        long now = machine.memory().read(TARGET + offset, size);
        if (now != before && now != value) {
            fail("%s wrote a part of %x at 0x%x: %x".formatted(device, value, TARGET + offset, now));
        }
        judge(node, device, TARGET + offset, now == before);
        for (int i = 0; i < size; i++) {
            expected[offset + i] = (byte) (now >>> 8 * i);
        }
    }

    private long expected(int offset, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (expected[offset + i] & 0xFFL) << 8 * i;
        }
        return value;
    }

    /** Holds one answer against the oracle. */
    private boolean judge(int node, Device device, long spa, boolean isDenied) {
        requests++;
        denied += isDenied ? 1 : 0;
        BridgeRegisters bridge = bridges.get(node);
        boolean denies = bridge.denies(device.bus(), device.unit(), spa);
        if (bridge.isOpen(device.bus(), device.unit(), spa)) {
            open++;
            remembered += denies != isDenied ? 1 : 0;
        } else if (denies != isDenied) {
            fail("%s on node %d, address 0x%x: the oracle says %s, the model %s"
                    .formatted(device, node, spa, word(denies), word(isDenied)));
        }
        return isDenied;
    }

    private static String word(boolean isDenied) {
        return isDenied ? "denied" : "allowed";
    }

    /** All of the memory that devices use. */
    private void compare() {
        byte[] seen = machine.memory().dump(TARGET, TARGET_BYTES);
        int difference = Arrays.mismatch(expected, seen);
        if (difference >= 0) {
            fail("the byte at 0x%x is %x, expected %x"
                    .formatted(TARGET + difference, seen[difference], expected[difference]));
        }
    }

    private void fail(String what) {
        if (violation.isEmpty()) {
            violation = Optional.of(what);
        }
    }
}

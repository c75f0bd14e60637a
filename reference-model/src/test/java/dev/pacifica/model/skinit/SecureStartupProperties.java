package dev.pacifica.model.skinit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.platform.Tpm;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.model.state.VmCr;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** SKINIT of any loader in any state: what is measured, and that nothing changes but what the rules list. */
class SecureStartupProperties {
    private static final long PROGRAM = 0x1000;
    private static final int RAM = 1 << 20;
    private static final int BLOCK_SIZE = 0x1_0000;
    private static final byte[] SKINIT = {0x0F, 0x01, (byte) 0xDE};

    /** What SKINIT-30 lists, by the names of the model's fields. */
    private static final Set<String> LISTED = Set.of(
            "gpr", "rip", "rflags", "es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr", "gdtr", "idtr", "cpl", "cr0",
            "cr2", "cr3", "cr4", "cr8", "efer", "vmCr", "gif");
    /** The model's own: where it goes on, and what it counts. */
    private static final Set<String> INTERNAL = Set.of("nextRip", "tsc");

    @Property(tries = 300)
    void SKINIT_44_PCR17_is_the_hash_of_any_loader(
            @ForAll("lengths") int length,
            @ForAll @IntRange(min = 1, max = 14) int where,
            @ForAll long seed,
            @ForAll boolean isVersion12) {
        int block = where * BLOCK_SIZE;
        Tpm tpm = isVersion12 ? Tpm.version12() : Tpm.version20();
        String algorithm = isVersion12 ? "SHA-1" : "SHA-256";
        Machine machine = host(block, length, new Random(seed), 0);
        machine.setMeasurement(tpm);
        byte[] image = machine.memory().dump(block, length);
        launch(machine, block);
        byte[] zeros = new byte[isVersion12 ? 20 : 32];
        assertThat(tpm.pcr(17)).isEqualTo(Digests.hash(algorithm, zeros, Digests.hash(algorithm, image)));
        for (int other = 18; other <= 22; other++) {
            assertThat(tpm.pcr(other)).isEqualTo(zeros);
        }
        Statistics.label("length")
                .collect(
                        length < 4
                                ? "less than a header"
                                : length == 0xFFFF ? "longest" : length < 0x8000 ? "half" : "more")
                .coverage(seen -> {
                    seen.check("less than a header").count(count -> count >= 5);
                    seen.check("longest").count(count -> count >= 2);
                    seen.check("more").count(count -> count >= 20);
                });
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.of(0, 1, 2, 3, 4, 5, 63, 64, 65, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF),
                Arbitraries.integers().between(0, 0xFFFF));
    }

    @Property(tries = 300)
    void SKINIT_30_nothing_changes_but_what_is_listed(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 14) int where) {
        int block = where * BLOCK_SIZE;
        Random random = new Random(seed);
        long kept = random.nextInt(4) * VmCr.LOCK;
        Machine machine = host(block, random.nextInt(BLOCK_SIZE), random, kept);
        Map<String, String> before = fields(machine.cpu());
        byte[] memory = machine.memory().dump(0, RAM);
        long oldCr0 = machine.cpu().cr0;
        launch(machine, block);
        Cpu cpu = machine.cpu();
        Set<String> changed = new TreeSet<>();
        fields(cpu).forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                changed.add(name);
            }
        });
        changed.removeAll(LISTED);
        changed.removeAll(INTERNAL);
        assertThat(changed).isEmpty();
        assertThat(Arrays.equals(machine.memory().dump(0, RAM), memory))
                .as("memory")
                .isTrue();
        isFresh(cpu, block, oldCr0, kept);
    }

    /** The values of what is listed. */
    private static void isFresh(Cpu cpu, int block, long oldCr0, long kept) {
        long[] general = new long[16];
        general[Cpu.RAX] = block;
        general[Cpu.RDX] = cpu.gpr[Cpu.RDX]; // the processor's signature
        general[Cpu.RSP] = (long) block + BLOCK_SIZE;
        assertThat(cpu.gpr).isEqualTo(general);
        assertThat(cpu.rflags).isEqualTo(2);
        assertThat(cpu.cr0).isEqualTo(oldCr0 & (Cr0.CD | Cr0.NW) | Cr0.PE | Cr0.ET);
        assertThat(cpu.cr2 | cpu.cr3 | cpu.cr4 | cpu.cr8 | cpu.efer).isZero();
        assertThat(cpu.vmCr).isEqualTo(kept | VmCr.DPD | VmCr.R_INIT | VmCr.DIS_A20M);
        assertThat(cpu.gif).isFalse();
        assertThat(cpu.cpl).isZero();
        for (SegmentRegister data : new SegmentRegister[] {cpu.es, cpu.ds, cpu.fs, cpu.gs}) {
            assertThat(text(data))
                    .isEqualTo(text(cpu.es))
                    .contains("selector=0")
                    .contains("base=0");
        }
    }

    /** A flat 32-bit host about to execute SKINIT, with random registers and a random image that starts behind its header. */
    private static Machine host(int block, int length, Random random, long vmCr) {
        Machine machine = Machine.create(CpuProfile.named("full"), RAM);
        byte[] content = new byte[BLOCK_SIZE];
        random.nextBytes(content);
        machine.memory().load(block, content);
        machine.memory().write16(block, 4);
        machine.memory().write16(block + 2, length);
        machine.memory().load(PROGRAM, SKINIT);
        Cpu cpu = machine.cpu();
        for (int i = 0; i < 16; i++) {
            cpu.gpr[i] = random.nextLong();
        }
        cpu.gpr[Cpu.RAX] = random.nextLong() & ~0xFFFF_0000L | block;
        cpu.rflags = 2
                | random.nextLong()
                        & (Rflags.CF | Rflags.PF | Rflags.ZF | Rflags.OF | Rflags.DF | Rflags.IF | Rflags.AC);
        cpu.cr0 = Cr0.PE | Cr0.ET | (random.nextBoolean() ? Cr0.CD | Cr0.NW : 0) | (random.nextBoolean() ? Cr0.WP : 0);
        cpu.cr2 = random.nextLong();
        cpu.cr3 = random.nextLong() & 0xFFFF_F000L;
        cpu.cr4 = random.nextBoolean() ? 0x230 : 0;
        cpu.cr8 = random.nextInt(16);
        cpu.efer = vmCr == 0 && random.nextBoolean() ? Efer.SVME : 0;
        cpu.vmCr = vmCr;
        for (int i = 0; i < 4; i++) {
            cpu.dr[i] = random.nextLong();
        }
        cpu.star = random.nextLong();
        cpu.lstar = random.nextLong() >> 17;
        cpu.cstar = random.nextLong() >> 17;
        cpu.sfmask = random.nextLong();
        cpu.kernelGsBase = random.nextLong() >> 17;
        cpu.sysenterCs = random.nextInt(0x10000);
        cpu.sysenterEsp = random.nextInt() & 0xFFFF_FFFFL;
        cpu.sysenterEip = random.nextInt() & 0xFFFF_FFFFL;
        cpu.pat = 0x0006_0106_0407_0500L;
        cpu.tscAux = random.nextInt() & 0xFFFF_FFFFL;
        cpu.vmHsavePa = random.nextInt(0x100) * 0x1000L;
        for (SegmentRegister data : new SegmentRegister[] {cpu.ds, cpu.es, cpu.fs, cpu.gs}) {
            data.set(random.nextInt(0x10000), 0xC93, -1, random.nextInt() & 0xFFFF_FFFFL);
        }
        cpu.cs.set(0x08, 0xC9B, -1, 0);
        cpu.gdtr.base = random.nextInt() & 0xFFFF_FFFFL;
        cpu.idtr.base = random.nextInt() & 0xFFFF_FFFFL;
        cpu.rip = PROGRAM;
        cpu.updateMode();
        return machine;
    }

    private static void launch(Machine machine, int block) {
        machine.setStopAddresses(block + 4);
        assertThat(machine.run(2).reason()).isEqualTo(StopReason.STOP_ADDRESS);
    }

    /** Every field of the processor, so that one that is added later is looked at too. */
    private static Map<String, String> fields(Cpu cpu) {
        Map<String, String> fields = new TreeMap<>();
        for (Field field : Cpu.class.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getName().equals("segments")) {
                fields.put(field.getName(), text(value(field, cpu)));
            }
        }
        return fields;
    }

    private static Object value(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Numbers as they are, arrays by their elements, and what has public or package-private fields by those. */
    private static String text(Object value) {
        if (value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum<?>
                || value instanceof CpuProfile) {
            return String.valueOf(value);
        }
        StringBuilder text = new StringBuilder();
        if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                text.append(text(Array.get(value, i))).append(' ');
            }
            return text.toString();
        }
        for (Field field : value.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                text.append(field.getName())
                        .append('=')
                        .append(text(value(field, value)))
                        .append(' ');
            }
        }
        return text.toString();
    }
}

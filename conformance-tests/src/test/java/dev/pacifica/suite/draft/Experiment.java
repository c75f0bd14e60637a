package dev.pacifica.suite.draft;

import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A draft for properties: one of the legal guests, whose VMCB a property changes before it makes a vector of it. */
public final class Experiment {
    public static final long VMCB = Draft.VMCB;
    public static final long PROGRAM = Draft.PROGRAM;
    public static final long GUEST = Draft.GUEST;
    public static final long SCRATCH = Draft.SCRATCH;
    public static final long SECOND_VMCB = Draft.SECOND_VMCB;
    public static final long IOPM = 0x101_0000;
    public static final long MSRPM = 0x101_4000;

    /** The guests to start from. */
    public enum Mode {
        LONG64(64, 0),
        LONG64_USER(64, 3),
        COMPATIBILITY(32, 0),
        PROTECTED32(32, 0);

        public final int bits;
        public final int cpl;

        Mode(int bits, int cpl) {
            this.bits = bits;
            this.cpl = cpl;
        }

        private Guest guest() {
            return switch (this) {
                case LONG64 -> Guest.long64();
                case LONG64_USER -> Guest.long64User();
                case COMPATIBILITY -> Guest.compatibility();
                case PROTECTED32 -> Guest.protected32();
            };
        }
    }

    private final Draft draft = new Draft("property", Level.EXIT);

    /** A guest of that mode that executes {@code lines}. */
    public static Experiment guest(Mode mode, String... lines) {
        Experiment experiment = new Experiment();
        experiment.draft.guest(mode.guest(), lines).touches(SCRATCH).vmcb(SECOND_VMCB, Map.of());
        return experiment;
    }

    /** A host that executes {@code lines}, at CPL 3 if need be (label {@code user}); it has a VMCB that makes a legal guest exit. */
    public static Experiment host(boolean isUser, String... lines) {
        Experiment experiment = guest(Mode.LONG64, "vmmcall");
        Draft draft = experiment.draft;
        if (isUser) {
            draft.hostAtCpl3(lines);
        } else {
            draft.host(lines);
        }
        return experiment;
    }

    public long label(String name) {
        return draft.label(name);
    }

    public Experiment requires(String... conditions) {
        draft.requires(conditions);
        return this;
    }

    public Experiment set(String field, long value) {
        draft.set(field, value);
        return this;
    }

    public long get(String field) {
        return draft.fields().getOrDefault(field, 0L);
    }

    public Map<String, Long> fields() {
        return new TreeMap<>(draft.fields());
    }

    public Experiment gpr(String register, long value) {
        draft.gpr(register, value);
        return this;
    }

    public Experiment state(String register, long value) {
        draft.state(register, value);
        return this;
    }

    public Experiment data(long at, byte[] bytes) {
        draft.data(at, bytes);
        return this;
    }

    public Experiment qwords(long at, List<Long> qwords) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * qwords.size()).order(ByteOrder.LITTLE_ENDIAN);
        qwords.forEach(bytes::putLong);
        return data(at, bytes.array());
    }

    public Experiment claim(String rule, String field, long value) {
        draft.claimField(rule, field, value);
        return this;
    }

    public Experiment unspecified(String... masks) {
        draft.unspecified(masks);
        return this;
    }

    public Draft draft() {
        return draft;
    }

    public Vector vector() {
        return draft.vector(List.of());
    }
}

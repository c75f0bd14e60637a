package dev.pacifica.suite.oracle;

import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.ArrayList;
import java.util.List;

/**
 * What the rules say of every vector whose host program is one VMRUN, whatever the vector is about: the host is as it was, of the VMCB
 * only what #VMEXIT writes has changed, the exit is one that was asked for, and VMEXIT_INVALID comes of illegal state and of nothing
 * else. These claims are checked wherever the model is run, but not published: a vector cites what it is about.
 */
public final class Invariants {
    private static final List<String> ONE_VMRUN = List.of("vmrun", "jmp end");
    private static final long INVALID = -1;
    private static final int SHUTDOWN = 0x7F;
    private static final long UPPER_HALF = 0xFFFF_FFFFL << 32;

    private final Vector vector;
    private final Processor processor;
    private final VectorState before;
    private final long vmcb;
    private final VmcbFields fields;
    private final VmcbFields after;
    private final ClaimList claims;

    private Invariants(Vector vector, Processor processor, VectorState before, long vmcb, Observation seen) {
        this.vector = vector;
        this.processor = processor;
        this.before = before;
        this.vmcb = vmcb;
        fields = VmcbFields.in(before, vmcb);
        after = VmcbFields.in(seen.state(), vmcb);
        claims = new ClaimList(vmcb);
    }

    /**
     * The claims that apply to {@code vector}, given how and with which exit code it ended.
     *
     * @param processor what it ran on
     * @param seen what it showed
     * @return nothing for a vector whose host does more than one VMRUN of a VMCB of its own, or which did not get to its end
     */
    public static List<Claim> of(Vector vector, Processor processor, Observation seen) {
        VectorState before = States.initial(vector);
        long vmcb = before.slot(Slot.RAX);
        boolean isOwn = vector.vmcbs().stream().anyMatch(one -> one.at() == vmcb);
        if (!isOwn || !vector.program().listing().equals(ONE_VMRUN) || seen.ended() != Ended.END) {
            return List.of();
        }
        return new Invariants(vector, processor, before, vmcb, seen).all();
    }

    private List<Claim> all() {
        legality();
        if (after.get("EXITCODE") != INVALID) {
            exit((int) after.get("EXITCODE"));
        }
        List<Claim> all = new ArrayList<>(claims.list());
        all.addAll(WrittenBack.othersUnchanged(vmcb, fields));
        all.addAll(HostState.restored(before));
        return all;
    }

    private void legality() {
        Legality legality = Legality.of(vector, vmcb, processor);
        legality.violated().forEach(rule -> claims.field(rule, "EXITCODE", INVALID));
        if (legality.isIllegal()) {
            for (int number = 0; number < 16; number++) {
                Slot register = Slot.general(number);
                claims.register("CHK-40", register.registerName(), before.slot(register));
            }
        } else if (legality.isLegal()) {
            claims.field("CODE-193", "EXITCODE", 1L << 63, 0);
        }
    }

    /** VLS-02: VMLOAD and VMSAVE may exit without their intercepts. */
    private boolean isVirtualised(int code) {
        return (code == 0x82 || code == 0x83) && fields.get("VMSAVE_VIRTUALIZATION_ENABLE") != 0;
    }

    private void exit(int code) {
        if (code >= 0 && code < Intercepts.END && !isVirtualised(code)) {
            long bit = 1L << Intercepts.bit(code);
            claims.field("INS-01", Intercepts.field(code), bit, bit);
        }
        if (code == SHUTDOWN) {
            return; // the rest is undefined (MISC-12)
        }
        claims.field("EXIT-13", "EVENTINJ", 1L << 31, 0);
        if (!processor.savesNextRip()) {
            claims.field("EXIT-30", "NRIP", fields.get("NRIP"));
        } else if (Intercepts.clearsNextRip(code)) {
            claims.field("EXIT-32", "NRIP", 0);
        } else if (code == 0x7B) {
            claims.field("IOIO-09", "NRIP", after.get("EXITINFO2"));
        }
        if (code >= 0x60 && code <= 0x64) {
            claims.field("XII-13", "EXITINTINFO", 1L << 31, 0);
        }
        if (Intercepts.hasErrorCode(code)) {
            claims.field("EXC-02", "EXITINFO1", UPPER_HALF, 0);
        }
        claims.field("SEG-13", "CPL", 0xFC, 0)
                .field("VMRUN-23", "RFLAGS", 0x802A, 0x2)
                .field("VMRUN-24", "DR7", UPPER_HALF | 0x400, 0x400)
                .field("VMRUN-24", "DR6", UPPER_HALF, 0);
    }
}

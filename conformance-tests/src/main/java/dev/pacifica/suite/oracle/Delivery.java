package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of an event that a guest cannot deliver because its IDT holds no gate for any vector: each attempt raises #GP with the
 * selector error code of the gate (EVT-62, EVT-70), until something is intercepted or the processor shuts down (XII-20).
 */
public final class Delivery {
    private static final int PF = 14;
    private static final int GP = 13;
    private static final int DF = 8;

    private static final int SHUTDOWN_EXIT = 0x7F;
    private static final long VALID = 1L << 31;

    /**
     * An event.
     *
     * @param type as in EXITINTINFO: 0 external interrupt, 2 NMI, 3 exception, 4 software interrupt
     * @param vector 0 to 255
     * @param errorCode what it pushes, if anything
     */
    public record Event(int type, int vector, Optional<Integer> errorCode) {
        static final int EXCEPTION = 3;

        /** An exception without an error code. */
        public static Event exception(int vector) {
            return new Event(EXCEPTION, vector, Optional.empty());
        }

        /** An exception with an error code. */
        public static Event exception(int vector, int errorCode) {
            return new Event(EXCEPTION, vector, Optional.of(errorCode));
        }

        /** EXITINTINFO of an exit during its delivery, EV included; the same bits put into EVENTINJ inject it (XII-06). */
        public long information() {
            long pushed = errorCode.map(code -> 1L << 11 | (long) code << 32).orElse(0L);
            return VALID | pushed | (long) type << 8 | vector;
        }

        /** EXITINTINFO without the half that is undefined because nothing is pushed (CODE-10). */
        long defined() {
            return errorCode.isPresent() ? -1 : 0xFFFF_FFFFL;
        }

        private boolean isContributory() {
            return type == EXCEPTION
                    && switch (vector) {
                        case 0, 10, 11, 12, GP, 21, 29, 30 -> true;
                        default -> false;
                    };
        }

        private boolean is(int exception) {
            return type == EXCEPTION && vector == exception;
        }
    }

    private final Site site;
    private final ClaimList claims;

    private Delivery(Site site) {
        this.site = site;
        this.claims = site.claims();
    }

    /** What comes of an exception that arises in the guest, outside any delivery. */
    public static List<Claim> raised(Event exception, Site site) {
        Delivery delivery = new Delivery(site);
        delivery.deliver(Optional.empty(), exception);
        return delivery.claims.list();
    }

    /** What comes of an event whose own intercept is not looked at: one that VMRUN injects (INJ-15), INTn or ICEBP (XII-22). */
    public static List<Claim> attempted(Event event, Site site) {
        Delivery delivery = new Delivery(site);
        delivery.attempt(event);
        return delivery.claims.list();
    }

    /** XII-20 for an event that arises while {@code current} is being delivered. */
    private void deliver(Optional<Event> current, Event event) {
        if (event.type == Event.EXCEPTION && site.vmcb().intercepts(0x40 + event.vector)) {
            exception(current, event);
            return;
        }
        Optional<Event> result = combined(current, event);
        if (result.isEmpty()) {
            shutdown();
        } else if (current.isPresent() && result.get().is(DF) && site.vmcb().intercepts(0x40 + DF)) {
            claims.field("XII-09", "EXITCODE", 0x40 + DF); // EXITINTINFO is left open (XII-10)
        } else {
            attempt(result.get());
        }
    }

    private void attempt(Event event) {
        deliver(Optional.of(event), new Event(Event.EXCEPTION, GP, Optional.of(event.vector * 8 + 2)));
    }

    /** XII-24; nothing stands for shutdown. */
    private static Optional<Event> combined(Optional<Event> current, Event event) {
        boolean isSerious = event.isContributory() || event.is(PF);
        if (current.isPresent() && current.get().is(DF) && isSerious) {
            return Optional.empty();
        }
        boolean isDouble = current.isPresent()
                && (current.get().is(PF) && isSerious || current.get().isContributory() && event.isContributory());
        return Optional.of(isDouble ? new Event(Event.EXCEPTION, DF, Optional.of(0)) : event);
    }

    private void exception(Optional<Event> current, Event event) {
        claims.field("EXC-01", "EXITCODE", 0x40 + event.vector);
        // the EXT bit of the error code of a fault met during delivery is left open (EVT-40)
        long defined = current.isPresent() ? ~1L : -1;
        event.errorCode.ifPresent(code -> claims.field("EXC-02", "EXITINFO1", defined, code));
        if (current.isPresent()) {
            Event cause = current.get();
            claims.field("XII-01", "EXITINTINFO", cause.defined(), cause.information());
            claims.field("XII-14", "RIP", site.rip());
            site.claimNextRip(claims, 0x40 + GP);
        } else {
            claims.field("XII-01", "EXITINTINFO", VALID, 0);
            claims.field("EXC-03", "RIP", site.rip());
            site.claimNextRip(claims, 0x40 + event.vector);
        }
    }

    private void shutdown() {
        if (site.vmcb().intercepts(SHUTDOWN_EXIT)) {
            claims.field("MISC-10", "EXITCODE", SHUTDOWN_EXIT); // and no more than that (MISC-12)
        } else {
            claims.ended("MISC-11", Ended.SHUTDOWN);
        }
    }
}

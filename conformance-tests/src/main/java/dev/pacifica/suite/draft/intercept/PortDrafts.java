package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * IN and OUT of guests: the I/O permission map, its byte boundaries and its end, what EXITINFO1 and EXITINFO2 say, and the priority
 * against IOPL and the TSS. Ports that are not intercepted are only written to, and only those around 80h and at FFFFh.
 */
public final class PortDrafts {
    public static final int IOIO_PROT = 0x7B;
    /** EXITINFO1 of IN and OUT: TYPE, STR, REP, SZ8 to SZ32, PORT. */
    static final long DESCRIBED = 0xFFFF_007DL;

    private static final long MAP = 0x101_0000;
    private static final int TEST_PORT = 0x80;
    private static final int IN = 1;
    private static final long RAX = 0x1122_3344_5566_7788L;

    private final List<Draft> drafts = new ArrayList<>();

    private PortDrafts() {}

    public static List<Draft> all() {
        PortDrafts ports = new PortDrafts();
        ports.forms("64-bit", Guest.long64());
        ports.forms("protected", Guest.protected32());
        ports.severalPorts();
        ports.endOfTheMap();
        ports.neighbours();
        ports.privilege();
        return ports.drafts;
    }

    /** A guest whose port accesses may be intercepted by its map, all of which is the vector's. */
    public static Draft accessing(String id, Guest guest, String... instruction) {
        Draft draft = Attempt.of(id, guest, instruction)
                .touches(MAP)
                .touches(MAP + Fixture.PAGE_SIZE)
                .touches(MAP + 2 * Fixture.PAGE_SIZE);
        return Attempt.intercept(draft, IOIO_PROT);
    }

    /** Sets the bits of these ports in the map (IOIO-03); 65536 and more are the bits behind the last port. */
    public static Draft intercepting(Draft draft, int... ports) {
        int first = ports[0] / 8;
        byte[] bytes = new byte[ports[ports.length - 1] / 8 - first + 1];
        for (int port : ports) {
            bytes[port / 8 - first] |= (byte) (1 << port % 8);
        }
        return draft.data(MAP + first, bytes);
    }

    private Draft draft(String name, Guest guest, String what, String failure, String... instruction) {
        Draft draft =
                accessing("ports/" + name, guest, instruction).set("RAX", RAX).about(what, failure);
        drafts.add(draft);
        return draft;
    }

    /** An exit of IN or OUT, without a string. */
    private static Draft exits(Draft draft, String rule, int type, int size, int port) {
        long end = draft.field("RIP") + draft.guestLabel("done") - Draft.GUEST;
        return Attempt.exits(draft, rule, IOIO_PROT)
                .claimField("IOIO-10", "EXITINFO1", DESCRIBED, (long) port << 16 | size << 4 | type)
                .claimField("IOIO-08", "EXITINFO2", end)
                .claimField("IOIO-06", "RAX", RAX)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-address-size", "io-reserved", "io-segment-without-string");
    }

    private static String accumulator(int size) {
        return size == 1 ? "al" : size == 2 ? "ax" : "eax";
    }

    private void forms(String mode, Guest guest) {
        for (int size : new int[] {1, 2, 4}) {
            String register = accumulator(size);
            form(mode, guest, IN, size, 0x84, "in-imm8", "in %s, 0x84".formatted(register));
            form(mode, guest, 0, size, 0x84, "out-imm8", "out 0x84, %s".formatted(register));
            form(mode, guest, IN, size, 0x5670, "in-dx", "in %s, dx".formatted(register));
            form(mode, guest, 0, size, 0x5670, "out-dx", "out dx, %s".formatted(register));
        }
    }

    private void form(String mode, Guest guest, int type, int size, int port, String name, String instruction) {
        Draft draft = draft(
                        "%s-%d-bits-in-%s-mode".formatted(name, size * 8, mode),
                        guest,
                        "intercepted %s in %s mode".formatted(instruction.toUpperCase(Locale.ROOT), mode),
                        "EXITINFO1 does not describe the access, EXITINFO2 is not the next rIP, or the access was made first",
                        instruction)
                .gpr("rdx", 0xFFFF_FFFF_1234_5670L);
        exits(intercepting(draft, port), "IOIO-03", type, size, port);
    }

    /** Each port of a wider access counts, also in the next byte of the map. */
    private void severalPorts() {
        several("second-port-of-a-word", 2, 0x86, 0x87);
        several("second-port-of-a-word-in-the-next-byte", 2, 0x87, 0x88);
        several("third-port-of-a-doubleword", 4, 0x84, 0x86);
        several("last-port-of-a-doubleword", 4, 0x84, 0x87);
        several("last-port-of-a-doubleword-in-the-next-byte", 4, 0x85, 0x88);
    }

    private void several(String name, int size, int port, int intercepted) {
        String instruction = "out 0x%x, %s".formatted(port, accumulator(size));
        Draft draft = draft(
                name,
                Guest.long64(),
                "%s with only the bit of port %Xh set".formatted(instruction.toUpperCase(Locale.ROOT), intercepted),
                "only the first port, or only one byte of the map, is tested",
                instruction);
        exits(intercepting(draft, intercepted), "IOIO-04", 0, size, port);
    }

    private void endOfTheMap() {
        atEnd("last-port", 1, 0xFFFF, 0xFFFF, "the last bit of the second page");
        atEnd("first-bit-behind-the-last-port", 2, 0xFFFF, 0x1_0000, "the first bit behind the last port");
        atEnd("last-bit-of-the-map", 4, 0xFFFF, 0x1_0002, "the last bit of the map");
        atEnd(
                "doubleword-that-reaches-the-first-bit-behind",
                4,
                0xFFFD,
                0x1_0000,
                "the first bit behind the last port");
        Draft wrap = draft(
                        "no-wrap-to-port-0",
                        Guest.long64(),
                        "OUT of 32 bits at port FFFFh with the bits of ports 0, 1 and 2 set",
                        "the test wraps to port 0",
                        "out dx, eax")
                .gpr("rdx", 0xFFFF);
        Attempt.passes(intercepting(wrap, 0, 1, 2), "IOIO-04");
        Draft last = draft(
                        "last-port-and-the-bits-behind",
                        Guest.long64(),
                        "OUT of 8 bits at port FFFFh with the bits before and behind its own set",
                        "a neighbour of the last port's bit intercepts it",
                        "out dx, al")
                .gpr("rdx", 0xFFFF);
        Attempt.passes(intercepting(last, 0xFFFE, 0x1_0000, 0x1_0001, 0x1_0002), "IOIO-04");
    }

    private void atEnd(String name, int size, int port, int intercepted, String what) {
        Draft draft = draft(
                        name,
                        Guest.long64(),
                        "OUT of %d bits at port %Xh with only %s set".formatted(8 * size, port, what),
                        "the end of the map is computed wrongly",
                        "out dx, " + accumulator(size))
                .gpr("rdx", port);
        exits(intercepting(draft, intercepted), "IOIO-04", 0, size, port);
    }

    private void neighbours() {
        Draft one = draft(
                "bits-around-one-port",
                Guest.long64(),
                "OUT of 8 bits at port 80h with the bits of ports 7Fh and 81h set",
                "a neighbour's bit intercepts the access",
                "out 0x80, al");
        Attempt.passes(intercepting(one, 0x7F, 0x81), "IOIO-04").claimField("IOIO-04", "RAX", RAX);
        Draft two = draft(
                "bits-around-two-ports",
                Guest.long64(),
                "OUT of 16 bits at port 86h with the bits of ports 85h and 88h set",
                "a neighbour's bit intercepts the access",
                "out 0x86, ax");
        Attempt.passes(intercepting(two, 0x85, 0x88), "IOIO-04").claimField("IOIO-04", "RAX", RAX);
        Draft four = draft(
                "bits-around-four-ports",
                Guest.long64(),
                "OUT of 32 bits at port 84h with the bits of ports 83h and 88h set",
                "a neighbour's bit intercepts the access",
                "out 0x84, eax");
        Attempt.passes(intercepting(four, 0x83, 0x88), "IOIO-04").claimField("IOIO-04", "RAX", RAX);
        Draft off = draft(
                        "protection-off",
                        Guest.long64(),
                        "OUT at port 80h with its bit set in the map, but IOIO_PROT clear",
                        "the map is consulted although the intercept is off",
                        "out 0x80, al")
                .clearBits("INTERCEPT_3", 1 << 27);
        Attempt.passes(intercepting(off, TEST_PORT), "IOIO-01").claimField("IOIO-01", "RAX", RAX);
        Draft low = draft(
                        "map-address-low-bits",
                        Guest.long64(),
                        "intercepted OUT with bits 11:0 of the map's address set",
                        "the low bits of the map's address are used",
                        "out 0x80, al")
                .setBits("IOPM_BASE_PA", 0xFFF);
        exits(intercepting(low, TEST_PORT), "IOIO-02", 0, 1, TEST_PORT);
    }

    /** IOPL and the I/O map of the TSS come first (IOIO-05). */
    private void privilege() {
        Draft iopl = draft(
                        "cpl-3-with-iopl-3",
                        Guest.long64User(),
                        "intercepted OUT at CPL 3 with IOPL 3",
                        "the access is treated as privileged although IOPL permits it",
                        "out 0x80, al")
                .set("RFLAGS", 0x3002);
        exits(intercepting(iopl, TEST_PORT), "IOIO-05", 0, 1, TEST_PORT);
        Draft beyond = draft(
                        "cpl-3-without-tss-map",
                        Guest.long64User(),
                        "intercepted OUT at CPL 3 with IOPL 2 and a TSS that ends before its I/O map",
                        "the intercept is taken before IOPL and TSS are looked at",
                        "out 0x80, al")
                .set("RFLAGS", 0x2002);
        Attempt.faults(intercepting(beyond, TEST_PORT), "IOIO-05", Attempt.GP);
        for (int size : new int[] {1, 2}) {
            String access = "out 0x80, " + accumulator(size);
            tss("tss-denies-%d-bits".formatted(8 * size), access, (byte) (size == 1 ? 0x01 : 0x02), "denies");
            Attempt.faults(last(), "IOIO-05", Attempt.GP);
            tss("tss-permits-%d-bits".formatted(8 * size), access, (byte) (size == 1 ? 0xFE : 0xFC), "permits");
            exits(last(), "IOIO-05", 0, size, TEST_PORT);
        }
    }

    private Draft last() {
        return drafts.get(drafts.size() - 1);
    }

    /** The guest's TSS with an I/O map, one byte of which is given; VMLOAD brings it in and the fixture's back. */
    private void tss(String name, String access, byte map, String does) {
        byte[] tss = new byte[0x80];
        tss[0x66] = 0x68; // the map follows
        tss[0x68 + TEST_PORT / 8] = map;
        Draft draft = draft(
                        name,
                        Guest.long64User(),
                        "intercepted %s at CPL 3 with IOPL 0 and a TSS whose I/O map %s it"
                                .formatted(access.toUpperCase(Locale.ROOT), does),
                        "the I/O map of the TSS does not come before the intercept, or is not consulted at all",
                        access)
                .host(
                        "vmload",
                        "vmrun",
                        "mov eax, 0x%x".formatted(Draft.SECOND_VMCB),
                        "vmload",
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "jmp end")
                .data(Draft.SCRATCH, tss);
        intercepting(draft, TEST_PORT);
        task(draft.fields(), Draft.SCRATCH, tss.length - 1);
        Map<String, Long> fixture = new TreeMap<>();
        task(fixture, Fixture.TSS, Fixture.TSS_LIMIT);
        draft.vmcb(Draft.SECOND_VMCB, fixture);
    }

    /** TR, and the fixture's FS and GS: what VMLOAD takes from a VMCB that matters here. */
    private static void task(Map<String, Long> fields, long base, long limit) {
        Guest.segment(fields, "FS", Fixture.DATA_SELECTOR, 0xC93);
        Guest.segment(fields, "GS", Fixture.DATA_SELECTOR, 0xC93);
        fields.put("TR.selector", (long) Fixture.TSS_SELECTOR);
        fields.put("TR.attributes", 0x8BL);
        fields.put("TR.limit", limit);
        fields.put("TR.base", base);
    }
}

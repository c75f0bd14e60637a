package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.intercept.PortDrafts;
import dev.pacifica.suite.fixture.Fixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The I/O permission map of the TSS (SEGM-98). The ports are intercepted, so that a permitted access exits before it is made; the map comes
 * first (IOIO-05).
 */
public final class IoMapDrafts {
    private static final int BASE = 0x68;
    private static final int LIMIT = 0x108;
    private static final int PORT = 0x80;

    private final List<Draft> drafts = new ArrayList<>();

    private IoMapDrafts() {}

    public static List<Draft> all() {
        IoMapDrafts maps = new IoMapDrafts();
        maps.bits();
        maps.ends();
        maps.modes();
        maps.strings();
        maps.tss();
        return maps.drafts;
    }

    private static String accumulator(int size) {
        return size == 1 ? "al" : size == 2 ? "ax" : "eax";
    }

    private void bits() {
        for (int size : new int[] {1, 2, 4}) {
            for (int port : new int[] {PORT, PORT + 6, PORT + 7}) {
                for (int distance = -1; distance <= size; distance++) {
                    String name = "out-%d-bytes-at-%x-with-bit-%x".formatted(size, port, port + distance);
                    IoMap map = new IoMap(LIMIT, BASE, Set.of(port + distance));
                    access(
                                    name,
                                    Guest.protected32User(),
                                    map,
                                    port,
                                    size,
                                    "out 0x%x, %s".formatted(port, accumulator(size)))
                            .about(
                                    "OUT of %d bytes to port %Xh at CPL 3 with only the bit of port %Xh set"
                                            .formatted(size, port, port + distance),
                                    "another bit decides, or not every port of the access counts");
                }
            }
        }
    }

    private void ends() {
        // the two bytes that are read lie at base + port / 8
        for (int port : new int[] {0, 7, 8, 15}) {
            for (int limit : new int[] {BASE + port / 8, BASE + port / 8 + 1}) {
                access(
                                "port-%x-with-limit-%x".formatted(port, limit),
                                Guest.protected32User(),
                                new IoMap(limit, BASE, Set.of()),
                                port,
                                1,
                                "in al, 0x%x".formatted(port))
                        .about(
                                "IN from port %Xh at CPL 3 with a TSS limit of %Xh".formatted(port, limit),
                                "the second byte of the map is not needed for a port that lies in the first, or the end is one off");
            }
        }
        access("map-at-the-limit", Guest.protected32User(), new IoMap(0x67, 0x68, Set.of()), PORT, 1, "in al, 0x80")
                .about("IN at CPL 3 with no map in the TSS", "ports beyond the map count as permitted");
        access("map-at-base-0", Guest.protected32User(), new IoMap(0x67, 0, Set.of(PORT + 1)), PORT, 1, "in al, 0x80")
                .about(
                        "IN at CPL 3 with the map at offset 0 of the TSS",
                        "the base of the map is not taken from the TSS");
        access(
                        "map-at-base-0-denied",
                        Guest.protected32User(),
                        new IoMap(0x67, 0, Set.of(PORT)),
                        PORT,
                        1,
                        "in al, 0x80")
                .about(
                        "IN at CPL 3 with the map at offset 0 of the TSS",
                        "the base of the map is not taken from the TSS");
    }

    private void modes() {
        IoMap denied = new IoMap(LIMIT, BASE, Set.of(PORT));
        IoMap open = new IoMap(LIMIT, BASE, Set.of());
        for (int iopl = 0; iopl < 4; iopl++) {
            access(
                    "at-cpl-3-with-iopl-" + iopl,
                    Guest.protected32User(),
                    denied,
                    PORT,
                    1,
                    "in al, 0x80",
                    iopl,
                    iopl < 3);
            access(
                    "in-64-bit-mode-at-cpl-3-with-iopl-" + iopl,
                    Guest.long64User(),
                    denied,
                    PORT,
                    1,
                    "in al, 0x80",
                    iopl,
                    iopl < 3);
            v86(iopl, denied);
            v86(iopl, open);
        }
        access("at-cpl-0", Guest.protected32(), denied, PORT, 1, "in al, 0x80", 0, false);
        access("in-64-bit-mode-permitted", Guest.long64User(), open, PORT, 1, "in al, 0x80");
        access("in-real-mode", Guest.real(), denied, PORT, 1, "in al, 0x80", 0, false);
        for (Draft draft : drafts.subList(drafts.size() - 19, drafts.size())) {
            draft.about(
                    "IN from port 80h, by mode and IOPL",
                    "the map is consulted where IOPL suffices, or not where it does not; in virtual-8086 mode IOPL never does");
        }
    }

    private void v86(int iopl, IoMap map) {
        String name = "in-virtual-8086-mode-with-iopl-%d-%s"
                .formatted(iopl, map.denied().isEmpty() ? "permitted" : "denied");
        access(name, Guest.v86(), map, PORT, 1, "in al, 0x80", iopl, true)
                .about(
                        "IN from port 80h in virtual-8086 mode with IOPL %d".formatted(iopl),
                        "IOPL counts in virtual-8086 mode, where the map alone decides");
    }

    private void strings() {
        for (String text : new String[] {"insb", "outsb", "insd", "outsd", "rep outsb"}) {
            int size = text.endsWith("d") ? 4 : 1;
            for (int bit : new int[] {PORT + size - 1, PORT + size}) {
                String name = "%s-with-bit-%x".formatted(text.replace(' ', '-'), bit);
                access(name, Guest.protected32User(), new IoMap(LIMIT, BASE, Set.of(bit)), PORT, size, text)
                        .gpr("rdx", PORT)
                        .gpr("rcx", 1)
                        .gpr("rsi", Draft.SCRATCH)
                        .gpr("rdi", Draft.SCRATCH)
                        .touches(Draft.SCRATCH)
                        .about(
                                text.toUpperCase(Locale.ROOT) + " at CPL 3 with the bit of port %Xh set".formatted(bit),
                                "string instructions do not consult the map");
            }
        }
    }

    private void tss() {
        IoMap open = new IoMap(LIMIT, BASE, Set.of());
        access("tss-limit-66", Guest.protected32User(), new IoMap(0x66, 0, Set.of()), PORT, 1, "in al, 0x80")
                .about(
                        "IN at CPL 3 with a TSS that ends before the base of the map",
                        "the base is read from beyond the limit");
        access("tss-16-bit", Guest.protected32User(), open, PORT, 1, "in al, 0x80", 0, true, 0x083)
                .about("IN at CPL 3 with a 16-bit TSS", "a 16-bit TSS, which has no map, is taken for a 32-bit one");
    }

    private Draft access(String name, Guest guest, IoMap map, int port, int size, String text) {
        return access(name, guest, map, port, size, text, 0, true);
    }

    private Draft access(
            String name, Guest guest, IoMap map, int port, int size, String text, int iopl, boolean consults) {
        return access(name, guest, map, port, size, text, iopl, consults, TaskTables.BUSY_TSS);
    }

    private Draft access(
            String name, Guest guest, IoMap map, int port, int size, String text, int iopl, boolean consults, int tss) {
        Map<String, Long> host = new LinkedHashMap<>();
        TaskTables.segment(host, "FS", Fixture.DATA_SELECTOR, 0xC93, 0xFFFF_FFFFL, 0);
        TaskTables.segment(host, "GS", Fixture.DATA_SELECTOR, 0xC93, 0xFFFF_FFFFL, 0);
        TaskTables.segment(host, "TR", Fixture.TSS_SELECTOR, 0x08B, Fixture.TSS_LIMIT, Fixture.TSS);
        Draft draft = PortDrafts.accessing("io-map/" + name, guest, text)
                .host("vmload", "vmrun", "mov eax, 0x%x".formatted(Draft.SECOND_VMCB), "vmload", "jmp end")
                .vmcb(Draft.SECOND_VMCB, host)
                .data(TaskTables.OLD, map.content());
        draft.set("RFLAGS", draft.field("RFLAGS") & ~0x3000L | (long) iopl << 12);
        TaskTables.segment(draft.fields(), "TR", TaskTables.OLD_TASK, tss, map.limit(), TaskTables.OLD);
        PortDrafts.intercepting(draft, port);
        drafts.add(draft);
        boolean permitted = !consults || map.permits(port, size) && tss == TaskTables.BUSY_TSS;
        if (!permitted) {
            return Attempt.faults(draft, "SEGM-98", Attempt.GP);
        }
        Attempt.exits(draft, "SEGM-98", PortDrafts.IOIO_PROT)
                .claimField("IOIO-05", "EXITCODE", PortDrafts.IOIO_PROT)
                .unspecified(ExitMasks.WITH_BOTH)
                .unspecified("io-address-size", "io-reserved", "io-segment-without-string")
                .unspecifiedWithout("DecodeAssists", "io-segment");
        return draft;
    }
}

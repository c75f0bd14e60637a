package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** INS and OUTS of guests: what EXITINFO1 says of them, and that nothing of the access has happened at the exit. */
public final class StringPortDrafts {
    private static final int PORT = 0x5670;
    private static final long UNMAPPED = 0x1_0000_0000L;
    /** EXITINFO1 but reserved bits and SEG, which only some processors report (IOIO-13). */
    private static final long DESCRIBED = 0xFFFF_03FDL;

    private static final long SEGMENT = 0x1C00;
    private static final int IN = 1;
    private static final int STRING = 1 << 2;
    private static final int REPEAT = 1 << 3;
    private static final int A16 = 1 << 7;
    private static final int A32 = 1 << 8;
    private static final int A64 = 1 << 9;

    private final List<Draft> drafts = new ArrayList<>();

    private StringPortDrafts() {}

    public static List<Draft> all() {
        StringPortDrafts strings = new StringPortDrafts();
        strings.forms();
        strings.segments();
        strings.memoryComesLater();
        return strings.drafts;
    }

    private void forms() {
        String[] suffixes = {"b", "w", "d"};
        for (int i = 0; i < suffixes.length; i++) {
            int size = 1 << 4 + i;
            form("outs" + suffixes[i], Guest.long64(), STRING | size | A64, "outs" + suffixes[i]);
            form("ins" + suffixes[i], Guest.long64(), IN | STRING | size | A64, "ins" + suffixes[i]);
        }
        form("outsd-in-protected-mode", Guest.protected32(), STRING | 4 << 4 | A32, "outsd");
        form("insb-in-protected-mode", Guest.protected32(), IN | STRING | 1 << 4 | A32, "insb");
        form("outsb-a32", Guest.long64(), STRING | 1 << 4 | A32, "db 0x67", "outsb");
        form("insw-a32", Guest.long64(), IN | STRING | 2 << 4 | A32, "db 0x67", "insw");
        form("outsb-a16-in-protected-mode", Guest.protected32(), STRING | 1 << 4 | A16, "db 0x67", "outsb");
        form("insd-a16-in-protected-mode", Guest.protected32(), IN | STRING | 4 << 4 | A16, "db 0x67", "insd");
        form("rep-outsb", Guest.long64(), REPEAT | STRING | 1 << 4 | A64, "rep outsb");
        form("rep-insd", Guest.long64(), IN | REPEAT | STRING | 4 << 4 | A64, "rep insd");
        form("rep-outsw-in-protected-mode", Guest.protected32(), REPEAT | STRING | 2 << 4 | A32, "rep outsw");
        form("rep-insb-a32", Guest.long64(), IN | REPEAT | STRING | 1 << 4 | A32, "db 0x67", "rep insb");
    }

    private Draft form(String name, Guest guest, long info, String... instruction) {
        return form(name, guest, Draft.SCRATCH, info, instruction);
    }

    private Draft form(String name, Guest guest, long pointer, long info, String... instruction) {
        Draft draft = draft(name, guest, instruction)
                .about(
                        "intercepted "
                                + String.join(" ", instruction)
                                        .toUpperCase(Locale.ROOT)
                                        .replace("DB 0X67", "A32/A16"),
                        "EXITINFO1 does not describe the access, or part of it has happened before the exit");
        claims(draft, pointer, info).unspecified("io-reserved").unspecifiedWithout("DecodeAssists", "io-segment");
        return draft;
    }

    private Draft draft(String name, Guest guest, String... instruction) {
        Draft draft = PortDrafts.accessing("ports/" + name, guest, instruction)
                .gpr("rdx", 0xFFFF_FFFF_1234_0000L | PORT)
                .gpr("rcx", 3)
                .touches(Draft.SCRATCH);
        drafts.add(draft);
        return PortDrafts.intercepting(draft, PORT);
    }

    private static Draft claims(Draft draft, long pointer, long info) {
        draft.gpr("rsi", pointer).gpr("rdi", pointer);
        return Attempt.exits(draft, "IOIO-05", PortDrafts.IOIO_PROT)
                .claimField("IOIO-10", "EXITINFO1", DESCRIBED, (long) PORT << 16 | info)
                .claimField("IOIO-08", "EXITINFO2", draft.guestLabel("done"))
                .claim("IOIO-07", "rcx", 3)
                .claim("IOIO-07", "rsi", pointer)
                .claim("IOIO-07", "rdi", pointer)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    private void segments() {
        segment("outsb-segment", 3, "outsb");
        segment("outsb-es-segment", 0, "es outsb");
        segment("outsb-cs-segment", 1, "cs outsb");
        segment("outsb-ss-segment", 2, "ss outsb");
        segment("outsb-ds-segment", 3, "ds outsb");
        segment("outsb-fs-segment", 4, "fs outsb");
        segment("outsb-gs-segment", 5, "gs outsb");
        segment("insb-segment", 0, "insb");
        segment("insb-fs-segment", 0, "fs insb");
    }

    /** In protected mode, where every segment counts. */
    private void segment(String name, long number, String instruction) {
        boolean in = instruction.contains("ins");
        Draft draft = draft(name, Guest.protected32(), instruction)
                .requires("DecodeAssists", "NRIPS")
                .about(
                        "segment of an intercepted " + instruction.toUpperCase(Locale.ROOT) + " with decode assists",
                        "EXITINFO1 names another segment, or lets INS be overridden");
        claims(draft, Draft.SCRATCH, STRING | 1 << 4 | A32 | (in ? IN : 0))
                .claimField("IOIO-12", "EXITINFO1", SEGMENT, number << 10)
                .claimField("EXIT-31", "NRIP", draft.guestLabel("done"))
                .unspecified("io-reserved");
    }

    private void memoryComesLater() {
        form("outsb-from-unmapped-memory", Guest.long64(), UNMAPPED, STRING | 1 << 4 | A64, "outsb")
                .about("intercepted OUTSB from memory that is not mapped", "the page fault comes before the exit");
        form("insb-to-unmapped-memory", Guest.long64(), UNMAPPED, IN | STRING | 1 << 4 | A64, "insb")
                .about("intercepted INSB to memory that is not mapped", "the page fault comes before the exit");
    }
}

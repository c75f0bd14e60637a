package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.vector.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Locked accesses of a guest whose bus locks are counted. Memory is writeback, so that only what lies across the end of a cache line is
 * one for certain (MISC-34); what faults besides (MISC-35) is not asked.
 */
public final class BusLockDrafts {
    private static final int EXIT = 0xA5;
    private static final int ENABLE = 1 << 5;
    private static final int VMMCALL = 0x81;
    private static final String COUNTER = "BUS_LOCK_COUNTER";
    private static final String FEATURE = "BusLockThreshold";
    private static final long DATA = Draft.SCRATCH;
    /** A doubleword here lies across the end of a line of 64 bytes. */
    private static final int ACROSS = 0x7E;
    /** A doubleword here is not aligned, and lies in one line. */
    private static final int WITHIN = 0x46;

    private static final int LAST_IN_LINE = 0x7C;
    private static final long LOW = 0x1111_1111_1111_1111L;
    private static final String TOO_LAX = "a bus lock is not counted, or is made although none is left";
    private static final String TOO_EAGER = "what is no bus lock is counted";

    private final Trials trials = new Trials("bus-locks");

    private BusLockDrafts() {}

    public static List<Draft> all() {
        BusLockDrafts drafts = new BusLockDrafts();
        forms().forEach(drafts::form);
        others().forEach(drafts::other);
        modes().forEach(drafts::mode);
        drafts.withinLine();
        drafts.counts();
        drafts.everyExit();
        drafts.notEnabled();
        drafts.host();
        return drafts.trials.all();
    }

    /** Atomic updates; rsi points across the end of a line. */
    private static Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("add", "lock add [rsi], ecx");
        forms.put("add-word", "lock add word [rsi+1], 1");
        forms.put("add-quadword", "lock add [rsi], rcx");
        forms.put("or", "lock or dword [rsi], 0x80");
        forms.put("adc", "lock adc [rsi], ecx");
        forms.put("sbb", "lock sbb [rsi], ecx");
        forms.put("and", "lock and [rsi], ecx");
        forms.put("sub", "lock sub [rsi], ecx");
        forms.put("xor", "lock xor [rsi], ecx");
        forms.put("inc", "lock inc dword [rsi]");
        forms.put("dec", "lock dec dword [rsi]");
        forms.put("not", "lock not dword [rsi]");
        forms.put("neg", "lock neg dword [rsi]");
        forms.put("xadd", "lock xadd [rsi], ecx");
        forms.put("cmpxchg", "lock cmpxchg [rsi], ecx");
        forms.put("cmpxchg8b", "lock cmpxchg8b [rsi]");
        forms.put("bts", "lock bts dword [rsi], 1");
        forms.put("btr", "lock btr dword [rsi], 0");
        forms.put("btc", "lock btc dword [rsi], 5");
        forms.put("xchg", "xchg [rsi], ecx");
        forms.put("xchg-with-lock", "lock xchg [rsi], ecx");
        return forms;
    }

    private void form(String name, String line) {
        Draft last = guest(name + "-with-none-left", Guest.long64(), 0, ACROSS, line)
                .about("%s across a cache line, none left".formatted(line), TOO_LAX);
        exits(last, 1).claim("MISC-31", "rcx", 3).claim("MISC-34", Subject.memory(DATA + 0x78), LOW);
        Draft counted = guest(name + "-counted", Guest.long64(), 1, ACROSS, line)
                .about("%s across a cache line, one left".formatted(line), TOO_LAX);
        passes(counted, 0);
    }

    /** What is no bus lock: plain updates, and aligned ones. */
    private static Map<String, String> others() {
        Map<String, String> others = new LinkedHashMap<>();
        others.put("add-without-lock", "add [rsi], ecx");
        others.put("cmpxchg-without-lock", "cmpxchg [rsi], ecx");
        others.put("bts-without-lock", "bts dword [rsi], 1");
        others.put("store", "mov [rsi], ecx");
        others.put("load", "mov ecx, [rsi]");
        others.put("aligned-add", "lock add [rsi-2], ecx");
        others.put("aligned-quadword", "lock add [rsi-6], rcx");
        others.put("aligned-word", "lock add word [rsi], 1");
        others.put("byte", "lock add byte [rsi+1], 1");
        others.put("aligned-xchg", "xchg [rsi-2], ecx");
        others.put("aligned-cmpxchg8b", "lock cmpxchg8b [rsi-6]");
        others.put("aligned-cmpxchg16b", "lock cmpxchg16b [rsi-14]");
        others.put("xchg-of-registers", "xchg rcx, rdx");
        return others;
    }

    private void other(String name, String line) {
        Draft draft =
                guest(name, Guest.long64(), 0, ACROSS, line).about("%s, no bus lock left".formatted(line), TOO_EAGER);
        passes(draft, 0).claimField("MISC-34", "EXITCODE", VMMCALL);
    }

    private static Map<String, Guest> modes() {
        Map<String, Guest> modes = new LinkedHashMap<>();
        modes.put("real", Guest.real());
        modes.put("protected16", Guest.protected16());
        modes.put("protected32", Guest.protected32());
        modes.put("compatibility", Guest.compatibility());
        modes.put("long64-user", Guest.long64User());
        return modes;
    }

    private void mode(String mode, Guest guest) {
        boolean isReal = mode.equals("real");
        String line = "lock add [%s], ecx".formatted(mode.equals("long64-user") ? "rsi" : "esi");
        Draft last = guest(mode, guest, 0, ACROSS, line).about("a bus lock with none left: " + mode, TOO_LAX);
        Draft counted =
                guest(mode + "-counted", guest, 1, ACROSS, line).about("a bus lock with one left: " + mode, TOO_LAX);
        exits(isReal ? Trials.inRealMode(last) : last, 1);
        passes(isReal ? Trials.inRealMode(counted) : counted, 0);
    }

    /** An implementation may count what is misaligned in a smaller sense. */
    private void withinLine() {
        Draft draft = guest("within-a-line", Guest.long64(), 2, WITHIN, "lock add [rsi], ecx")
                .about("an update that is not aligned but lies in one cache line, two left", TOO_LAX);
        Trials.passes(draft, "MISC-34").claim("MISC-34", Subject.memory(DATA + 0x48), LOW & ~0xFFFFL | 0x1111);
        Draft end = guest("last-of-a-line", Guest.long64(), 0, LAST_IN_LINE, "lock add [rsi], ecx")
                .about("an aligned update at the end of a cache line, none left", TOO_EAGER);
        passes(end, 0);
    }

    /** MISC-30, MISC-32: sixteen bits, down to 0. */
    private void counts() {
        String[] three = {"lock add [rsi], ecx", "second: lock inc dword [rsi]", "third: xchg [rsi], ecx"};
        for (int count : new int[] {3, 4, 0x100, 0x8000, 0xFFFF}) {
            Draft draft = guest("three-of-%x".formatted(count), Guest.long64(), count, ACROSS, three)
                    .about("three bus locks of %Xh".formatted(count), TOO_LAX);
            passes(draft, count - 3);
        }
        for (int count = 1; count < 3; count++) {
            Draft draft = guest("third-of-%d".formatted(count), Guest.long64(), count, ACROSS, three)
                    .about("three bus locks of which the hypervisor allows %d".formatted(count), TOO_LAX);
            long at = draft.guestLabel(count == 1 ? "second" : "third") - Draft.GUEST;
            exits(draft, at);
        }
    }

    /** MISC-32: the counter is written back whatever ends the guest. */
    private void everyExit() {
        written("cpuid", "CPUID", "cpuid", 0x72).setBits("INTERCEPT_3", Guest.CPUID);
        written("ud", "#UD", "ud2", 0x46);
    }

    private Draft written(String name, String event, String line, int exitCode) {
        return guest("written-by-" + name, Guest.long64(), 7, ACROSS, "lock add [rsi], ecx", line)
                .about("a bus lock, then an intercepted " + event, "the counter is written by some exits only")
                .claimField("MISC-32", COUNTER, 6)
                .claimField("MISC-32", "EXITCODE", exitCode)
                .unspecified(ExitMasks.PLAIN);
    }

    private void notEnabled() {
        Draft clear = guest("not-enabled", Guest.long64(), 0, ACROSS, "lock add [rsi], ecx")
                .clearBits("INTERCEPT_5", ENABLE)
                .about("a bus lock with the bit clear that enables the threshold", TOO_EAGER);
        Trials.passes(clear, "MISC-30");
        Draft absent = attempt("not-reported", Guest.long64(), 0, ACROSS, "lock add [rsi], ecx")
                .requires("!" + FEATURE)
                .about(
                        "a bus lock with the enabling bit set on a processor that does not report the threshold",
                        "the bit has an effect although its feature does not exist");
        Trials.passes(absent, "CPUID-61");
    }

    /** The host gives the guest one bus lock, so that it comes further. */
    private void host() {
        Draft again = guest("allowed-by-the-host", Guest.long64(), 0, ACROSS, "lock add [rsi], ecx", "xchg [rsi], ecx")
                .host("vmrun", "mov word [rax+0x120], 1", "vmrun", "jmp end")
                .about("the host allows one bus lock after the first exit", "the counter is loaded once only");
        long second = 1 + 3;
        exits(again, second).claimField("MISC-30", "EXITCODE", EXIT);
        Draft own = guest("host-is-not-counted", Guest.long64(), 0, ACROSS, "nop")
                .host("vmrun", "lock add [rsi], ecx", "jmp end")
                .about("the host makes a bus lock after the guest with none left", "the threshold outlives the guest");
        passes(own, 0).claim("MISC-31", Subject.memory(DATA + 0x78), sum());
    }

    private static long sum() {
        long low = LOW >>> 48;
        return LOW & 0xFFFF_FFFF_FFFFL | (low + 3) << 48;
    }

    private Draft guest(String name, Guest guest, int count, int offset, String... lines) {
        return attempt(name, guest, count, offset, lines).requires(FEATURE);
    }

    private Draft attempt(String name, Guest guest, int count, int offset, String... lines) {
        long base = guest.fields().getOrDefault("DS.base", 0L);
        return trials.guest(name, guest, lines)
                .gpr("rsi", DATA + offset - base)
                .gpr("rcx", 3)
                .data(DATA + 0x40, Descriptors.bytes(LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW))
                .set(COUNTER, count)
                .setBits("INTERCEPT_5", ENABLE);
    }

    /** The guest's instruction {@code distance} bytes behind its start may not make its bus lock. */
    private static Draft exits(Draft draft, long distance) {
        return draft.claimField("CODE-185", "EXITCODE", EXIT)
                .claimField("CODE-185", "EXITINFO1", 0)
                .claimField("CODE-185", "EXITINFO2", 0)
                .claimField("MISC-31", "RIP", draft.field("RIP") + distance)
                .claimField("MISC-32", COUNTER, 0)
                .claimField("CPUID-59", "EXITCODE", EXIT)
                .unspecified(ExitMasks.WITH_BOTH);
    }

    /** The guest comes to its end with {@code left} bus locks. */
    private static Draft passes(Draft draft, int left) {
        return Trials.passes(draft, "MISC-31").claimField("MISC-32", COUNTER, left);
    }
}

package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** VMLOAD and VMSAVE of a guest: refused, intercepted, virtualised without nested paging, or executed. */
public final class StateMoveDrafts {
    private static final String ENABLE = "VMSAVE_VIRTUALIZATION_ENABLE";
    private static final String FEATURE = "VMSAVEvirt";
    private static final String ADDRESS_CHECK = "NestedVirtVmcbAddrChk";
    private static final long BASE = 0xFFFF_8765_4321_0000L;

    private final Trials trials = new Trials("vmload-vmsave");

    private StateMoveDrafts() {}

    public static List<Draft> all() {
        StateMoveDrafts moves = new StateMoveDrafts();
        moves.of("vmload", 0x82);
        moves.of("vmsave", 0x83);
        moves.vmrun();
        return moves.trials.all();
    }

    private Draft draft(String name, String instruction, Guest guest, String what, String why) {
        return trials.guest(instruction + "-" + name, guest, instruction)
                .set("RAX", Draft.SECOND_VMCB)
                .touches(Draft.SECOND_VMCB)
                .about(instruction.toUpperCase(Locale.ROOT) + " in a guest: " + what, why);
    }

    private void of(String instruction, int code) {
        for (int enabled = 0; enabled < 2; enabled++) {
            String with = enabled == 1 ? "-virtualised" : "";
            refused(instruction, code, with, enabled);
            Draft intercepted =
                    draft("intercepted" + with, instruction, Guest.long64(), "intercepted", "the intercept is missed");
            exits(Attempt.intercept(intercepted.set(ENABLE, enabled), code), "VLS-01", code);
            address(instruction, code, with, enabled);
        }
        Draft virtual = draft(
                        "virtualised-without-nested-paging",
                        instruction,
                        Guest.long64(),
                        "virtualisation enabled, not intercepted, nested paging off",
                        "the instruction is executed")
                .requires(FEATURE)
                .set(ENABLE, 1);
        exits(virtual, "VLS-02", code).claimField("VMRUN-65", "EXITCODE", code).claim("VLS-02", stored(), 0);
        Draft next = draft(
                        "virtualised-next-rip",
                        instruction,
                        Guest.long64(),
                        "nRIP of the exit of the virtualisation",
                        "nRIP is not that of the next instruction")
                .requires(FEATURE, "NRIPS")
                .set(ENABLE, 1);
        exits(next, "VLS-02", code).claimField("VLS-08", "NRIP", Draft.GUEST + 4);
        executed(instruction, "not-enabled", 0, true);
        executed(instruction, "without-the-feature", 1, false);
        executed(instruction, "with-lbr-virtualisation", 0, true);
    }

    private static String stored() {
        return Subject.memory(Draft.SECOND_VMCB + 0x620); // KernelGsBase
    }

    private static Draft exits(Draft draft, String rule, int code) {
        return Attempt.exits(draft, rule, code).unspecified(ExitMasks.PLAIN);
    }

    /** The reasons for #UD and #GP, each with the intercept set. */
    private void refused(String instruction, int code, String with, int enabled) {
        Guest[] guests = {Guest.real(), Guest.v86()};
        String[] modes = {"real", "v86"};
        for (int n = 0; n < guests.length; n++) {
            Draft undefined = draft(
                    "in-" + modes[n] + with,
                    instruction,
                    guests[n],
                    "in mode " + modes[n],
                    "the intercept comes first");
            Trials.undefined(Attempt.intercept(undefined.set(ENABLE, enabled), code), "VLS-01");
        }
        Draft user = draft("at-cpl-3" + with, instruction, Guest.long64User(), "at CPL 3", "the intercept comes first");
        Trials.refused(Attempt.intercept(user.set(ENABLE, enabled), code), "VLS-01");
    }

    private void address(String instruction, int code, String with, int enabled) {
        Draft before = draft(
                        "unaligned" + with,
                        instruction,
                        Guest.long64(),
                        "rAX is not aligned",
                        "the intercept comes first")
                .requires("!" + ADDRESS_CHECK)
                .set("RAX", Draft.SECOND_VMCB + 0x800)
                .set(ENABLE, enabled);
        Trials.refused(Attempt.intercept(before, code), "VLS-01");
        Draft after = draft(
                        "unaligned-intercept-first" + with,
                        instruction,
                        Guest.long64(),
                        "rAX is not aligned, the intercept comes first",
                        "the address is checked first")
                .requires(ADDRESS_CHECK)
                .set("RAX", Draft.SECOND_VMCB + 0x800)
                .set(ENABLE, enabled);
        exits(Attempt.intercept(after, code), "VLS-01", code);
    }

    /** In the guest, with rAX as a system-physical address. */
    private void executed(String instruction, String name, int enabled, boolean hasFeature) {
        Draft draft = draft(
                        name,
                        instruction,
                        Guest.long64(),
                        name.replace('-', ' '),
                        "the instruction exits, or moves nothing")
                .set(ENABLE, enabled);
        String rule = hasFeature ? "VLS-05" : "CPUID-61";
        if (!hasFeature) {
            draft.requires("!" + FEATURE);
        }
        if (name.contains("lbr")) {
            draft.requires("LbrVirt").set("LBR_VIRTUALIZATION_ENABLE", 1);
            rule = "LBR-14";
        }
        Trials.passes(draft, rule);
        if (instruction.equals("vmsave")) {
            draft.state("kernelGsBase", BASE).claim(rule, stored(), BASE).claim("VLS-05", "kernelGsBase", BASE);
        } else {
            draft.vmcb(Draft.SECOND_VMCB, loadable())
                    .claim(rule, "kernelGsBase", BASE)
                    .claim("VLS-05", "kernelGsBase", BASE);
        }
    }

    /** What the fixture has in the registers that VMLOAD writes, but for KernelGsBase. */
    private static Map<String, Long> loadable() {
        Map<String, Long> fields = new TreeMap<>();
        for (String segment : new String[] {"FS", "GS"}) {
            fields.put(segment + ".selector", 0x10L);
            fields.put(segment + ".attributes", 0xC93L);
            fields.put(segment + ".limit", 0xFFFF_FFFFL);
        }
        fields.put("TR.selector", (long) Fixture.TSS_SELECTOR);
        fields.put("TR.attributes", 0x8BL);
        fields.put("TR.limit", (long) Fixture.TSS_LIMIT);
        fields.put("TR.base", Fixture.TSS);
        fields.put("KernelGsBase", BASE);
        return fields;
    }

    /** VLS-07. */
    private void vmrun() {
        Draft draft = draft(
                        "virtualised",
                        "vmrun",
                        Guest.long64(),
                        "virtualisation of VMLOAD and VMSAVE enabled",
                        "VMRUN is executed")
                .requires(FEATURE)
                .set(ENABLE, 1);
        exits(draft, "VLS-07", 0x80);
    }
}

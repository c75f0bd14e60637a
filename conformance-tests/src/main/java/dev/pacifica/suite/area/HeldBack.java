package dev.pacifica.suite.area;

import dev.pacifica.suite.draft.Draft;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Drafts that are not published although their areas are: each costs a run on an emulator a restart or the limit of silence, and
 * shows nothing that a published one does not; or what an emulator shows is not the same in every run. The model is held to them all the same.
 */
final class HeldBack {
    /**
     * Drafts that are held back for one reason.
     *
     * @param reason why they are not published
     * @param ids their IDs
     */
    record Group(String reason, Pattern ids) {
        static Group of(String reason, String ids) {
            return new Group(reason, Pattern.compile(ids));
        }
    }

    static final List<Group> GROUPS = List.of(
            Group.of(
                    "QEMU 7.2 hangs in each",
                    "control-registers/host-cr0-pg-(clear|without-pe)|system-instructions/mwait"
                            + "|transfers/(call|jmp)-outside-v86"),
            Group.of(
                    "it stores the limit of the host's null LDTR, in which Bochs 2.7 keeps what an earlier vector has loaded",
                    "vmload-vmsave/vmsave-(without-the-feature|with-lbr-virtualisation)"),
            Group.of("Bochs 2.7 hangs in it", "shadows/handled-after-sti-hlt"),
            Group.of(
                    "HLT with TF set: QEMU 7.2 and Bochs 2.7 both halt and wait for an interrupt that never comes",
                    "debug/step-hlt"),
            Group.of(
                    "QEMU 7.2 shows one thing or another, by what breakpoints earlier vectors have left behind in it",
                    "debug/step-with-a-breakpoint|intercept-cube/mov-to-dr7/real/clear-general-detect"),
            Group.of(
                    "Bochs 2.7 goes on with a CR3 that it should refuse, and ends or does not by what earlier vectors left in memory",
                    "check-cube/cr3-bit-41-of-40-in-compatibility"),
            Group.of(
                    "Bochs 2.7 ends at every exit from virtual-8086 mode; a selection of such exits is published",
                    "shadows/v86-(?!sti$|loaded$|exit-after-mov-ss$).*|debug/.*-in-v86-mode-beside-the-breakpoint"
                            + "|io-map/in-virtual-8086-mode-with-iopl-[12]-.*|transfers/iretw-v86-iopl-1"
                            + "|segments/(lsl|verr|verw)-virtual-8086"));

    private HeldBack() {}

    static boolean contains(Draft draft) {
        return GROUPS.stream().anyMatch(group -> group.ids().matcher(draft.id()).matches());
    }
}

package dev.pacifica.suite.trace;

import dev.pacifica.model.svm.WorldSwitchEntry;
import dev.pacifica.suite.explain.Meaning;

/** VMRUN and #VMEXIT in words. */
final class WorldSwitchWords {
    private WorldSwitchWords() {}

    static Happening of(WorldSwitchEntry entry) {
        if (entry instanceof WorldSwitchEntry.Vmrun vmrun) {
            return new Words("vmrun").field("vmcb", vmrun.vmcb()).text("VMRUN: VMCB at 0x%x", vmrun.vmcb());
        }
        if (entry instanceof WorldSwitchEntry.Illegal illegal) {
            return new Words("illegal")
                    .field("rule", illegal.rule().id())
                    .field("tolerated", Boolean.toString(illegal.isTolerated()))
                    .field("what", illegal.illegal())
                    .text(
                            "%s: %s: %s",
                            illegal.isTolerated() ? "illegal, but tolerated" : "illegal",
                            illegal.rule().id(),
                            illegal.illegal());
        }
        if (entry instanceof WorldSwitchEntry.Entered entered) {
            return new Words("entered").field("asid", entered.asid()).text("guest entered, ASID %d", entered.asid());
        }
        if (entry instanceof WorldSwitchEntry.Injected injected) {
            return new Words("injection")
                    .field("eventInjection", injected.eventInjection())
                    .text("injection: %s", Meaning.of("EVENTINJ", injected.eventInjection()));
        }
        WorldSwitchEntry.Exit exit = (WorldSwitchEntry.Exit) entry;
        String info1 = Meaning.exitInfo1(exit.exitCode(), exit.info1());
        return new Words("exit")
                .field("vmcb", exit.vmcb())
                .field("exitCode", exit.exitCode())
                .field("name", Meaning.exitCode(exit.exitCode()))
                .field("exitInfo1", exit.info1())
                .field("exitInfo2", exit.info2())
                .field("exitIntInfo", exit.intInfo())
                .text(
                        "#VMEXIT(%s): EXITCODE 0x%x, EXITINFO1 0x%x%s, EXITINFO2 0x%x, EXITINTINFO 0x%x (%s)",
                        Meaning.exitCode(exit.exitCode()),
                        exit.exitCode(),
                        exit.info1(),
                        info1.isEmpty() ? "" : " (" + info1 + ")",
                        exit.info2(),
                        exit.intInfo(),
                        Meaning.of("EXITINTINFO", exit.intInfo()));
    }
}

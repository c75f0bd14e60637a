package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.INIT;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.ArrayList;
import java.util.List;

/** INIT: taken, intercepted, and what VM_CR.R_INIT makes of it, now or after the exit. */
public final class InitDrafts {
    private static final int SX = 30;
    private static final int SX_EXIT = 0x5E;
    private static final String[] REDIRECT = {"mov ecx, 0xc0010114", "mov eax, 2", "mov edx, 0", "wrmsr"};
    private static final String[] ENTRY = {"clgi", "mov eax, 0x1002000", "held: nop", "vmrun"};

    private final Interrupted interrupted = new Interrupted();

    private InitDrafts() {}

    public static List<Draft> all() {
        InitDrafts inits = new InitDrafts();
        inits.inTheHost();
        inits.inGuests();
        inits.behindTheExit();
        inits.reentered();
        return inits.interrupted.all();
    }

    private static String[] lines(String[]... parts) {
        List<String> lines = new ArrayList<>();
        for (String[] part : parts) {
            lines.addAll(List.of(part));
        }
        return lines.toArray(String[]::new);
    }

    private static String[] line(String... lines) {
        return lines;
    }

    private void inTheHost() {
        Draft taken =
                interrupted.host("init-in-the-host", "stay: jmp stay").about("INIT in the host", "it is not taken");
        taken.event(INIT.at(taken.label("stay"))).claimEnds("GIF-43", Ended.INIT);
        Draft held = interrupted
                .host("init-in-the-host-held", "clgi", "held: nop", "nop", "jmp end")
                .about("INIT while GIF is 0 in the host", "it is taken although GIF is 0");
        held.event(INIT.at(held.label("held"))).claimEnds("GIF-23", Ended.END).claimEnds("GIF-41", Ended.END);
        Draft redirected = interrupted
                .host("init-redirected", lines(REDIRECT, line("stay: jmp stay")))
                .about("INIT in the host, with R_INIT set", "it is taken, or reported wrongly");
        redirected
                .event(INIT.at(redirected.label("stay")))
                .claimException("EN-22", SX, 1, redirected.label("stay"))
                .claimException("GIF-44", SX, 1, redirected.label("stay"));
    }

    /** Guests for which INIT is pending; what stands before and behind VMRUN. */
    private Draft guest(String name, String title, boolean isIntercepted, String[] before, String... after) {
        Draft draft = interrupted
                .intercepting(name, isIntercepted ? List.of(INIT) : List.of(), "nop")
                .about(title, "INIT is lost, or taken in another way, or at another time")
                .host(lines(before, ENTRY, after));
        return draft.event(INIT.at(draft.label("held")));
    }

    private void inGuests() {
        guest("init-taken-in-a-guest", "INIT meets a guest that does not intercept it", false, line(), "jmp end")
                .claimEnds("INT-08", Ended.INIT)
                .claimEnds("GIF-43", Ended.INIT);
        guest("init-redirected-in-a-guest", "the same with R_INIT set", false, REDIRECT, "jmp end")
                .unspecified(ExitMasks.WITH_INFO_1)
                .claimField("INT-08", "EXITCODE", SX_EXIT)
                .claimField("INT-08", "EXITINFO1", 1)
                .claimField("EN-22", "EXITCODE", SX_EXIT)
                .claimField("GIF-44", "EXITINFO1", 1)
                .claimField("GIF-46", "EXITCODE", SX_EXIT);
        guest(
                        "init-redirected-once",
                        "#SX of a redirected INIT, and STGI in the host",
                        false,
                        REDIRECT,
                        "stgi",
                        "nop",
                        "nop",
                        "jmp end")
                .unspecified(ExitMasks.WITH_INFO_1)
                .claimField("INT-08", "EXITCODE", SX_EXIT)
                .claimEnds("INT-08", Ended.END)
                .claimEnds("GIF-44", Ended.END);
        Draft first = guest("init-intercepted-with-r-init", "the same, intercepted", true, REDIRECT, "jmp end");
        Interrupted.exits(first, INIT, first.field("RIP"))
                .claimField("INT-08", "EXITCODE", INIT.exitCode)
                .claimField("GIF-45", "EXITCODE", INIT.exitCode);
    }

    /** The exit leaves INIT pending, and the host decides what becomes of it. */
    private void behindTheExit() {
        Draft never =
                guest("init-pending-without-stgi", "INIT exits, and no STGI follows", true, line(), "nop", "jmp end");
        Interrupted.exits(never, INIT, never.field("RIP"))
                .claimEnds("INT-08", Ended.END)
                .claimEnds("GIF-41", Ended.END);
        guest("init-pending-until-stgi", "INIT exits, and the host executes STGI", true, line(), "stgi", "jmp end")
                .claimEnds("INT-08", Ended.INIT)
                .claimEnds("GIF-42", Ended.INIT)
                .claimEnds("GIF-47", Ended.INIT);
        Draft set = guest(
                "init-pending-and-redirected",
                "INIT exits, and the host sets R_INIT before STGI",
                true,
                line(),
                lines(REDIRECT, line("stgi", "after: jmp end")));
        Interrupted.exits(set, INIT, set.field("RIP"))
                .claimException("GIF-47", SX, 1, set.label("after"))
                .claimException("EN-22", SX, 1, set.label("after"))
                .claimException("INT-08", SX, 1, set.label("after"));
    }

    /** The host goes back into the guest, with the intercept off and R_INIT set. */
    private void reentered() {
        guest(
                        "init-pending-and-given-back",
                        "INIT exits; the host sets R_INIT and goes back without the intercept",
                        true,
                        line(),
                        lines(
                                line("mov ebp, eax"),
                                REDIRECT,
                                line("mov eax, ebp", "mov dword [rax + 0x0c], 0x80000000", "vmrun", "jmp end")))
                .unspecified(ExitMasks.WITH_INFO_1)
                .claimField("GIF-47", "EXITCODE", SX_EXIT)
                .claimField("GIF-47", "EXITINFO1", 1)
                .claimField("GIF-46", "EXITCODE", SX_EXIT);
    }
}

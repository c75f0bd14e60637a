package dev.pacifica.suite.draft.segment;

import static dev.pacifica.suite.draft.segment.TableGuest.*;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.segment.TableGuest.Stage;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** Near JMP, CALL, Jcc and RET around the limit of CS (SEGM-40, SEGM-41). */
public final class NearTransferDrafts {
    private static final int GP = 13;
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    /** Where returns find their frame. */
    private static final long FRAME = Draft.GUEST_STACK + 0x100;

    private final List<Draft> drafts = new ArrayList<>();

    private NearTransferDrafts() {}

    public static List<Draft> all() {
        NearTransferDrafts transfers = new NearTransferDrafts();
        transfers.near();
        return transfers.drafts;
    }

    private Draft add(Draft draft, String what) {
        drafts.add(draft.about(what, FarTransferDrafts.WRONG));
        return draft;
    }

    private void near() {
        for (Stage stage : List.of(Stage.PROTECTED, Stage.COMPATIBILITY)) {
            for (String text : List.of("jmp 0x%x", "call 0x%x", "jc 0x%x")) {
                for (int beyond = 0; beyond < 2; beyond++) {
                    String name = text.substring(0, text.indexOf(' '));
                    long target = Draft.GUEST + 0x200;
                    Draft draft = add(
                            landing(
                                            TableGuest.of(
                                                    "transfers/near-%s-%s-%s"
                                                            .formatted(
                                                                    name,
                                                                    beyond == 0 ? "inside" : "outside",
                                                                    stage.text),
                                                    stage,
                                                    text.formatted(target)),
                                            target)
                                    .set("RFLAGS", 0x3)
                                    .set("CS.limit", target + 2 - 3L * beyond),
                            "a near transfer to an offset around the limit of CS");
                    if (name.equals("call")) {
                        draft.data(
                                TOP - 4,
                                Descriptors.doublewords(draft.guestLabel("done"))); // as FarTransferDrafts.pushed()
                    }
                    nearly(draft, beyond == 0, target);
                }
            }
            for (int beyond = 0; beyond < 2; beyond++) {
                Draft back = add(
                        landing(
                                        TableGuest.of(
                                                "transfers/near-ret-%s-%s"
                                                        .formatted(beyond == 0 ? "inside" : "outside", stage.text),
                                                stage,
                                                "ret 8"),
                                        TARGET)
                                .set("RSP", FRAME)
                                .data(FRAME, Descriptors.doublewords(TARGET))
                                .set("CS.limit", TARGET + 2 - 3L * beyond),
                        "a near RET to an offset around the limit of CS");
                nearly(back, beyond == 0, TARGET);
                if (beyond == 0) {
                    back.claimField("SEGM-41", "RSP", FRAME + 12);
                }
            }
        }
        Draft narrow = add(
                TableGuest.of("transfers/near-jmp-truncated", Guest.protected16(), "db 0xe9, 0xec, 0xff")
                        .code(Draft.GUEST + 0xFFF0, 16, "db 0xe9, 0x0d, 0x02")
                        .code(Draft.GUEST + 0x200, 16, "vmmcall"),
                "a near JMP that wraps at 64 KBytes");
        arrives(narrow, "SEGM-40", 0x200);
        for (Stage stage : List.of(Stage.PROTECTED, Stage.LONG)) {
            Draft call = add(
                    landing(
                            TableGuest.of(
                                    "transfers/near-call-pushes-" + stage.text, stage, "call 0x%x".formatted(TARGET)),
                            TARGET),
                    "a near CALL");
            long size = stage.is64Bit() ? 8 : 4;
            arrives(call, "SEGM-41", TARGET)
                    .claimField("SEGM-41", "RSP", TOP - size)
                    .claim("SEGM-41", Subject.memory(TOP - 8), call.guestLabel("done") << (size == 8 ? 0 : 32));
        }
    }

    private static void nearly(Draft draft, boolean works, long target) {
        if (works) {
            arrives(draft, "SEGM-40", target);
        } else {
            faults(draft, "SEGM-40", GP, 0);
        }
    }
}

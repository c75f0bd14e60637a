package dev.pacifica.suite.verdict;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Compares observations with permitted outcomes and with claims. */
public final class Judge {
    private Judge() {}

    /** What {@code seen} and {@code outcome} disagree about; empty if the outcome permits it. */
    public static List<Difference> differences(Vector vector, Outcome outcome, Observation seen) {
        List<Difference> differences = new ArrayList<>();
        if (seen.ended() != outcome.ended()) {
            differences.add(new Difference("ended", name(outcome.ended()), name(seen.ended())));
        }
        if (States.endedCode(seen.ended()) >= 0) {
            VectorState permitted = States.permitted(vector, outcome);
            VectorState compared = States.compared(vector, outcome);
            permitted.pages().forEach((page, content) -> {
                if (Arrays.equals(content, seen.state().page(page))) {
                    return; // most are
                }
                for (int offset = 0; offset < Fixture.PAGE_SIZE; offset += 8) {
                    long address = page + offset;
                    long mask = compared.qword(address);
                    if (((permitted.qword(address) ^ seen.state().qword(address)) & mask) != 0) {
                        name(
                                vector,
                                address,
                                permitted.qword(address),
                                seen.state().qword(address),
                                mask,
                                differences);
                    }
                }
            });
        }
        for (long stray : seen.strays()) {
            differences.add(Difference.stray(stray));
        }
        return differences;
    }

    /** The claims of {@code vector} that {@code seen} contradicts. */
    public static List<Claim> contradicted(Vector vector, Observation seen) {
        return contradicted(vector.claims(), seen);
    }

    /** Those of {@code claims} that {@code seen} contradicts. */
    public static List<Claim> contradicted(List<Claim> claims, Observation seen) {
        return claims.stream()
                .filter(claim -> ((value(claim.subject(), seen) ^ claim.value()) & claim.mask()) != 0)
                .toList();
    }

    /** The value that {@code seen} has for {@code subject}. */
    public static long value(Subject subject, Observation seen) {
        if (subject instanceof Subject.HowItEnded) {
            return seen.ended().ordinal();
        }
        if (subject instanceof Subject.Register register) {
            return seen.state().slot(register.slot());
        }
        if (subject instanceof Subject.Field field) {
            long qword = seen.state().qword(field.vmcb() + field.field().qword());
            return qword >>> field.field().shift() & field.field().maximum();
        }
        return seen.state().qword(((Subject.Memory) subject).at());
    }

    private static void name(
            Vector vector, long address, long permitted, long seen, long mask, List<Difference> differences) {
        long page = address & -Fixture.PAGE_SIZE;
        if (page == Fixture.RECORD) {
            int index = (int) (address - page) / 8;
            String slot = index < Slot.values().length ? Slot.values()[index].registerName() : "record+" + 8 * index;
            differences.add(Difference.of(slot, permitted, seen));
            return;
        }
        long left = (permitted ^ seen) & mask;
        for (VmcbContent vmcb : vector.vmcbs()) {
            if (vmcb.at() == page) {
                for (VmcbField field : VmcbLayout.published().in((int) (address - page))) {
                    if ((left & field.mask()) != 0) {
                        differences.add(Difference.of(
                                new Subject.Field(page, field).toString(),
                                permitted >>> field.shift() & field.maximum(),
                                seen >>> field.shift() & field.maximum()));
                        left &= ~field.mask();
                    }
                }
            }
        }
        if (left != 0) {
            differences.add(Difference.of(new Subject.Memory(address).toString(), permitted, seen));
        }
    }

    private static String name(Ended ended) {
        return ended.name().toLowerCase(Locale.ROOT);
    }
}

package dev.pacifica.suite.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.decode.Decoder;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.decode.Operation;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnippetGeneratorTest {
    private static final int SNIPPETS = 20_000;
    private static final int LARGE_COUNT = 31;
    /** Their length is nowhere defined ({@link VendorDifference#LENGTH_OF_INVALID}). */
    private static final Set<Operation> WITHOUT_LENGTH = EnumSet.of(Operation.INVALID, Operation.UD0, Operation.UD1);

    private final SnippetGenerator generator = new SnippetGenerator(UserForms.all(), true);

    @Test
    void theSameSeedGivesTheSameSnippets() {
        SnippetGenerator another = new SnippetGenerator(UserForms.all(), true);
        for (int i = 0; i < 200; i++) {
            assertThat(Reproducer.of(another.generate(7, i))).isEqualTo(Reproducer.of(generator.generate(7, i)));
        }
        assertThat(Reproducer.of(generator.generate(8, 0))).isNotEqualTo(Reproducer.of(generator.generate(7, 0)));
    }

    @Test
    void codeFitsTheRunner() {
        for (int i = 0; i < SNIPPETS; i++) {
            Snippet snippet = generator.generate(1, i);
            assertThat(snippet.code().length).isBetween(1, AddressSpace.LONGEST_CODE);
            assertThat(snippet.start()).isBetween(AddressSpace.CODE, AddressSpace.CODE + AddressSpace.PAGE - 1);
            assertThat(snippet.start() + snippet.code().length)
                    .isLessThanOrEqualTo(AddressSpace.CODE + AddressSpace.PAGE);
        }
    }

    @Test
    void boundariesAreReached() {
        int acrossEnd = 0;
        int compatibility = 0;
        int locked = 0;
        int tooLong = 0;
        for (int i = 0; i < SNIPPETS; i++) {
            Snippet snippet = generator.generate(1, i);
            Piece last = snippet.pieces().get(snippet.pieces().size() - 1);
            acrossEnd += last.offset() + last.length() > snippet.code().length ? 1 : 0;
            compatibility += snippet.in64BitMode() ? 0 : 1;
            for (Piece piece : snippet.pieces()) {
                locked += snippet.bytes(piece).startsWith("F0") ? 1 : 0;
                tooLong += piece.length() > 15 ? 1 : 0;
            }
        }
        assertThat(acrossEnd).as("code across the end of its page").isGreaterThan(SNIPPETS / 100);
        assertThat(compatibility).as("32-bit code").isBetween(SNIPPETS * 3 / 10, SNIPPETS / 2);
        assertThat(locked).as("LOCK first").isGreaterThan(SNIPPETS / 100);
        assertThat(tooLong).as("more than 15 bytes").isPositive();
    }

    /** What is undefined must not reach what is compared. */
    @Test
    void noInstructionReadsAFlagThatIsUndefined() {
        for (boolean likeAmd : new boolean[] {true, false}) {
            SnippetGenerator forVendor = new SnippetGenerator(UserForms.all(), likeAmd);
            for (int i = 0; i < SNIPPETS; i++) {
                long undefined = 0;
                for (Piece piece : forVendor.generate(1, i).pieces()) {
                    FlagUse flags = piece.form().flags();
                    assertThat(flags.reads() & undefined).as(piece.toString()).isZero();
                    int count = piece.count() < 0 ? LARGE_COUNT : piece.count();
                    undefined = flags.undefinedAfter(undefined, piece.operandBits(), count, likeAmd);
                }
            }
        }
    }

    /** A new instruction of the model is to be compared, or to be left out for a reason. */
    @Test
    void everyOperationOfTheModelIsGeneratedOrLeftOutForAReason() {
        Decoder decoder = new Decoder(everything());
        Set<Operation> seen = EnumSet.noneOf(Operation.class);
        for (int i = 0; i < SNIPPETS; i++) {
            Snippet snippet = generator.generate(1, i);
            for (Piece piece : snippet.pieces()) {
                if (piece.length() <= 15 && piece.offset() + piece.length() <= snippet.code().length) {
                    seen.add(decode(decoder, snippet, piece).operation());
                }
            }
        }
        assertThat(seen).doesNotContainAnyElementsOf(LeftOut.reasons().keySet());
        Set<Operation> unaccounted = EnumSet.complementOf(EnumSet.copyOf(seen));
        unaccounted.removeAll(LeftOut.reasons().keySet());
        assertThat(unaccounted).isEmpty();
    }

    /** The generator and the model's decoder take the same bytes for the same instruction. */
    @Test
    void theModelDecodesWhatWasEncoded() {
        Decoder decoder = new Decoder(everything());
        for (int i = 0; i < SNIPPETS; i++) {
            Snippet snippet = generator.generate(2, i);
            for (Piece piece : snippet.pieces()) {
                if (piece.length() > 15 || piece.offset() + piece.length() > snippet.code().length) {
                    continue;
                }
                Instruction instruction = decode(decoder, snippet, piece);
                if (!WITHOUT_LENGTH.contains(instruction.operation())) {
                    assertThat(instruction.length()).as(snippet.bytes(piece)).isEqualTo(piece.length());
                }
            }
        }
    }

    private static Instruction decode(Decoder decoder, Snippet snippet, Piece piece) {
        int[] at = {piece.offset()};
        byte[] code = Arrays.copyOf(snippet.code(), AddressSpace.LONGEST_CODE + 16);
        return decoder.decode(() -> code[at[0]++] & 0xFF, snippet.in64BitMode() ? 8 : 4);
    }

    private static CpuProfile everything() {
        CpuProfile profile = CpuProfile.named("full");
        for (Feature feature : Feature.values()) {
            profile = profile.with(feature);
        }
        return profile;
    }
}

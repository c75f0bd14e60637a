package dev.pacifica.suite.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReductionTest {
    @Test
    void whatDoesNotMatterGoes() {
        Snippet large = largest();
        Piece wanted = large.pieces().get(1);
        String bytes = large.bytes(wanted);
        long rbx = large.registers()[RegisterPlan.RBX];

        Snippet small = Reduction.of(
                large,
                candidate -> candidate.registers()[RegisterPlan.RBX] == rbx
                        && candidate.pieces().stream()
                                .anyMatch(piece -> candidate.bytes(piece).equals(bytes)));

        assertThat(small.pieces()).hasSize(1);
        assertThat(small.bytes(small.pieces().get(0))).isEqualTo(bytes);
        assertThat(small.registers()[RegisterPlan.RBX]).isEqualTo(rbx);
        assertThat(small.registers()[RegisterPlan.RSP]).isZero();
        assertThat(small.arena()).containsOnly(0);
        assertThat(small.flags()).isEqualTo(0x202);
    }

    private static Snippet largest() {
        SnippetGenerator generator = new SnippetGenerator(UserForms.all(), true);
        for (int i = 0; ; i++) {
            Snippet snippet = generator.generate(3, i);
            int end = snippet.pieces().stream()
                    .mapToInt(piece -> piece.offset() + piece.length())
                    .max()
                    .orElseThrow();
            if (snippet.pieces().size() == 4 && end == snippet.code().length) {
                return snippet;
            }
        }
    }
}

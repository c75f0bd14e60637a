package dev.pacifica.suite.hardware;

import static dev.pacifica.suite.hardware.FlagUse.*;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlagUseTest {
    @Test
    void textNamesFlagsByTheirFirstLetters() {
        FlagUse use = FlagUse.of("r:C w:SZP u:OA");

        assertThat(use.reads()).isEqualTo(CF);
        assertThat(use.writes()).isEqualTo(SF | ZF | PF);
        assertThat(use.undefinedAfter(SF | CF, 32, 1, true)).isEqualTo(CF | OF | AF);
    }

    @Test
    void aShiftDefinesOverflowForACountOfOneOnly() {
        FlagUse shift = FlagUse.of("w:OSZPC u:A shift");

        assertThat(shift.undefinedAfter(0, 32, 1, true)).isEqualTo(AF);
        assertThat(shift.undefinedAfter(0, 32, 2, true)).isEqualTo(AF | OF);
        assertThat(shift.undefinedAfter(ZF, 32, 32, true)).as("masked: 0").isEqualTo(ZF);
        assertThat(shift.undefinedAfter(ZF, 64, 32, true)).isEqualTo(AF | OF);
        assertThat(shift.mayBeUndefinedAfter(0, true)).isEqualTo(AF | OF);
    }

    @Test
    void carryAfterAShiftBeyondTheOperandIsDefinedByAmdOnly() {
        FlagUse shift = FlagUse.of("w:OSZPC u:A shift");

        assertThat(shift.undefinedAfter(0, 8, 8, true)).isEqualTo(AF | OF);
        assertThat(shift.undefinedAfter(0, 8, 8, false)).isEqualTo(AF | OF | CF);
        assertThat(shift.undefinedAfter(0, 8, 7, false)).isEqualTo(AF | OF);
        assertThat(shift.mayBeUndefinedAfter(0, false)).isEqualTo(AF | OF | CF);
    }

    @Test
    void aDoubleShiftBeyondTheOperandHasNoResult() {
        Piece shld = new Piece(UserForm.of("SHLD", "0F A5 /r", FlagUse.of("w:OSZPC u:A double")), 0, 3, 16, -1, 0);

        assertThat(shld.hasResult(16)).isTrue();
        assertThat(shld.hasResult(17)).isFalse();
        assertThat(shld.hasResult(32)).as("masked: 0").isTrue();
    }

    @Test
    void portsZeroTimesHaveNoResult() {
        Piece ins = new Piece(UserForm.of("INS", "6C", FlagUse.of("repeat")), 0, 2, 8, 1, 0xFFFF_FFFFL);

        assertThat(ins.hasResult(0x1_0000_0000L)).isFalse();
        assertThat(ins.hasResult(1)).isTrue();
    }
}

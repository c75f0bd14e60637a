package dev.pacifica.model.decode;

import static dev.pacifica.model.decode.Form.form;
import static dev.pacifica.model.decode.FormPart.needs;
import static dev.pacifica.model.decode.OperandKind.*;
import static dev.pacifica.model.decode.Operation.*;
import static dev.pacifica.model.decode.Trait.*;

import dev.pacifica.model.profile.Feature;
import java.util.List;

/**
 * The instructions with a VEX prefix that work on general registers: BMI1 and BMI2 (APM3 appendix A). All others belong to features
 * that no profile has.
 */
final class VexOpcodes {
    static final List<Form> FORMS_38 = List.of(
            form("VEX.NP.0F38 F2 /r", ANDN, R, V, RM, MIN32, needs(Feature.BMI1)),
            form("VEX.NP.0F38 F3 /1", BLSR, V, RM, MIN32, needs(Feature.BMI1)),
            form("VEX.NP.0F38 F3 /2", BLSMSK, V, RM, MIN32, needs(Feature.BMI1)),
            form("VEX.NP.0F38 F3 /3", BLSI, V, RM, MIN32, needs(Feature.BMI1)),
            form("VEX.NP.0F38 F5 /r", BZHI, R, RM, V, MIN32, needs(Feature.BMI2)),
            form("VEX.F3.0F38 F5 /r", PEXT, R, V, RM, MIN32, needs(Feature.BMI2)),
            form("VEX.F2.0F38 F5 /r", PDEP, R, V, RM, MIN32, needs(Feature.BMI2)),
            form("VEX.F2.0F38 F6 /r", MULX, R, V, RM, MIN32, needs(Feature.BMI2)),
            form("VEX.NP.0F38 F7 /r", BEXTR, R, RM, V, MIN32, needs(Feature.BMI1)),
            form("VEX.66.0F38 F7 /r", SHLX, R, RM, V, MIN32, needs(Feature.BMI2)),
            form("VEX.F3.0F38 F7 /r", SARX, R, RM, V, MIN32, needs(Feature.BMI2)),
            form("VEX.F2.0F38 F7 /r", SHRX, R, RM, V, MIN32, needs(Feature.BMI2)));

    static final List<Form> FORMS_3A =
            List.of(form("VEX.F2.0F3A F0 /r", RORX, R, RM, IMM8, MIN32, needs(Feature.BMI2)));

    private VexOpcodes() {}
}

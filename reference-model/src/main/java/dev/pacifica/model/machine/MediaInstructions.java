package dev.pacifica.model.machine;

import static dev.pacifica.model.decode.Operation.*;
import static dev.pacifica.model.execute.PackedIntegers.halves;
import static dev.pacifica.model.execute.PackedIntegers.lanes;

import dev.pacifica.model.decode.Operation;
import dev.pacifica.model.execute.MediaCompares;
import dev.pacifica.model.execute.MediaMoves;
import dev.pacifica.model.execute.MediaTransfers;
import dev.pacifica.model.execute.PackedIntegers;
import dev.pacifica.model.execute.PackedShuffles;
import dev.pacifica.model.execute.Semantics;
import dev.pacifica.model.execute.StateSaves;
import dev.pacifica.model.execute.X87;
import dev.pacifica.model.execute.X87Environment;
import java.util.Map;

/** Which x87, MMX and SSE operation does what. Those without a line stop the machine once they would be executed. */
final class MediaInstructions {
    private MediaInstructions() {}

    static void bind(Map<Operation, Semantics> to) {
        to.put(NOT_MODELLED_X87, X87::notModelled);
        to.put(NOT_MODELLED_MMX, MediaMoves::mmxNotModelled);
        to.put(NOT_MODELLED_SSE, MediaMoves::sseNotModelled);
        x87(to);
        states(to);
        moves(to);
        integers(to);
        PackedShuffles.bind(to);
        compares(to);
    }

    private static void x87(Map<Operation, Semantics> to) {
        to.put(FWAIT, X87::fwait);
        to.put(FNINIT, X87::fninit);
        to.put(FNCLEX, X87::fnclex);
        to.put(FNSTCW, X87::fnstcw);
        to.put(FLDCW, X87::fldcw);
        to.put(FNSTSW, X87::fnstsw);
        to.put(FLD, X87::fld);
        to.put(FST, X87::fst);
        to.put(FSTP, X87::fstp);
        to.put(FXCH, X87::fxch);
        to.put(FFREE, X87::ffree);
        to.put(FINCSTP, X87::fincstp);
        to.put(FDECSTP, X87::fdecstp);
        to.put(FNOP, X87::fnop);
        to.put(FLD1, X87::fld1);
        to.put(FLDZ, X87::fldz);
        to.put(FNSTENV, X87Environment::fnstenv);
        to.put(FNSAVE, X87Environment::fnsave);
        to.put(FLDENV, X87Environment::fldenv);
        to.put(FRSTOR, X87Environment::frstor);
    }

    private static void states(Map<Operation, Semantics> to) {
        to.put(FXSAVE, StateSaves::fxsave);
        to.put(FXRSTOR, StateSaves::fxrstor);
        to.put(XSAVE, StateSaves::xsave);
        to.put(XRSTOR, StateSaves::xrstor);
        to.put(LDMXCSR, StateSaves::ldmxcsr);
        to.put(STMXCSR, StateSaves::stmxcsr);
        to.put(EMMS, MediaMoves::emms);
    }

    private static void moves(Map<Operation, Semantics> to) {
        to.put(MOVUPS, MediaMoves::unaligned);
        to.put(MOVDQU, MediaMoves::unaligned);
        to.put(MOVAPS, MediaMoves::aligned);
        to.put(MOVDQA, MediaMoves::aligned);
        to.put(MOVNT, MediaMoves::nonTemporal);
        to.put(MOVSS, MediaMoves::scalar);
        to.put(MOVSD, MediaMoves::scalar);
        to.put(MOVLPS, MediaMoves::movlps);
        to.put(MOVHPS, MediaMoves::movhps);
        to.put(MOVHLPS, MediaMoves::movhlps);
        to.put(MOVLHPS, MediaMoves::movlhps);
        to.put(MOVD, MediaMoves::movd);
        to.put(MOVQ, MediaMoves::movq);
        to.put(MOVQ2DQ, MediaTransfers::movq2dq);
        to.put(MOVDQ2Q, MediaTransfers::movdq2q);
        to.put(MASKMOV, MediaTransfers::maskmov);
        to.put(MOVMSKPS, MediaTransfers.mask(32));
        to.put(MOVMSKPD, MediaTransfers.mask(64));
        to.put(PMOVMSKB, MediaTransfers.mask(8));
        to.put(PINSRW, MediaTransfers::pinsrw);
        to.put(PEXTRW, MediaTransfers::pextrw);
    }

    private static void compares(Map<Operation, Semantics> to) {
        to.put(UCOMISS, MediaCompares.single(false));
        to.put(UCOMISD, MediaCompares.doubles(false));
        to.put(COMISS, MediaCompares.single(true));
        to.put(COMISD, MediaCompares.doubles(true));
    }

    private static void integers(Map<Operation, Semantics> to) {
        to.put(PAND, halves((a, b) -> a & b));
        to.put(PANDN, halves((a, b) -> ~a & b));
        to.put(POR, halves((a, b) -> a | b));
        to.put(PXOR, halves((a, b) -> a ^ b));
        to.put(PADDB, lanes(8, Integer::sum));
        to.put(PADDW, lanes(16, Integer::sum));
        to.put(PADDD, lanes(32, Integer::sum));
        to.put(PADDQ, halves(Long::sum));
        to.put(PSUBB, lanes(8, (a, b) -> a - b));
        to.put(PSUBW, lanes(16, (a, b) -> a - b));
        to.put(PSUBD, lanes(32, (a, b) -> a - b));
        to.put(PSUBQ, halves((a, b) -> a - b));
        to.put(PCMPEQB, lanes(8, (a, b) -> a == b ? -1 : 0));
        to.put(PCMPEQW, lanes(16, (a, b) -> a == b ? -1 : 0));
        to.put(PCMPEQD, lanes(32, (a, b) -> a == b ? -1 : 0));
        to.put(PCMPGTB, lanes(8, (a, b) -> a > b ? -1 : 0));
        to.put(PCMPGTW, lanes(16, (a, b) -> a > b ? -1 : 0));
        to.put(PCMPGTD, lanes(32, (a, b) -> a > b ? -1 : 0));
        to.put(PMULLW, lanes(16, (a, b) -> a * b));
        to.put(PMULHW, lanes(16, (a, b) -> a * b >> 16));
        to.put(PMULHUW, lanes(16, (a, b) -> (a & 0xFFFF) * (b & 0xFFFF) >>> 16));
        to.put(PMULUDQ, halves((a, b) -> (a & 0xFFFF_FFFFL) * (b & 0xFFFF_FFFFL)));
        to.put(PMADDWD, halves(PackedIntegers::multiplyAndAdd));
        to.put(PSADBW, halves(PackedIntegers::sumOfDifferences));
        to.put(PAVGB, lanes(8, (a, b) -> (a & 0xFF) + (b & 0xFF) + 1 >> 1));
        to.put(PAVGW, lanes(16, (a, b) -> (a & 0xFFFF) + (b & 0xFFFF) + 1 >> 1));
        to.put(PMINUB, lanes(8, (a, b) -> Math.min(a & 0xFF, b & 0xFF)));
        to.put(PMAXUB, lanes(8, (a, b) -> Math.max(a & 0xFF, b & 0xFF)));
        to.put(PMINSW, lanes(16, Math::min));
        to.put(PMAXSW, lanes(16, Math::max));
        to.put(PADDSB, lanes(8, (a, b) -> clamp(a + b, -0x80, 0x7F)));
        to.put(PADDSW, lanes(16, (a, b) -> clamp(a + b, -0x8000, 0x7FFF)));
        to.put(PADDUSB, lanes(8, (a, b) -> clamp((a & 0xFF) + (b & 0xFF), 0, 0xFF)));
        to.put(PADDUSW, lanes(16, (a, b) -> clamp((a & 0xFFFF) + (b & 0xFFFF), 0, 0xFFFF)));
        to.put(PSUBSB, lanes(8, (a, b) -> clamp(a - b, -0x80, 0x7F)));
        to.put(PSUBSW, lanes(16, (a, b) -> clamp(a - b, -0x8000, 0x7FFF)));
        to.put(PSUBUSB, lanes(8, (a, b) -> clamp((a & 0xFF) - (b & 0xFF), 0, 0xFF)));
        to.put(PSUBUSW, lanes(16, (a, b) -> clamp((a & 0xFFFF) - (b & 0xFFFF), 0, 0xFFFF)));
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }
}

package dev.pacifica.suite.hardware;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Encodes forms one after the other, with operands and prefixes at random. */
final class SnippetBuilder {
    /** A displacement to be filled in when it is known where the instructions lie. */
    private record Branch(int piece, int offset, int size) {}

    private final Values values;
    private final boolean in64BitMode;
    private final long start;
    private final boolean likeAmd;
    private final RegisterPlan plan;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Branch> branches = new ArrayList<>();
    private byte[] code = new byte[0];

    SnippetBuilder(Values values, boolean in64BitMode, long start, boolean likeAmd) {
        this.likeAmd = likeAmd;
        this.values = values;
        this.in64BitMode = in64BitMode;
        this.start = start;
        plan = new RegisterPlan(values, in64BitMode);
    }

    RegisterPlan plan() {
        return plan;
    }

    List<Piece> pieces() {
        return pieces;
    }

    byte[] code() {
        return code;
    }

    /** Appends an instruction. */
    void add(UserForm form) {
        Prefixes prefixes = Prefixes.choose(form, values, in64BitMode, likeAmd);
        Encoding encoding = new Encoding(form, values, plan, prefixes, in64BitMode);
        byte[] instruction = encoding.bytes(start + code.length);
        int branch = encoding.branchSize();
        if (branch > 0) {
            branches.add(new Branch(pieces.size(), code.length + instruction.length - branch, branch));
        }
        long repeatMask = prefixes.isRepeated() ? encoding.addressMask() : 0;
        pieces.add(
                new Piece(form, code.length, instruction.length, prefixes.operandBits(), encoding.count(), repeatMask));
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes(code);
        longer.writeBytes(instruction);
        code = longer.toByteArray();
    }

    /** Branches go to an instruction further on, or behind the last one; some go nowhere. */
    void resolveBranches() {
        for (Branch branch : branches) {
            int target = values.between(branch.piece() + 1, pieces.size());
            int to = target == pieces.size() ? code.length : pieces.get(target).offset();
            int displacement = to - (branch.offset() + branch.size());
            if (branch.size() > 1 && values.perMille(100)) {
                displacement = values.between(0x2000, 0x7FFF) << 8 * (branch.size() - 2);
            }
            for (int i = 0; i < branch.size(); i++) {
                code[branch.offset() + i] = (byte) (displacement >> 8 * i);
            }
        }
    }
}

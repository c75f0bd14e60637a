package dev.pacifica.suite.hardware;

import java.util.ArrayList;
import java.util.List;

/** Which general register is to hold what, so that memory operands find the arena and counts stay small most of the time. */
final class RegisterPlan {
    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;

    private final Values values;
    private final Role[] roles;

    RegisterPlan(Values values, boolean in64BitMode) {
        this.values = values;
        roles = new Role[in64BitMode ? 16 : 8];
        for (int i = 0; i < roles.length; i++) {
            roles[i] = values.perMille(i < 8 ? 0 : 250) ? Role.POINTER : values.perMille(200) ? Role.SMALL : Role.VALUE;
        }
        roles[RSP] = Role.POINTER;
        roles[RSI] = values.perMille(900) ? Role.POINTER : Role.VALUE;
        roles[RDI] = values.perMille(900) ? Role.POINTER : Role.VALUE;
        roles[RBX] = values.perMille(600) ? Role.POINTER : roles[RBX];
        roles[RBP] = values.perMille(600) ? Role.POINTER : roles[RBP];
        roles[RCX] = values.perMille(600) ? Role.SMALL : Role.VALUE;
    }

    /** A register with this role, one of those that may be changed to it if there is none. */
    int register(Role role) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < roles.length; i++) {
            if (roles[i] == role && i != RSP) {
                found.add(i);
            }
        }
        if (found.isEmpty()) {
            roles[RBX] = role;
            return RBX;
        }
        return found.get(values.below(found.size()));
    }

    /** Any register; those that point to memory seldom. */
    int any() {
        int number = values.below(roles.length);
        return roles[number] == Role.POINTER && values.perMille(700) ? values.below(roles.length) : number;
    }

    /** The registers as a snippet begins. */
    long[] initial(boolean in64BitMode, long behind) {
        long[] registers = new long[16];
        for (int i = 0; i < roles.length; i++) {
            registers[i] = switch (roles[i]) {
                case VALUE -> values.operand();
                case POINTER -> values.arenaAddress();
                case SMALL -> values.between(-8, 40);
                case SELECTOR -> values.selector();
                case CODE -> behind;
            };
            registers[i] &= in64BitMode ? -1 : 0xFFFF_FFFFL;
        }
        if (values.perMille(300)) {
            registers[RDX] = values.below(3) - 1L & (in64BitMode ? -1 : 0xFFFF_FFFFL); // quotients that fit
        }
        return registers;
    }
}

package dev.pacifica.suite.draft.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every way to form an address, in each address size: LEA shows the offset, a load the segment that goes with it. */
final class BaseAddresses {
    private static final String AREA = "base-moves";
    private static final Map<Integer, Integer> SMALL = Map.of(2, 0x12, 4, -0x80, 8, 0x7F);
    private static final Map<Integer, Integer> LARGE = Map.of(2, -0x345, 4, 0x1234_5678, 8, -0x1234_5678);
    private static final int TARGET = 0x300;

    /** A sum of registers and a displacement; an empty name is no register. */
    private record Address(String form, String base, String index, int scale, int displacement, int size) {
        String text(BaseMode mode) {
            StringBuilder text = new StringBuilder("[");
            if (form.equals("none") && size != mode.bits() / 8) {
                text.append(BaseExperiment.word(size)).append(' ');
            }
            if (!base.isEmpty()) {
                text.append(BaseExperiment.sized(base, size));
            }
            if (!index.isEmpty()) {
                text.append(base.isEmpty() ? "" : "+").append(BaseExperiment.sized(index, size));
                text.append(scale > 1 ? "*" + scale : "");
            }
            if (displacement != 0 || base.isEmpty() && index.isEmpty()) {
                text.append(displacement < 0 ? "-" : "+").append("0x%x".formatted(Math.abs(displacement)));
            }
            return text.append(']').toString().replace("[+", "[").replace(" +", " ");
        }

        long offset(BaseExperiment one) {
            long offset = displacement;
            offset += base.isEmpty() ? 0 : one.register(base);
            offset += index.isEmpty() ? 0 : one.register(index) * scale;
            return size == 8 ? offset : offset & -1L >>> 64 - 8 * size;
        }

        /** APM1 2.1: rSP and rBP as a base address the stack. */
        String segment() {
            return base.equals("rsp") || base.equals("rbp") ? "SS" : "DS";
        }
    }

    private BaseAddresses() {}

    static void all(BaseMode mode, BaseRound round) {
        for (int addressSize : mode.addressSizes()) {
            for (Address address : addressSize == 2 ? words() : wide(addressSize)) {
                String form = "%s-a%d".formatted(address.form(), 8 * addressSize);
                for (int size : mode.sizes()) {
                    if (size > 1) {
                        lea(round, mode, form, address, size);
                    }
                }
                if (!address.base().isEmpty() && !address.base().equals("rsp")) {
                    load(round, mode, form, address);
                }
            }
        }
    }

    private static void lea(BaseRound round, BaseMode mode, String form, Address address, int size) {
        BaseExperiment one = round.experiment(AREA, mode, "lea-%s-%d".formatted(form, 8 * size), "GPI-19");
        String text = "lea %s, %s".formatted(BaseExperiment.sized("rdx", size), address.text(one.mode));
        one.code(text).gives("rdx", size, address.offset(one));
        round.add(AREA, "lea-" + form, one, text, "LEA");
    }

    /** The same offset in another segment holds something else, where segments are not flat. */
    private static void load(BaseRound round, BaseMode mode, String form, Address address) {
        BaseExperiment one = round.experiment(AREA, mode, "load-" + form, "GPI-19");
        String text = "mov dl, " + address.text(one.mode);
        boolean isFlat = mode.bits() != 16;
        long page = mode.dataPage(address.size());
        long target = isFlat ? page + TARGET : TARGET;
        if (!address.index().isEmpty()) {
            one.holds(address.index(), address.size(), one.random.nextInt(16));
        }
        long rest = address.offset(one) - one.register(address.base());
        one.holds(address.base(), address.size(), target - rest);
        byte inData = (byte) (one.random.nextInt() | 1);
        byte inStack = (byte) ~inData;
        one.memory(page + TARGET, new byte[] {inData});
        if (!isFlat) {
            one.memory(mode.stackPage() + TARGET, new byte[] {inStack});
        }
        boolean usesStack = !isFlat && address.segment().equals("SS");
        one.code(text).gives("rdx", 1, (usesStack ? inStack : inData) & 0xFF);
        round.add(AREA, "load-" + form, one, text, "an address");
    }

    private static List<Address> words() {
        List<Address> all = new ArrayList<>();
        for (String pair : List.of("bx+si", "bx+di", "bp+si", "bp+di", "si", "di", "bp", "bx")) {
            String[] parts = pair.split("\\+");
            String index = parts.length > 1 ? "r" + parts[1] : "";
            String name = pair.replace("+", "");
            all.add(new Address(name, "r" + parts[0], index, 1, name.equals("bp") ? SMALL.getOrDefault(2, 0) : 0, 2));
            all.add(new Address(name + "-byte", "r" + parts[0], index, 1, SMALL.getOrDefault(2, 0), 2));
            all.add(new Address(name + "-word", "r" + parts[0], index, 1, LARGE.getOrDefault(2, 0), 2));
        }
        all.add(new Address("none", "", "", 1, 0x1234, 2));
        return all;
    }

    private static List<Address> wide(int size) {
        int small = SMALL.getOrDefault(size, 0);
        int large = LARGE.getOrDefault(size, 0);
        return List.of(
                new Address("base", "rbx", "", 1, 0, size),
                new Address("base-byte", "rsi", "", 1, small, size),
                new Address("base-wide", "rdi", "", 1, large, size),
                new Address("frame", "rbp", "", 1, small, size),
                new Address("frame-index", "rbp", "rcx", 8, large, size),
                new Address("stack", "rsp", "", 1, small, size),
                new Address("stack-index", "rsp", "rbp", 2, 0, size),
                new Address("index-1", "rbx", "rsi", 1, 0, size),
                new Address("index-2", "rbx", "rdi", 2, small, size),
                new Address("index-4", "rax", "rcx", 4, large, size),
                new Address("index-8", "rcx", "rbp", 8, small, size),
                new Address("index-alone", "", "rdi", 8, large, size),
                new Address("none", "", "", 1, 0x1234_5678, size));
    }
}

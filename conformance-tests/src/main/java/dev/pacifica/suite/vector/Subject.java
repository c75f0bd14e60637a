package dev.pacifica.suite.vector;

import dev.pacifica.suite.fixture.Slot;

/** What a claim or a difference speaks of. */
public sealed interface Subject {
    /** How the vector ended, as the ordinal of {@link Vector.Ended}; written {@code ended}. */
    record HowItEnded() implements Subject {
        @Override
        public String toString() {
            return "ended";
        }
    }

    /** A register of the record; written as its name. */
    record Register(Slot slot) implements Subject {
        @Override
        public String toString() {
            return slot.registerName();
        }
    }

    /** A VMCB field; written {@code vmcb@0x1002000.EXITCODE}. */
    record Field(long vmcb, VmcbField field) implements Subject {
        @Override
        public String toString() {
            return Subject.field(vmcb, field.name());
        }
    }

    /** The eight bytes at an address, little-endian; written {@code memory@0x1004ff8}. */
    record Memory(long at) implements Subject {
        @Override
        public String toString() {
            return Subject.memory(at);
        }
    }

    /** How a field of the VMCB at an address is written. */
    static String field(long vmcb, String name) {
        return "vmcb@0x%x.%s".formatted(vmcb, name);
    }

    /** How the eight bytes at an address are written. */
    static String memory(long at) {
        return "memory@0x%x".formatted(at);
    }

    /**
     * The subject that {@code text} names.
     *
     * @throws IllegalArgumentException if it names none; the message says what would
     */
    static Subject parse(String text) {
        if (text.equals("ended")) {
            return new HowItEnded();
        }
        try {
            if (text.startsWith("memory@0x")) {
                return new Memory(Long.parseUnsignedLong(text.substring(9), 16));
            }
            int dot = text.indexOf('.');
            if (text.startsWith("vmcb@0x") && dot > 0) {
                VmcbField field = VmcbLayout.published().named(text.substring(dot + 1));
                if (field != null) {
                    return new Field(Long.parseUnsignedLong(text.substring(7, dot), 16), field);
                }
            }
        } catch (NumberFormatException e) {
            throw unknown(text);
        }
        Slot slot = Slot.named(text);
        if (slot == null) {
            throw unknown(text);
        }
        return new Register(slot);
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("'" + text
                + "' names nothing that can be seen; expected 'ended', a register of the fixture's record such as 'rax',"
                + " 'vmcb@0xADDRESS.FIELD' with a field of vmcb-layout.json, or 'memory@0xADDRESS'");
    }
}

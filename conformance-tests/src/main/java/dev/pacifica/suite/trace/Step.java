package dev.pacifica.suite.trace;

import java.util.List;
import java.util.Optional;

/**
 * One step, with the state before it.
 *
 * @param number from 1
 * @param inGuest whether it began in guest mode
 * @param cpl privilege level
 * @param mode operating mode
 * @param cs selector of CS
 * @param rip offset of the instruction
 * @param instruction what was fetched; nothing if the fetch failed or an event was taken instead
 * @param rules the rules that were decided
 * @param happenings what happened, in order
 * @param registers registers that are different afterwards
 * @param memory memory that is different afterwards
 */
record Step(
        long number,
        boolean inGuest,
        int cpl,
        String mode,
        int cs,
        long rip,
        Optional<Instruction> instruction,
        List<Decision> rules,
        List<Happening> happenings,
        List<Change> registers,
        List<MemoryChange> memory) {

    /**
     * An instruction.
     *
     * @param bytes hexadecimal digits
     * @param text its source, or the name of its operation where there is none
     */
    record Instruction(String bytes, String text) {}

    /**
     * A rule that was decided.
     *
     * @param rule its ID
     * @param applied it was seen to apply
     * @param didNotApply it was seen not to apply
     */
    record Decision(String rule, boolean applied, boolean didNotApply) {
        /** {@code +CHK-16}, {@code -CHK-04}, or both signs. */
        @Override
        public String toString() {
            return (applied ? "+" : "") + (didNotApply ? "-" : "") + rule;
        }
    }

    /** A register before and after. */
    record Change(String name, long before, long after) {}

    /**
     * Memory before and after: a VMCB field, or the smallest aligned unit that holds the bytes that are different.
     *
     * @param at system-physical address
     * @param size bytes
     * @param field the VMCB field, or nothing
     * @param before value, little-endian
     * @param after value, little-endian
     */
    record MemoryChange(long at, int size, Optional<String> field, long before, long after) {}
}

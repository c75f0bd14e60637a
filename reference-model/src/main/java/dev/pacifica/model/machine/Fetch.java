package dev.pacifica.model.machine;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.CodeBytes;
import dev.pacifica.model.decode.Decoder;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.execute.Execution;
import dev.pacifica.model.memory.Page;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import org.jspecify.annotations.Nullable;

/**
 * Fetches and decodes. Instructions that lie within a page are remembered with the page; any write to it drops them. The
 * page in use is held by a window, which closes when the mode, the address space or the TLB changes.
 */
final class Fetch {
    private static final long NO_WINDOW = 1; // no page starts there
    private static final CodePage NO_CODE = new CodePage(0);

    private final Cpu cpu;
    private final Execution execution;
    private final InstructionSet instructionSet;
    private final Decoder decoder;
    private final Bytes bytes = new Bytes();

    private long windowLinear = NO_WINDOW;
    private int windowChanges;
    private @Nullable Page window;
    private CodePage code = NO_CODE;

    Fetch(Execution execution, InstructionSet instructionSet) {
        this.cpu = execution.cpu;
        this.execution = execution;
        this.instructionSet = instructionSet;
        this.decoder = new Decoder(cpu.profile);
    }

    /** Forgets the page in use. */
    void close() {
        windowLinear = NO_WINDOW;
        window = null;
    }

    /**
     * The instruction at rIP if it has followed {@code before} already and nothing has changed since; else null. So the machine need
     * not wait for rIP to know where to look, and all checks have been made.
     */
    @Nullable
    Bound successor(@Nullable Bound before) {
        if (before == null || window == null) {
            return null;
        }
        boolean isKnown = before.successorRip == cpu.rip
                && before.successorChanges == cpu.fetchChanges()
                && window.derived == code;
        return isKnown ? before.successor : null;
    }

    /**
     * The instruction at rIP.
     *
     * @param before the one that ran before it, if any; it is told its successor
     * @throws dev.pacifica.model.state.Fault #GP, #PF
     */
    Bound next(@Nullable Bound before) {
        long rip = cpu.rip;
        boolean is64Bit = cpu.is64Bit();
        long linear = is64Bit ? rip : cpu.cs.base + rip & 0xFFFF_FFFFL;
        boolean isSamePage = (linear & ~(long) Page.OFFSET_MASK) == windowLinear && windowChanges == cpu.fetchChanges();
        if (!isSamePage) {
            openWindow(linear);
        }
        if (window == null) {
            return slowly(linear);
        }
        if (window.derived != code) {
            takeCode(window);
        }
        int offset = (int) linear & Page.OFFSET_MASK;
        Bound bound = code.at[offset];
        if (bound == null) {
            return decodeInWindow(linear, offset);
        }
        if (!is64Bit && rip + bound.length - 1 > (cpu.cs.limit & 0xFFFF_FFFFL)) {
            execution.freedom.decide(SEGM_33, true);
            throw cpu.fault(ExceptionVector.GP);
        }
        if (before != null && isSamePage) {
            before.successor = bound;
            before.successorRip = rip;
            before.successorChanges = windowChanges;
        }
        return bound;
    }

    private Bound decodeInWindow(long linear, int offset) {
        Bound bound = decode(linear);
        if (offset + bound.length <= Page.SIZE) {
            code.at[offset] = bound;
        }
        return bound;
    }

    /** What has been decoded of a page, if nothing was written to it since then; else nothing. */
    private void takeCode(Page page) {
        if (page.derived instanceof CodePage known && known.codeSize == cpu.codeSize()) {
            code = known;
        } else {
            code = new CodePage(cpu.codeSize());
            page.derived = code;
        }
    }

    private void openWindow(long linear) {
        close();
        checkOffset(cpu.rip);
        long spa = execution.linearMemory.translate(linear, Access.fetch(cpu.cpl));
        // with the log or an instruction breakpoint on all is fetched and decoded anew: the usual path need not ask for
        // them
        boolean isSlow = execution.freedom.log().isOn() || cpu.watchesCode();
        window = isSlow ? null : execution.physicalMemory.ownPage(spa);
        windowLinear = linear & ~(long) Page.OFFSET_MASK;
        windowChanges = cpu.fetchChanges();
        code = NO_CODE; // of which code size
    }

    /** An instruction of a page without window: it is not RAM, or instructions are looked at one by one. */
    private Bound slowly(long linear) {
        if (cpu.watchesCode() && execution.breakpoints.stopsAt(linear)) {
            throw cpu.fault(ExceptionVector.DB);
        }
        return decode(linear);
    }

    private Bound decode(long linear) {
        bytes.count = 0;
        Instruction instruction = decoder.decode(bytes, cpu.codeSize());
        if (execution.freedom.log().isOn()) {
            execution.freedom.log().add(Fetched.of(linear, bytes.first, bytes.seen, bytes.count, instruction));
        }
        return new Bound(instruction, instructionSet.semanticsOf(instruction));
    }

    private void checkOffset(long rip) {
        boolean outside = cpu.is64Bit() ? !cpu.isCanonical(rip) : rip > (cpu.cs.limit & 0xFFFF_FFFFL);
        if (execution.freedom.decide(SEGM_33, outside)) {
            throw cpu.fault(ExceptionVector.GP);
        }
    }

    /** The bytes from rIP on. */
    private final class Bytes implements CodeBytes {
        private final byte[] seen = new byte[LONGEST];
        private int count;
        /** System-physical address of the first byte. */
        private long first;

        @Override
        public int next() {
            if (count == LONGEST) {
                throw cpu.fault(ExceptionVector.GP); // EVT-50
            }
            long rip = cpu.rip + count;
            checkOffset(rip);
            long linear = cpu.is64Bit() ? rip : cpu.cs.base + rip & 0xFFFF_FFFFL;
            long spa = execution.linearMemory.translate(linear, Access.fetch(cpu.cpl));
            int next = execution.physicalMemory.read8(spa);
            first = count == 0 ? spa : first;
            seen[count++] = (byte) next;
            return next;
        }
    }
}

package dev.pacifica.suite.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final long RF = 1 << 16;
    private static final int KERNEL_READ = 4;
    private static final long END_OF_LOWER_HALF = 1L << 47;

    private final Snippet snippet = new Snippet(
            true,
            AddressSpace.CODE,
            new byte[] {0x61},
            List.of(new Piece(UserForm.of("POPA", "61", FlagUse.NONE), 0, 1, 32, 1, 0)),
            new long[16],
            0x202,
            new byte[AddressSpace.ARENA_SIZE]);

    private static Effect effect(int vector, long error, long address, long rip, long flags, long rax, int content) {
        long[] registers = new long[16];
        registers[0] = rax;
        byte[] arena = new byte[AddressSpace.ARENA_SIZE];
        arena[9] = (byte) content;
        return new Effect(vector, error, address, AddressSpace.CS_64, rip, flags, registers, arena, 0);
    }

    private static Effect at(long rip) {
        return effect(Effect.BP, 0, 0, rip, 0x202, 0, 0);
    }

    private static Effect undefining(Effect effect, long undefined) {
        return new Effect(
                effect.vector(),
                effect.errorCode(),
                effect.address(),
                effect.cs(),
                effect.rip(),
                effect.flags(),
                effect.registers(),
                effect.arena(),
                undefined);
    }

    private List<String> compare(Effect processor, Effect model) {
        return Comparison.of(snippet, processor, model);
    }

    @Test
    void eachPartCounts() {
        Effect model = at(2);

        assertThat(compare(at(2), model)).isEmpty();
        assertThat(compare(effect(Effect.GP, 0, 0, 2, 0x202, 0, 0), model))
                .containsExactly("vector: processor D, model 3");
        assertThat(compare(effect(Effect.BP, 8, 0, 2, 0x202, 0, 0), model))
                .containsExactly("error code: processor 8, model 0");
        assertThat(compare(at(3), model)).containsExactly("rip: processor 3, model 2");
        assertThat(compare(effect(Effect.BP, 0, 0, 2, 0x203, 0, 0), model))
                .containsExactly("rflags: processor 203, model 202");
        assertThat(compare(effect(Effect.BP, 0, 0, 2, 0x202, 1, 0), model))
                .containsExactly("rax: processor 1, model 0");
        assertThat(compare(effect(Effect.BP, 0, 0, 2, 0x202, 0, 7), model))
                .containsExactly("byte at 30000009: processor 7, model 0");
    }

    @Test
    void undefinedFlagsDoNotCountAndOthersDo() {
        Effect model = undefining(at(2), FlagUse.OF);

        assertThat(compare(effect(Effect.BP, 0, 0, 2, 0xA02, 0, 0), model)).isEmpty();
        assertThat(compare(effect(Effect.BP, 0, 0, 2, 0xA03, 0, 0), model)).hasSize(1);
        assertThat(compare(effect(Effect.BP, 0, 0, 2, 0x202 | RF, 0, 0), at(2))).isEmpty(); // RESUME_FLAG
    }

    @Test
    void presentBitOfTheKernelsHalfDoesNotCount() {
        long kernels = 0x7FFF_FFFF_F000L;

        assertThat(compare(fault(5, kernels), fault(4, kernels))).isEmpty();
        assertThat(compare(fault(7, kernels), fault(4, kernels))).hasSize(1);
        assertThat(compare(fault(5, kernels - 1), fault(4, kernels - 1))).hasSize(1);
    }

    private static Effect fault(int error, long address) {
        return effect(Effect.PF, error, address, 2, 0x202, 0, 0);
    }

    @Test
    void anInvalidOpcodeAtTheEndOfThePageMayFaultEitherWay() {
        long end = AddressSpace.CODE + AddressSpace.PAGE;
        Effect invalid = effect(Effect.UD, 0, 0, 2, 0x202, 0, 0);

        assertThat(compare(invalid, fault(0x14, end))).isEmpty();
        assertThat(compare(fault(0x14, end), invalid)).isEmpty();
        assertThat(compare(fault(KERNEL_READ, end), invalid)).hasSize(1);
        assertThat(compare(fault(0x14, end + 1), invalid)).hasSize(1);
    }

    @Test
    void anInvalidOpcodeWithTooManyPrefixesMayFaultEitherWay() {
        Effect invalid = effect(Effect.UD, 0, 0, AddressSpace.CODE, 0x202, 0, 0);
        Effect tooLong = effect(Effect.GP, 0, 0, AddressSpace.CODE, 0x202, 0, 0);

        assertThat(Comparison.of(ofLength(16), invalid, tooLong)).isEmpty();
        assertThat(Comparison.of(ofLength(16), tooLong, invalid)).isEmpty();
        assertThat(Comparison.of(ofLength(15), invalid, tooLong)).hasSize(1);
    }

    private Snippet ofLength(int length) {
        Piece piece = new Piece(UserForm.of("UD1", "0F B9 /r", FlagUse.NONE), 0, length, 32, 1, 0);
        return new Snippet(true, AddressSpace.CODE, new byte[16], List.of(piece), new long[16], 0x202, snippet.arena());
    }

    @Test
    void outsideOf64BitModeOnlyLowHalvesOfEightRegistersCount() {
        Effect model = inMode(AddressSpace.CS_32, 0, 0);

        assertThat(compare(inMode(AddressSpace.CS_32, 1L << 32, 1), model)).isEmpty();
        assertThat(compare(inMode(AddressSpace.CS_32, 1L << 31, 0), model)).hasSize(1);
        assertThat(compare(inMode(AddressSpace.CS_64, 0, 0), model)).containsExactly("cs: processor 33, model 23");
        assertThat(compare(inMode(AddressSpace.CS_64, 1L << 32, 1), inMode(AddressSpace.CS_64, 0, 0)))
                .hasSize(2);
    }

    private static Effect inMode(int cs, long rax, long r8) {
        long[] registers = new long[16];
        registers[0] = rax;
        registers[8] = r8;
        return new Effect(Effect.BP, 0, 0, cs, 2, 0x202, registers, new byte[AddressSpace.ARENA_SIZE], 0);
    }

    @Test
    void theOrderOfPopsIsFree() {
        Piece retf = new Piece(UserForm.of("RET far", "CB", FlagUse.NONE), 0, 1, 32, 1, 0);
        Snippet far =
                new Snippet(true, AddressSpace.CODE, new byte[1], List.of(retf), new long[16], 0x202, snippet.arena());
        Effect high = effect(Effect.PF, 4, 0x5004, AddressSpace.CODE, 0x202, 0, 0);
        Effect low = effect(Effect.PF, 4, 0x5000, AddressSpace.CODE, 0x202, 0, 0);
        Effect refused = effect(Effect.GP, 0, 0, AddressSpace.CODE, 0x202, 0, 0);

        assertThat(Comparison.of(far, high, low)).isEmpty();
        assertThat(Comparison.of(far, high, refused)).isEmpty();
        assertThat(Comparison.of(far, refused, high)).hasSize(1);
        assertThat(compare(high, low)).hasSize(1);
    }

    @Test
    void registersWithinPopaDoNotCount() {
        Effect model = effect(Effect.PF, 4, 0x5000, AddressSpace.CODE, 0x202, 0, 0);
        Effect elsewhere = effect(Effect.PF, 4, 0x5000, AddressSpace.CODE + 1, 0x202, 0, 0);

        assertThat(compare(effect(Effect.PF, 4, 0x5000, AddressSpace.CODE, 0x202, 1, 0), model))
                .isEmpty();
        assertThat(compare(effect(Effect.PF, 4, 0x5000, AddressSpace.CODE + 1, 0x202, 1, 0), elsewhere))
                .hasSize(1);
    }

    @Test
    void anExtendedOperandMayBeAccessedInParts() {
        Snippet load = load(Option.EXTENDED);
        Effect refused = effect(Effect.GP, 0, 0, AddressSpace.CODE, 0x202, 0, 0);

        assertThat(Comparison.of(load, missing(END_OF_LOWER_HALF - 8), refused)).isEmpty();
        assertThat(Comparison.of(load, missing(END_OF_LOWER_HALF - 9), refused)).isEmpty();
        assertThat(Comparison.of(load, missing(END_OF_LOWER_HALF - 7), refused)).hasSize(1);
        assertThat(Comparison.of(load, missing(END_OF_LOWER_HALF - 10), refused))
                .hasSize(1);
        assertThat(Comparison.of(load, refused, missing(END_OF_LOWER_HALF - 8))).hasSize(1);
        assertThat(Comparison.of(load(Option.MEM), missing(END_OF_LOWER_HALF - 8), refused))
                .hasSize(1);
    }

    private Snippet load(Option option) {
        Piece piece = new Piece(UserForm.of("FLD", "DB /5", FlagUse.NONE, option), 0, 2, 32, 1, 0);
        return new Snippet(true, AddressSpace.CODE, new byte[2], List.of(piece), new long[16], 0x202, snippet.arena());
    }

    private static Effect missing(long address) {
        return effect(Effect.PF, KERNEL_READ, address, AddressSpace.CODE, 0x202, 0, 0);
    }

    @Test
    void aFarCallMayHavePushedOneOfTwo() {
        long top = AddressSpace.ARENA + 11;
        // CS of 16 bits lies at 9 and 10; the effect of the processor differs in byte 9
        assertThat(Comparison.of(farCall(16), pushed(Effect.PF, top, 7), pushed(Effect.PF, top, 0)))
                .isEmpty();
        assertThat(Comparison.of(farCall(16), pushed(Effect.PF, top + 1, 7), pushed(Effect.PF, top + 1, 0)))
                .hasSize(1);
        assertThat(Comparison.of(farCall(32), pushed(Effect.PF, top + 2, 7), pushed(Effect.PF, top + 2, 0)))
                .isEmpty();
        assertThat(Comparison.of(farCall(16), pushed(Effect.PF, top - 2, 7), pushed(Effect.PF, top - 2, 0)))
                .hasSize(1);
        assertThat(Comparison.of(farCall(16), pushed(Effect.GP, top, 7), pushed(Effect.GP, top, 0)))
                .hasSize(1);
    }

    private Snippet farCall(int bits) {
        Piece call = new Piece(UserForm.of("CALL far", "9A far", FlagUse.NONE), 0, 5, bits, 1, 0);
        return new Snippet(true, AddressSpace.CODE, new byte[5], List.of(call), new long[16], 0x202, snippet.arena());
    }

    private static Effect pushed(int vector, long top, int content) {
        Effect effect = effect(vector, 6, 0x5000, AddressSpace.CODE, 0x202, 0, content);
        effect.registers()[RegisterPlan.RSP] = top;
        return effect;
    }

    @Test
    void whatMeetsTheRunnerIsNotCompared() {
        assertThat(compare(at(2), fault(KERNEL_READ, AddressSpace.RUNNER))).isEmpty();
        assertThat(compare(at(2), fault(KERNEL_READ, AddressSpace.RUNNER - 1))).hasSize(1);
        assertThat(compare(at(2), fault(KERNEL_READ, AddressSpace.RUNNER + AddressSpace.RUNNER_SIZE)))
                .hasSize(1);
    }
}

package dev.pacifica.suite.oracle;

/**
 * A string instruction, alone or repeated (APM3 1.2.6, CMPS, LODS, MOVS, SCAS, STOS), element by element over two small pieces of
 * memory.
 */
public final class StringRun {
    /** How it is repeated. */
    public enum Repeat {
        ONCE(""),
        REP("rep "),
        REPE("repe "),
        REPNE("repne ");

        private final String prefix;

        Repeat(String prefix) {
            this.prefix = prefix;
        }

        /** As the assembler wants it. */
        public String prefix() {
            return prefix;
        }
    }

    private final int size;
    private final byte[] source;
    private final byte[] destination;
    private int from;
    private int to;
    private long count;
    private long accumulator;
    private long flags;
    private int elements;

    /**
     * @param size of an element in bytes
     * @param source memory around rSI; {@code from} is where rSI points
     * @param destination memory around rDI; {@code to} is where rDI points. It is written
     * @param accumulator rAX
     * @param flags RFLAGS, DF among them
     */
    public StringRun(int size, byte[] source, int from, byte[] destination, int to, long accumulator, long flags) {
        this.size = size;
        this.source = source.clone();
        this.destination = destination.clone();
        this.from = from;
        this.to = to;
        this.accumulator = accumulator;
        this.flags = flags;
    }

    /** Runs it; {@code initialCount} is rCX in the address size, and means nothing without a repeat prefix. */
    public StringRun run(String instruction, Repeat repeat, long initialCount) {
        count = initialCount;
        if (repeat == Repeat.ONCE) {
            element(instruction);
            return this;
        }
        boolean goesOn = count != 0;
        while (goesOn) {
            element(instruction);
            count--;
            boolean zero = (flags & Effect.ZF) != 0;
            boolean isStopped = repeat == Repeat.REPE && !zero || repeat == Repeat.REPNE && zero;
            goesOn = count != 0 && !isStopped;
        }
        return this;
    }

    private void element(String instruction) {
        int step = (flags & 1 << 10) != 0 ? -size : size;
        switch (instruction) {
            case "movs" -> write(read(source, from));
            case "stos" -> write(accumulator);
            case "lods" -> accumulator = new Effect.Write(size, read(source, from)).inRegister(accumulator);
            case "cmps" -> compare(read(source, from), read(destination, to));
            case "scas" -> compare(accumulator, read(destination, to));
            default -> throw new IllegalArgumentException("'" + instruction + "' is no string instruction here");
        }
        from += usesSource(instruction) ? step : 0;
        to += usesDestination(instruction) ? step : 0;
        elements++;
    }

    /** Whether it moves rSI. */
    public static boolean usesSource(String instruction) {
        return !instruction.equals("stos") && !instruction.equals("scas");
    }

    /** Whether it moves rDI. */
    public static boolean usesDestination(String instruction) {
        return !instruction.equals("lods");
    }

    private void compare(long first, long second) {
        Operands operands = new Operands(size, first, second, 0, 0, 0, flags);
        flags = Arithmetic.of("cmp", operands).flagsAfter(flags);
    }

    private long read(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (bytes[at + i] & 0xFFL) << 8 * i;
        }
        return value;
    }

    private void write(long value) {
        for (int i = 0; i < size; i++) {
            destination[to + i] = (byte) (value >>> 8 * i);
        }
    }

    /** Elements done. */
    public int elements() {
        return elements;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public long count() {
        return count;
    }

    public long accumulator() {
        return accumulator;
    }

    public long flags() {
        return flags;
    }

    /** The eight bytes of the destination at an offset. */
    public long destination(int at) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | destination[at + i] & 0xFF;
        }
        return value;
    }
}

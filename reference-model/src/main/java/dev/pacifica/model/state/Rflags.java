package dev.pacifica.model.state;

/** The bits of RFLAGS (CR-60, APM2 3.1.6). */
public final class Rflags {
    public static final long CF = 1L << 0;
    public static final long PF = 1L << 2;
    public static final long AF = 1L << 4;
    public static final long ZF = 1L << 6;
    public static final long SF = 1L << 7;
    public static final long TF = 1L << 8;
    public static final long IF = 1L << 9;
    public static final long DF = 1L << 10;
    public static final long OF = 1L << 11;
    public static final long IOPL = 3L << 12;
    public static final long NT = 1L << 14;
    public static final long RF = 1L << 16;
    public static final long VM = 1L << 17;
    public static final long AC = 1L << 18;
    public static final long VIF = 1L << 19;
    public static final long VIP = 1L << 20;
    public static final long ID = 1L << 21;

    /** The flags that arithmetic sets. */
    public static final long ARITHMETIC = CF | PF | AF | ZF | SF | OF;

    /** Bit 1 always reads 1. */
    public static final long FIXED_ONE = 1L << 1;

    /** All bits that can be set. */
    public static final long DEFINED = ARITHMETIC | TF | IF | DF | IOPL | NT | RF | VM | AC | VIF | VIP | ID;

    private Rflags() {}

    /** The value with its fixed bits as they read: 1 one; 3, 5, 15 and 63:22 zero. */
    public static long normalise(long value) {
        return value & DEFINED | FIXED_ONE;
    }
}

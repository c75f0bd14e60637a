package dev.pacifica.suite.asm;

import java.util.List;
import java.util.Map;

/**
 * Assembles text in a subset of NASM's syntax, byte for byte as {@code nasm -f bin} 2.16 does by default. A number that does
 * not fit its field, which NASM cuts down with a warning or without, is a mistake here. Beyond NASM, SKINIT exists outside
 * 64-bit mode too.
 */
public final class Assembler {
    private Assembler() {}

    /**
     * Assembles one source.
     *
     * @param name how messages call the source, usually its file name
     * @param source the text; lines end in LF or CRLF
     * @param predefined symbols that the source sees as if by {@code equ}, and that {@code %assign} and {@code %rep} may use;
     *     any 64-bit numbers
     * @return the bytes, the symbols and the listing
     * @throws AssemblyException if the source has mistakes; it names all that were found
     */
    public static Assembly assemble(String name, String source, Map<String, Long> predefined) {
        Problems problems = new Problems(name);
        List<SourceLine> lines = new Preprocessor(predefined, problems).run(source);
        Program program = new StatementParser(InstructionTable.AMD64, predefined.keySet(), problems).parse(lines);
        Assembly assembly = new Layout(program, predefined, InstructionTable.AMD64, problems).run();
        problems.throwIfAny();
        return assembly;
    }
}

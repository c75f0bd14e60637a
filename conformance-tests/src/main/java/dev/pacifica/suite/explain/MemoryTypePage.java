package dev.pacifica.suite.explain;

import dev.pacifica.suite.oracle.MemoryType;
import dev.pacifica.suite.oracle.MemoryTypes;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of memory types under nested paging as a page of documentation. */
public final class MemoryTypePage {
    private static final String HEAD = """
            # Memory types under nested paging

            What `./pacifica memory-types` prints, from the tables of the suite. Memory types show in timing and in what other processors see, neither
            of which a vector records: no vector observes what they combine to. Vectors do observe which types `G_PAT` may hold
            ([NPT-06](rules/NPT.md#NPT-06)), that the guest has a PAT of its own ([NPT-12](rules/NPT.md#NPT-12), [NPT-19](rules/NPT.md#NPT-19)), and
            that MTRRs are not replicated ([NPT-15](rules/NPT.md#NPT-15)).

            | type | encoding in the PAT and in MTRRs |
            |---|---|
            """;

    private MemoryTypePage() {}

    /** The page. */
    public static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        for (MemoryType type : MemoryType.values()) {
            String encoding = type.encoding()
                    .map(number -> number + (type == MemoryType.UC_MINUS ? ", in the PAT only" : ""))
                    .orElse("none: comes of combining ([NPT-67](rules/NPT.md#NPT-67))");
            page.append("| %s | %s |\n".formatted(type.written(), encoding));
        }
        page.append("\n## Guest and nested type\n\n"
                + "The guest's type, from its leaf entry and `G_PAT`, in the rows; that of the nested leaf and the host's PAT in the columns "
                + "([NPT-64](rules/NPT.md#NPT-64), APM2 table 15-19).\n\n");
        table(page, "guest \\ nested", MemoryTypes.GUEST_AND_NESTED);
        page.append("\n## With the MTRRs\n\n"
                + "What comes of that in the rows; the type that the MTRRs give the system-physical address in the columns "
                + "([NPT-65](rules/NPT.md#NPT-65), APM2 table 15-20). CR0.CD of the guest or of the host makes it CD whatever the tables say "
                + "([NPT-66](rules/NPT.md#NPT-66)).\n\n");
        table(page, "combined \\ MTRR", MemoryTypes.PAT_AND_MTRR);
        return page.toString();
    }

    private static void table(StringBuilder page, String corner, MemoryTypes types) {
        page.append("| %s | %s |\n".formatted(corner, written(types.columns())));
        page.append("|---%s|\n".formatted("|---".repeat(types.columns().size())));
        types.rows().forEach((row, cells) -> page.append("| **%s** | %s |\n".formatted(row.written(), written(cells))));
    }

    private static String written(List<MemoryType> types) {
        return types.stream().map(MemoryType::written).collect(Collectors.joining(" | "));
    }
}

package dev.pacifica.suite.walk;

import dev.pacifica.suite.walk.WalkPicture.Column;
import dev.pacifica.suite.walk.WalkPicture.Entry;
import java.util.List;
import java.util.Locale;

/**
 * A walk as an SVG: the levels of the guest's tables across, the nested levels that find each entry down, below them the entry itself. It needs no
 * other file, and follows the reader's choice of light or dark.
 */
public final class WalkSvg {
    private static final int EDGE = 16;
    private static final int WIDTH = 204;
    private static final int GAP = 34;
    private static final int TOP = 52;
    private static final int HEAD = 44;
    private static final int BOX = 86;
    private static final int STEP = BOX + 16;
    private static final int BOTTOM = 44;
    /** Room for the words about the whole. */
    private static final int LEAST_WIDTH = 760;

    private static final String STYLE = """
            .walk { --ink: #1b1f24; --muted: #57606b; --line: #9aa3ad; --ground: #fcfcfb; --nested: #eef3fa; --own: #fff7e2; --page: #e6f5ea; \
            --bad: #a0131c; --bad-ground: #fde3e3; --set: #14652f; font-family: system-ui, "Liberation Sans", sans-serif; font-size: 12px; }
            @media (prefers-color-scheme: dark) { .walk { --ink: #e4e7ea; --muted: #a0a8b1; --line: #5d6772; --ground: #14171a; \
            --nested: #1c2836; --own: #352c16; --page: #173023; --bad: #ffa9a9; --bad-ground: #4d1a1d; --set: #8fdca5; } }
            .walk text { fill: var(--ink); }
            .walk .mono { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 11px; }
            .walk .muted { fill: var(--muted); }
            .walk .name { font-weight: 600; }
            .walk .what { font-size: 15px; font-weight: 600; }
            .walk .sets { fill: var(--set); font-weight: 600; }
            .walk .bad { fill: var(--bad); font-weight: 600; }
            .walk .ground { fill: var(--ground); }
            .walk .box { stroke: var(--line); stroke-width: 1; }
            .walk .nested { fill: var(--nested); }
            .walk .own { fill: var(--own); }
            .walk .page { fill: var(--page); }
            .walk .fault { fill: var(--bad-ground); stroke: var(--bad); stroke-width: 2.5; }
            .walk .arrow { fill: none; stroke: var(--line); stroke-width: 1.5; }
            .walk .tip { fill: var(--line); }
            """;

    private final WalkPicture picture;
    private final int ownRow;
    private final StringBuilder svg = new StringBuilder();

    private WalkSvg(WalkPicture picture) {
        this.picture = picture;
        this.ownRow = picture.columns().stream()
                .mapToInt(column -> column.nested().size())
                .max()
                .orElse(0);
    }

    /** The picture, as an {@code svg} element. */
    public static String of(WalkPicture picture) {
        WalkSvg svg = new WalkSvg(picture);
        svg.draw();
        return svg.svg.toString();
    }

    private void draw() {
        List<Column> columns = picture.columns();
        int width = Math.max(LEAST_WIDTH, 2 * EDGE + columns.size() * (WIDTH + GAP) - GAP);
        int height = y(ownRow) + BOX + BOTTOM;
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"walk\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
                width, height, width, height);
        line("<title>%s: %s</title>", escaped(picture.what()), escaped(picture.result()));
        line("<style>\n%s</style>", STYLE);
        line("<rect class=\"ground\" width=\"%d\" height=\"%d\" rx=\"6\"/>", width, height);
        text(EDGE, 30, "what", capital(picture.what()));
        for (int i = 0; i < columns.size(); i++) {
            column(columns.get(i), x(i), i + 1 < columns.size());
        }
        text(EDGE, height - 16, picture.faulted() ? "bad" : "name", picture.result());
        line("</svg>");
    }

    private void column(Column column, int x, boolean hasNext) {
        boolean isNested = ownRow > 0;
        if (isNested) {
            text(x, TOP + 14, "name", column.name().equals("page") ? column.name() : "guest " + column.name());
        }
        if (!column.gpa().isEmpty()) {
            text(x, TOP + 30, "mono muted", "gPA " + column.gpa());
        }
        for (int row = 0; row < column.nested().size(); row++) {
            Entry entry = column.nested().get(row);
            box(x, y(row), "nested", "nested " + entry.name(), entry);
            boolean isFollowed = row + 1 < column.nested().size();
            boolean isEnd = column.own().isEmpty() && column.reached().isEmpty();
            if (isFollowed || !isEnd) {
                int from = y(row) + BOX;
                int to = isFollowed ? y(row + 1) : y(ownRow);
                down(x + WIDTH / 2, from, to);
            }
        }
        for (Entry entry : column.own()) {
            box(x, y(ownRow), "own", (isNested ? "guest " : "") + entry.name(), entry);
            if (hasNext) {
                across(x + WIDTH, y(ownRow) + BOX / 2);
            }
        }
        if (!column.reached().isEmpty()) {
            line(
                    "<rect class=\"box page\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\"/>",
                    x, y(ownRow), WIDTH, BOX);
            text(x + 10, y(ownRow) + 20, "name", "page");
            text(x + 10, y(ownRow) + 38, "mono muted", "sPA " + column.reached());
        }
    }

    private void box(int x, int y, String kind, String name, Entry entry) {
        boolean isFault = !entry.fault().isEmpty();
        line(
                "<rect class=\"box %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\"/>",
                isFault ? "fault" : kind, x, y, WIDTH, BOX);
        text(x + 10, y + 17, "name", name);
        text(x + 10, y + 33, "mono muted", "at " + entry.at());
        text(x + 10, y + 48, "mono", entry.value());
        text(x + 10, y + 63, "mono", String.join(" ", entry.bits()));
        if (!entry.marks().isEmpty()) {
            line(
                    "<text class=\"sets\" x=\"%d\" y=\"%d\" text-anchor=\"end\">sets %s</text>",
                    x + WIDTH - 10, y + 17, escaped(String.join(" ", entry.marks())));
        }
        String denies = entry.denies() + (isFault && !entry.denies().isEmpty() ? ": " : "");
        if (isFault || !denies.isEmpty()) {
            text(x + 10, y + 79, "bad", (isFault ? "\u2717 " : "") + denies + entry.fault());
        }
    }

    private void down(int x, int from, int to) {
        line("<path class=\"arrow\" d=\"M%d %dV%d\"/>", x, from, to - 5);
        line("<path class=\"tip\" d=\"M%d %dl-4 -7h8z\"/>", x, to);
    }

    /** From an entry to the head of the next column, or, where there are no nested tables, to the next entry. */
    private void across(int x, int y) {
        int to = ownRow > 0 ? TOP + 10 : y;
        line("<path class=\"arrow\" d=\"M%d %dh%dV%dH%d\"/>", x, y, GAP / 2, to, x + GAP - 9);
        line("<path class=\"tip\" d=\"M%d %dl-7 -4v8z\"/>", x + GAP - 3, to);
    }

    private static int x(int column) {
        return EDGE + column * (WIDTH + GAP);
    }

    private int y(int row) {
        return TOP + (ownRow > 0 ? HEAD : 0) + row * STEP;
    }

    private void text(int x, int y, String kind, String text) {
        line("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>", kind, x, y, escaped(text));
    }

    private void line(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

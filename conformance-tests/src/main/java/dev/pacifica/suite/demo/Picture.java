package dev.pacifica.suite.demo;

import dev.pacifica.suite.demo.Step.Actor;
import dev.pacifica.suite.demo.Step.Decision;
import dev.pacifica.suite.demo.Step.Protection;
import java.util.List;
import java.util.Locale;

/**
 * Launches side by side as a picture: time goes down, the device is on the left of the loader's block and the TPM on the right. It has
 * colours for light and dark pages, and says in words what colours say.
 */
final class Picture {
    private static final int PANEL = 560;
    private static final int GAP = 20;
    private static final int MARGIN = 20;
    private static final int DEVICE = 62;
    private static final int BLOCK_LEFT = 240;
    private static final int BLOCK_RIGHT = 296;
    private static final int TPM = 500;
    private static final int TOP = 118;
    private static final int ROW = 40;
    private static final int FOOT = 104;

    private static final String STYLE = """
            <style>
            svg { --page: #ffffff; --panel: #f6f8fa; --line: #d0d7de; --ink: #1f2328; --soft: #59636e; --open: #eaeef2;
                  --skinit: #0969da; --vector: #1a7f37; --denied: #cf222e; --allowed: #9a6700; }
            @media (prefers-color-scheme: dark) {
            svg { --page: #0d1117; --panel: #151b23; --line: #3d444d; --ink: #f0f6fc; --soft: #9198a1; --open: #2a313c;
                  --skinit: #4493f8; --vector: #3fb950; --denied: #ff7b72; --allowed: #e3b341; }
            }
            text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink); }
            .halo { paint-order: stroke; stroke: var(--panel); stroke-width: 5px; stroke-linejoin: round; }
            .title { font-size: 17px; font-weight: 600; }
            .lane { font-weight: 600; text-anchor: middle; }
            .soft { fill: var(--soft); }
            .mono { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12px; }
            .bar { fill: var(--page); font-weight: 600; font-size: 12px; text-anchor: middle; }
            .bar-open { fill: var(--soft); }
            .word { font-weight: 600; }
            .denied { fill: var(--denied); }
            .allowed { fill: var(--allowed); }
            path { fill: none; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
            </style>
            """;

    private final StringBuilder svg = new StringBuilder();

    private Picture() {}

    /** A complete SVG file. */
    static String of(List<Launch> launches) {
        int rows = launches.stream()
                .mapToInt(launch -> launch.steps().size())
                .max()
                .orElseThrow();
        int width = 2 * MARGIN + launches.size() * (PANEL + GAP) - GAP;
        int panel = TOP + rows * ROW + FOOT - MARGIN;
        Picture picture = new Picture();
        picture.line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\" role=\"img\">",
                width, panel + 2 * MARGIN);
        picture.line("<title>Two secure launches: the device is denied, or has been measured</title>");
        picture.svg.append(STYLE);
        picture.rectangle(0, 0, width, panel + 2 * MARGIN, 0, "var(--page)");
        for (int i = 0; i < launches.size(); i++) {
            picture.line("<g transform=\"translate(%d %d)\">", MARGIN + i * (PANEL + GAP), MARGIN);
            picture.line(
                    "<rect width=\"%d\" height=\"%d\" rx=\"10\" fill=\"var(--panel)\" stroke=\"var(--line)\"/>",
                    PANEL, panel);
            picture.launch(launches.get(i), rows, launches);
            picture.line("</g>");
        }
        picture.line("</svg>");
        return picture.svg.toString();
    }

    private void launch(Launch launch, int rows, List<Launch> all) {
        text(24, 34, "title", launch.title());
        text(DEVICE, 68, "lane", "device");
        text((BLOCK_LEFT + BLOCK_RIGHT) / 2, 68, "lane", "loader's block");
        text(TPM, 68, "lane", "TPM");
        int bottom = TOP - MARGIN + launch.steps().size() * ROW;
        for (int x : new int[] {DEVICE, TPM}) {
            line("<path d=\"M%d 78V%d\" stroke=\"var(--line)\" stroke-dasharray=\"2 6\"/>", x, bottom);
        }
        bar(launch.steps());
        for (int i = 0; i < launch.steps().size(); i++) {
            step(launch.steps().get(i), y(i));
        }
        foot(
                launch,
                TOP - MARGIN + rows * ROW + 22,
                launch.pcr17().equals(all.get(0).pcr17()));
    }

    private static int y(int row) {
        return TOP + row * ROW - 8;
    }

    /** The block, in pieces that are closed in different ways; each step's protection begins with its row. */
    private void bar(List<Step> steps) {
        int from = 0;
        for (int i = 1; i <= steps.size(); i++) {
            if (i == steps.size()
                    || steps.get(i).protection() != steps.get(from).protection()) {
                piece(steps.get(from).protection(), y(from) - 20, y(i) - 20);
                from = i;
            }
        }
    }

    private void piece(Protection protection, int top, int bottom) {
        String fill = switch (protection) {
            case NONE -> "var(--open)";
            case SKINIT -> "var(--skinit)";
            case VECTOR -> "var(--vector)";
        };
        String words = switch (protection) {
            case NONE -> "open";
            case SKINIT -> "closed by SL_DEV_EN";
            case VECTOR -> "closed by DEV";
        };
        rectangle(BLOCK_LEFT, top + 1, BLOCK_RIGHT - BLOCK_LEFT, bottom - top - 2, 5, fill);
        int x = (BLOCK_LEFT + BLOCK_RIGHT) / 2;
        int y = (top + bottom) / 2;
        if (protection == Protection.NONE) {
            text(x, y + 4, "bar bar-open", words);
        } else {
            line(
                    "<text class=\"bar\" transform=\"translate(%d %d) rotate(90)\" x=\"0\" y=\"4\">%s</text>",
                    x, y, words);
        }
    }

    private void step(Step step, int y) {
        if (step.actor() == Actor.DEVICE) {
            request(step, y);
        } else if (step.actor() == Actor.TPM) {
            measured(step, y);
        } else {
            line("<circle cx=\"%d\" cy=\"%d\" r=\"3.5\" fill=\"var(--ink)\"/>", BLOCK_RIGHT + 12, y);
            text(BLOCK_RIGHT + 22, y + 4, "halo", step.brief());
        }
    }

    private void request(Step step, int y) {
        boolean isDenied = step.decision() == Decision.DENIED;
        String colour = isDenied ? "denied" : "allowed";
        boolean isBeside = step.brief().endsWith(SecureLaunchDemo.hex(LoaderImage.BLOCK_END));
        int end = isDenied || isBeside ? BLOCK_LEFT - 14 : BLOCK_LEFT + 8;
        line("<path d=\"M%d %dH%d\" stroke=\"var(--%s)\"/>", DEVICE + 8, y, end, colour);
        line("<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"var(--%s)\"/>", DEVICE, y, colour);
        if (isDenied) {
            line("<path d=\"M%d %dl10 10m0 -10l-10 10\" stroke=\"var(--%s)\"/>", end - 2, y - 5, colour);
        } else {
            line("<path d=\"M%d %dl6 5l-6 5\" stroke=\"var(--%s)\"/>", end - 6, y - 5, colour);
        }
        line(
                "<text class=\"halo\" x=\"%d\" y=\"%d\">%s <tspan class=\"word %s\">%s</tspan></text>",
                DEVICE + 12, y - 8, step.brief(), colour, step.decision().name().toLowerCase(Locale.ROOT));
    }

    /** What the TPM is sent, and what its register holds then. */
    private void measured(Step step, int y) {
        boolean isSent = step.brief().contains("HASH");
        if (isSent) {
            line("<path d=\"M%d %dH%d\" stroke=\"var(--ink)\"/>", BLOCK_RIGHT + 4, y, TPM - 46);
            line("<path d=\"M%d %dl6 5l-6 5\" stroke=\"var(--ink)\"/>", TPM - 52, y - 5);
            text(BLOCK_RIGHT + 14, y - 8, "halo", step.brief());
        } else {
            text(TPM - 96, y + 4, "halo soft", step.brief());
        }
        if (!step.pcr17().isEmpty()) {
            line(
                    "<rect x=\"%d\" y=\"%d\" width=\"84\" height=\"24\" rx=\"5\" fill=\"var(--page)\" stroke=\"var(--line)\"/>",
                    TPM - 42, y - 12);
            line(
                    "<text class=\"mono\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s…</text>",
                    TPM, y + 4, step.pcr17().substring(0, 8));
        }
    }

    /** PCR17 in the end: a stripe for each of its bytes, so that two values can be told apart at a glance. */
    private void foot(Launch launch, int top, boolean isFirst) {
        text(24, top, "word", "PCR17 in the end");
        line(
                "<text class=\"soft\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                PANEL - 24, top, isFirst ? "the loader that was meant" : "another loader: found out");
        int stripe = (PANEL - 48) / (launch.pcr17().length() / 2);
        for (int i = 0; i < launch.pcr17().length(); i += 2) {
            int octet = Integer.parseInt(launch.pcr17().substring(i, i + 2), 16);
            line(
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"26\" fill=\"hsl(%d 65%% %d%%)\"/>",
                    24 + i / 2 * stripe, top + 12, stripe, (octet & 0xF) * 24, 34 + (octet >>> 4) * 2);
        }
        text(24, top + 58, "mono", launch.pcr17());
    }

    private void text(int x, int y, String style, String content) {
        line("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>", style, x, y, content);
    }

    private void rectangle(int x, int y, int width, int height, int radius, String fill) {
        line(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"%s\"/>",
                x, y, width, height, radius, fill);
    }

    private void line(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}

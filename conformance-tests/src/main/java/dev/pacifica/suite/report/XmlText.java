package dev.pacifica.suite.report;

/** Text that XML 1.0 can carry. What an emulator prints may hold anything. */
final class XmlText {
    private XmlText() {}

    /** {@code text}, with the characters that XML cannot carry in the form {@code \}{@code u001b}. */
    static String of(String text) {
        StringBuilder legal = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (isLegal(point)) {
                legal.appendCodePoint(point);
            } else {
                legal.append("\\u%04x".formatted(point));
            }
        });
        return legal.toString();
    }

    /** The production Char of XML 1.0. */
    private static boolean isLegal(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || point >= 0x20 && point <= 0xD7FF
                || point >= 0xE000 && point <= 0xFFFD
                || point >= 0x1_0000;
    }
}

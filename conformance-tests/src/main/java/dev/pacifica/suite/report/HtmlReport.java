package dev.pacifica.suite.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The report for people: {@code index.html}, one page without any other file and without network. Its templates are in {@code
 * src/main/jte}; they escape everything that they show.
 */
final class HtmlReport {
    static final String FILE = "index.html";

    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(
            null, ContentType.Html, HtmlReport.class.getClassLoader(), "dev.pacifica.suite.report");

    private HtmlReport() {}

    /** The content of {@code index.html} about these runs. */
    static String of(List<Report> reports) {
        StringOutput page = new StringOutput();
        TEMPLATES.render("page.jte", PageLayout.of(reports), page);
        return XmlText.of(page.toString()); // HTML cannot carry control characters either
    }

    /** A part of the page that is no template: its style sheet or its script. */
    static String part(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

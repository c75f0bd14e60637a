package dev.pacifica.suite.report;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder that reports go to. A file appears in it only when it is complete, and all of them or none: a reader never meets half
 * a report.
 */
public final class ReportFolder {
    /** The name of the page for people. */
    public static final String PAGE = HtmlReport.FILE;

    private final Path folder;

    private ReportFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder at {@code path}, made if need be.
     *
     * @throws IOException if nothing can be written there; the message names the folder and what to do
     */
    public static ReportFolder at(Path path) throws IOException {
        try {
            Files.createDirectories(path);
            Files.delete(Files.writeString(part(path, "report"), ""));
            return new ReportFolder(path);
        } catch (FileAlreadyExistsException e) {
            throw unusable(path, e.getFile() + " is a file", e);
        } catch (IOException e) {
            throw unusable(path, e.toString(), e);
        }
    }

    /**
     * Writes {@code report.json}, {@code junit.xml} and {@code index.html}.
     *
     * @throws IOException if they cannot be written; none has been changed then
     */
    public void write(Report report) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(JsonReport.FILE, JsonReport.of(report));
        files.put(JUnitReport.FILE, JUnitReport.of(report));
        files.put(HtmlReport.FILE, HtmlReport.of(List.of(report)));
        write(files);
    }

    /**
     * Writes {@code index.html} about several runs.
     *
     * @throws IOException if it cannot be written; it has not been changed then
     */
    public void write(List<Report> reports) throws IOException {
        write(Map.of(HtmlReport.FILE, HtmlReport.of(reports)));
    }

    void write(Map<String, String> files) throws IOException {
        Map<Path, Path> written = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path part = part(folder, file.getKey());
                written.put(part, folder.resolve(file.getKey()));
                Files.writeString(part, file.getValue());
            }
            for (Map.Entry<Path, Path> file : written.entrySet()) {
                if (Files.isDirectory(file.getValue())) {
                    throw new IOException(file.getValue() + " is a folder");
                }
            }
            for (Map.Entry<Path, Path> file : written.entrySet()) {
                Files.move(file.getKey(), file.getValue(), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw unusable(folder, e.toString(), e);
        } finally {
            for (Path part : written.keySet()) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** A name beside the others and not {@link Files#createTempFile}'s, whose files only their owner can read. */
    private static Path part(Path folder, String name) {
        return folder.resolve("." + name + ".part");
    }

    private static IOException unusable(Path folder, String why, IOException cause) {
        return new IOException(
                "the report cannot be written to the folder %s: %s; name one that can be written to"
                        .formatted(folder, why),
                cause);
    }
}

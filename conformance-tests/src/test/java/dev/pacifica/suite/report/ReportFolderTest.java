package dev.pacifica.suite.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports reach their folder whole or not at all. */
class ReportFolderTest {
    @TempDir
    private Path folder;

    @Test
    void folderIsMadeAndHoldsTheThreeReports() throws IOException {
        ReportFolder.at(folder.resolve("a/b")).write(Samples.everything());
        assertThat(names(folder.resolve("a/b"))).containsExactly("index.html", "junit.xml", "report.json");
        assertThat(folder.resolve("a/b/index.html")).content().endsWith("</html>\n");
    }

    @Test
    void lookingForAFolderLeavesNothingInIt() throws IOException {
        ReportFolder.at(folder);
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void fileInThePlaceOfTheFolderIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "");
        assertUnusable(file, file + " is a file");
        assertUnusable(file.resolve("deeper"), file.toString());
    }

    @Test
    void folderThatCannotBeWrittenToIsNamed() {
        assertUnusable(Path.of("/proc/self/fd"), "/proc/self/fd");
    }

    @Test
    void failureLeavesTheOldReportsAndNoHalves() throws IOException {
        ReportFolder reports = ReportFolder.at(folder);
        Files.writeString(folder.resolve("first"), "old");
        Files.createDirectories(folder.resolve("second/in-the-way"));
        Map<String, String> files = new LinkedHashMap<>();
        files.put("first", "new");
        files.put("second", "new");
        assertThatThrownBy(() -> reports.write(files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be written to the folder " + folder)
                .hasMessageContaining("second is a folder");
        assertThat(names(folder)).containsExactly("first", "second");
        assertThat(folder.resolve("first")).hasContent("old");
    }

    @Test
    void oldReportsAreReplaced() throws IOException {
        Files.writeString(folder.resolve("index.html"), "old");
        ReportFolder.at(folder).write(List.of(Samples.everything()));
        assertThat(folder.resolve("index.html")).content().startsWith("<!DOCTYPE html>");
    }

    private static void assertUnusable(Path path, String named) {
        assertThatThrownBy(() -> ReportFolder.at(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the report cannot be written to the folder " + path)
                .hasMessageContaining(named)
                .hasMessageContaining("name one that can be written to");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

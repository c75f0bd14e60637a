package dev.pacifica.suite.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Trees of data files: the published one, wherever the class path has it, and those of a folder. */
public final class PublishedFiles {
    private PublishedFiles() {}

    /** The content of every published file by its path, such as {@code checks.json} or {@code schema/index.schema.json}. */
    public static SortedMap<String, byte[]> all() {
        try {
            URI index = FieldReader.resourceAddress("index.json").toURI();
            if (!index.getScheme().equals("jar")) {
                return of(Path.of(index).resolveSibling(".").normalize());
            }
            try (FileSystem jar = FileSystems.newFileSystem(index, Map.of())) {
                return of(jar.provider().getPath(index).resolveSibling(".").normalize());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The content of every JSON file below {@code folder}, by its path from there with {@code /} between names. */
    public static SortedMap<String, byte[]> of(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        List<Path> found;
        try (Stream<Path> tree = Files.walk(folder)) {
            found = tree.filter(file -> file.toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
        for (Path file : found) {
            String name = folder.relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), "/");
            files.put(name, Files.readAllBytes(file));
        }
        return files;
    }
}

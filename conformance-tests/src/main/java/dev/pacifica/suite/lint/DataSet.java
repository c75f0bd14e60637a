package dev.pacifica.suite.lint;

import dev.pacifica.suite.manifest.Manifest;
import dev.pacifica.suite.vector.PublishedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files to be checked together.
 *
 * @param prefix what messages put before the path of a file
 * @param files path from the root of the set to content
 * @param isComplete whether these are all files of the set; otherwise they are some that lie beside its manifest
 */
public record DataSet(String prefix, SortedMap<String, byte[]> files, boolean isComplete) {
    /** The published files. */
    public static DataSet published() {
        return new DataSet("", PublishedFiles.all(), true);
    }

    /** All JSON files below {@code folder}. */
    public static DataSet ofFolder(Path folder) throws IOException {
        SortedMap<String, byte[]> files = PublishedFiles.of(folder);
        return new DataSet(folder + "/", files, files.containsKey(Manifest.FILE));
    }

    /** One file; if there is a manifest in its folder, it is held against that. */
    public static DataSet ofFile(Path file) throws IOException {
        String name = file.getFileName().toString();
        SortedMap<String, byte[]> files = new TreeMap<>(Map.of(name, Files.readAllBytes(file)));
        Path manifest = file.resolveSibling(Manifest.FILE);
        if (Files.isRegularFile(manifest)) {
            files.put(Manifest.FILE, Files.readAllBytes(manifest));
        }
        String path = file.toString();
        return new DataSet(path.substring(0, path.length() - name.length()), files, false);
    }

    String shown(String file) {
        return prefix + file;
    }
}

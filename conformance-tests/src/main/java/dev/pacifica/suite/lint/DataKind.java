package dev.pacifica.suite.lint;

import dev.pacifica.suite.manifest.Manifest;
import java.util.Optional;

/** What a data file is, by its path; and the schema that it must satisfy. */
enum DataKind {
    VECTORS("vectors"),
    INDEX("index"),
    MASKS("masks"),
    CONDITIONS("conditions"),
    LAYOUT("vmcb-layout"),
    FIXTURE("fixture"),
    MANIFEST("manifest"),
    /** A schema, or a file of a subfolder that has checks of its own. */
    OTHER("");

    private final String schema;

    DataKind(String schema) {
        this.schema = schema;
    }

    static DataKind of(String file) {
        return switch (file) {
            case "index.json" -> INDEX;
            case "masks.json" -> MASKS;
            case "conditions.json" -> CONDITIONS;
            case "vmcb-layout.json" -> LAYOUT;
            case "fixture.json" -> FIXTURE;
            case Manifest.FILE -> MANIFEST;
            default -> file.contains("/") || file.endsWith(".schema.json") ? OTHER : VECTORS;
        };
    }

    /** Path of the schema; nothing if there is none. */
    Optional<String> schema() {
        return this == OTHER ? Optional.empty() : Optional.of("schema/" + schema + ".schema.json");
    }
}

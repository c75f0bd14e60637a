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
    GUESTS("guests"),
    FIXTURE("fixture"),
    NAMES("names"),
    EXIT_TABLE("exit-table"),
    CONFIRMATIONS("confirmations"),
    RULE_AREAS("rule-areas"),
    RULES("rules"),
    MANIFEST("manifest"),
    /** A schema, or a file in a subfolder that this version does not know. */
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
            case "guests.json" -> GUESTS;
            case "fixture.json" -> FIXTURE;
            case "names.json" -> NAMES;
            case "exit-table.json" -> EXIT_TABLE;
            case "confirmations.json" -> CONFIRMATIONS;
            case "rules/index.json" -> RULE_AREAS;
            case Manifest.FILE -> MANIFEST;
            default -> file.startsWith("rules/") ? RULES : other(file);
        };
    }

    private static DataKind other(String file) {
        return file.contains("/") || file.endsWith(".schema.json") ? OTHER : VECTORS;
    }

    /** Path of the schema; nothing if there is none. */
    Optional<String> schema() {
        return this == OTHER ? Optional.empty() : Optional.of("schema/" + schema + ".schema.json");
    }
}

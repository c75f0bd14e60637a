package dev.pacifica.suite.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pacifica.suite.vector.JsonText;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The schemas are schemas, describe every field, and permit nothing that they do not describe. */
class SchemasTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    static Stream<String> schemas() {
        return Published.files().keySet().stream().filter(file -> file.endsWith(".schema.json"));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void schemaSatisfiesTheMetaSchema(String file) {
        JsonNode schema = JsonText.parse(file, Published.bytes(file)).root();
        assertThat(REGISTRY.getSchema(SchemaLocation.of(schema.get("$schema").stringValue()))
                        .validate(schema))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void schemaDescribesEveryFieldAndIsClosed(String file) {
        describes(JsonText.parse(file, Published.bytes(file)).root(), file);
    }

    private static void describes(JsonNode schema, String path) {
        if (schema.path("type").asString("").equals("object")) {
            assertThat(schema.has("additionalProperties"))
                    .as(path + " says what else it may have")
                    .isTrue();
        }
        for (Map.Entry<String, JsonNode> part : schema.properties()) {
            String name = path + "/" + part.getKey();
            if (part.getKey().equals("properties")) {
                for (Map.Entry<String, JsonNode> field : part.getValue().properties()) {
                    assertThat(field.getValue().has("description")
                                    || field.getValue().has("$ref"))
                            .as(name + "/" + field.getKey() + " has a description")
                            .isTrue();
                    describes(field.getValue(), name + "/" + field.getKey());
                }
            } else if (part.getValue().isObject()) {
                describes(part.getValue(), name);
            }
        }
    }
}

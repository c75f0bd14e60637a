package dev.pacifica.suite.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a catalogue file is told by file, line, rule and field. */
class RuleReaderTest {
    private static final String INDEX = """
            {"format": 1, "areas": [
            {"area":"CHK","title":"Checks","chapter":"APM2 15","stated":true}
            ]}
            """;
    private static final String GOOD = """
            {"format": 1, "area": "CHK", "rules": [
            {"id":"CHK-01","title":"One","statement":"It is so.","kind":"required","section":"APM2 15.5.1","status":"observable"},
            {"id":"CHK-02","title":"Two","statement":"It is so too.","kind":"ambiguous","section":"APM2 15.5.1","status":"unobservable","reason":"Why not.","permits":["this","that"]},
            {"id":"CHK-03","title":"Three","statement":"As one.","kind":"required","section":"APM2 15.5.1","status":"sameAs","sameAs":"CHK-01"}
            ]}
            """;

    @Test
    void aGoodFileIsReadAndWrittenBackAsItWas() {
        RuleCatalogue catalogue = catalogue(INDEX, GOOD);
        assertThat(catalogue.rule("CHK-02").orElseThrow().permits()).containsExactly("this", "that");
        assertThat(RuleWriter.rules(catalogue.area("CHK").orElseThrow())).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "\"format\": 1 ~ \"format\": 2 ~ CHK.json: field 'format': expected 1, found 2",
                "\"area\": \"CHK\" ~ \"area\": \"EN\" ~ CHK.json: field 'area': expected \"CHK\", as in the index",
                "\"rules\": [ ~ \"rules\": [[], ~ CHK.json:2: expected an object",
                "\"CHK-02\" ~ \"CHK_02\" ~ CHK.json:3: rule 'CHK_02': field 'id': expected an identifier such as CHK-05",
                "\"CHK-02\" ~ \"EN-02\" ~ CHK.json: rule 'EN-02' does not belong to area CHK; move it to EN.json",
                "\"CHK-02\" ~ \"CHK-01\" ~ CHK.json: rule 'CHK-01' is there twice",
                "\"title\":\"Two\" ~ \"title\":\"\" ~ CHK.json:3: rule 'CHK-02': field 'title': expected a string that is not empty",
                "\"title\":\"Two\", ~ `` ~ CHK.json:3: rule 'CHK-02': field 'title': expected a string, found nothing",
                "\"title\":\"Two\" ~ \"titel\":\"Two\" ~ CHK.json:3: rule 'CHK-02': unknown field [titel]",
                "\"title\":\"Two\" ~ \"title\":\"Two\",\"title\":\"Two\" ~ CHK.json:3: not JSON: Duplicate",
                "ambiguous ~ vague ~ CHK.json:3: rule 'CHK-02': field 'kind': expected one of [required, permitted,",
                "unobservable ~ hidden ~ CHK.json:3: rule 'CHK-02': field 'status': expected one of [observable,",
                ",\"status\":\"unobservable\" ~ `` ~ CHK.json:3: rule 'CHK-02': field 'status': expected a status",
                ",\"reason\":\"Why not.\" ~ `` ~ CHK.json:3: rule 'CHK-02': field 'reason': expected why no vector observes it",
                ",\"permits\":[\"this\",\"that\"] ~ `` ~ CHK.json:3: rule 'CHK-02': field 'permits': expected the behaviours",
                "[\"this\",\"that\"] ~ [] ~ CHK.json:3: rule 'CHK-02': field 'permits': expected a list of at least one string",
                "[\"this\",\"that\"] ~ [1] ~ CHK.json:3: rule 'CHK-02': field 'permits': expected a list of strings",
                "\"statement\":\"It is so too.\", ~ `` ~ CHK.json:3: rule 'CHK-02': field 'statement': expected what the rule says",
                "\"kind\":\"ambiguous\", ~ `` ~ CHK.json:3: rule 'CHK-02': field 'kind': expected how binding",
                ",\"sameAs\":\"CHK-01\" ~ `` ~ CHK.json:4: rule 'CHK-03': field 'sameAs': expected the rule that states the same",
                "\"sameAs\":\"CHK-01\" ~ \"sameAs\":\"CHK-09\" ~ rule 'CHK-03': field 'sameAs': expected a rule that is not itself",
                "\"sameAs\":\"CHK-01\" ~ \"sameAs\":\"CHK-03\" ~ rule 'CHK-03': field 'sameAs': expected a rule that is not itself",
                "]} ~ ] ~ not JSON",
            })
    void aMalformedFileIsNamedWithLineRuleAndField(String from, String to, String message) {
        assertThat(GOOD).contains(from);
        assertThatThrownBy(() -> catalogue(INDEX, GOOD.replace(from, to)))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("CHK.json");
    }

    @Test
    void aStatedAreaHasNoPlannedRuleWithoutStatement() {
        String planned = GOOD.replace("\"statement\":\"It is so.\",\"kind\":\"required\",", "")
                .replace("\"observable\"", "\"planned\"");
        assertThatThrownBy(() -> catalogue(INDEX, planned))
                .hasMessageContaining("CHK.json: rule 'CHK-01': field 'statement'")
                .hasMessageContaining("index.json calls the area stated");
        assertThat(catalogue(INDEX.replace("true", "false"), planned).rule("CHK-01"))
                .isPresent();
    }

    @Test
    void aMalformedIndexIsNamedWithLineAndField() {
        assertThatThrownBy(() -> catalogue(INDEX.replace("true", "1"), GOOD))
                .hasMessage("index.json:2: field 'stated': expected true or false, found 1");
    }

    @Test
    void aFileThatTheIndexNamesButIsMissingIsNamed() {
        assertThatThrownBy(() -> RuleCatalogue.resource("NONE.json"))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageContaining("rules/NONE.json is missing");
    }

    private static RuleCatalogue catalogue(String index, String rules) {
        return RuleCatalogue.of(file -> file.equals("index.json") ? index : rules);
    }
}

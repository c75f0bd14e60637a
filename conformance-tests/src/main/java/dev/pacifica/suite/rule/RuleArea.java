package dev.pacifica.suite.rule;

import java.util.List;

/**
 * The rules of one topic.
 *
 * @param id what their identifiers begin with, such as {@code CHK}
 * @param title the topic
 * @param chapter where the manual treats it
 * @param isStated whether every rule has its statement; if not, the area has not been taken up
 * @param rules its rules, in the order of the catalogue
 */
public record RuleArea(String id, String title, String chapter, boolean isStated, List<RuleEntry> rules) {
    public RuleArea {
        rules = List.copyOf(rules);
    }
}

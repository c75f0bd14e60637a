package dev.pacifica.suite.rule;

import dev.pacifica.suite.rule.RuleEntry.Status;
import dev.pacifica.suite.words.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** All rules, by area in reading order. */
public final class RuleCatalogue {
    /** Folder of the published files, below the vectors. */
    static final String FOLDER = "/dev/pacifica/vectors/rules/";

    private static final String INDEX = "index.json";

    private final List<RuleArea> areas;
    private final Map<String, RuleEntry> rules = new LinkedHashMap<>();

    private RuleCatalogue(List<RuleArea> areas) {
        this.areas = List.copyOf(areas);
        for (RuleArea area : areas) {
            for (RuleEntry rule : area.rules()) {
                if (rules.put(rule.id(), rule) != null) {
                    throw new RuleFormatException("%s.json: rule '%s' is there twice".formatted(area.id(), rule.id()));
                }
                if (area.isStated() && rule.statement().isEmpty()) {
                    throw new RuleFormatException(
                            "%s.json: rule '%s': field 'statement': expected what the rule says, as %s calls the area stated"
                                    .formatted(area.id(), rule.id(), INDEX));
                }
            }
        }
        rules.values().forEach(this::checkSameAs);
    }

    /** The catalogue that comes with the suite. */
    public static RuleCatalogue published() {
        return Published.CATALOGUE;
    }

    /**
     * A catalogue.
     *
     * @param content content of each file by its name: {@code index.json}, and {@code CHK.json} for area CHK
     * @throws RuleFormatException if a file is malformed or the rules contradict each other
     */
    static RuleCatalogue of(UnaryOperator<String> content) {
        List<RuleArea> areas = new ArrayList<>();
        for (RuleArea area : RuleReader.index(INDEX, content.apply(INDEX))) {
            String file = area.id() + ".json";
            List<RuleEntry> rules = RuleReader.rules(file, content.apply(file), area.id());
            areas.add(new RuleArea(area.id(), area.title(), area.chapter(), area.isStated(), rules));
        }
        return new RuleCatalogue(areas);
    }

    /** The areas, in reading order. */
    public List<RuleArea> areas() {
        return areas;
    }

    /** All rules, area after area. */
    public List<RuleEntry> rules() {
        return List.copyOf(rules.values());
    }

    /** The IDs of all rules. */
    public Set<String> ids() {
        return rules().stream().map(RuleEntry::id).collect(Collectors.toUnmodifiableSet());
    }

    /** The rule with this identifier. */
    public Optional<RuleEntry> rule(String id) {
        return Optional.ofNullable(rules.get(id));
    }

    /** Whether there is a rule with this identifier. */
    public boolean isKnown(String id) {
        return rules.containsKey(id);
    }

    /** The area with this identifier. */
    public Optional<RuleArea> area(String id) {
        return areas.stream().filter(area -> area.id().equals(id)).findFirst();
    }

    /** The identifiers of rules that come nearest to a mistyped one, the nearest first; at most three. */
    public List<String> rulesLike(String mistyped) {
        return Spelling.nearest(mistyped.toUpperCase(Locale.ROOT), rules.keySet());
    }

    /** The areas that come nearest to a mistyped one, the nearest first; at most three. */
    public List<String> areasLike(String mistyped) {
        return Spelling.nearest(
                mistyped.toUpperCase(Locale.ROOT),
                areas.stream().map(RuleArea::id).toList());
    }

    private void checkSameAs(RuleEntry rule) {
        rule.sameAs().ifPresent(other -> {
            boolean isThere = rules.containsKey(other) && rules.get(other).status() != Status.SAME_AS;
            if (!isThere) {
                throw new RuleFormatException(
                        "%s.json: rule '%s': field 'sameAs': expected a rule that is not itself the same as another, found '%s'"
                                .formatted(rule.area(), rule.id(), other));
            }
        });
    }

    /** The bytes of a published file, as text. */
    static String resource(String file) {
        try (InputStream in = RuleCatalogue.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new RuleFormatException(
                        "rules/%s is missing from the vectors on the class path, or does not belong in rules/%s"
                                .formatted(file, INDEX));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Published {
        static final RuleCatalogue CATALOGUE = of(RuleCatalogue::resource);
    }
}

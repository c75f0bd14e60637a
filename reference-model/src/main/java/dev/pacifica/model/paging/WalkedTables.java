package dev.pacifica.model.paging;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tables that a walk goes through.
 *
 * @param own those in CR3; null if the guest does not page
 * @param nested those in N_CR3; null without nested paging
 */
record WalkedTables(@Nullable Translation own, @Nullable Translation nested) {
    boolean isNested() {
        return nested != null;
    }

    /** Whether a walk through the others begins at the same entries and reads them in the same way. */
    boolean areThoseOf(WalkedTables other) {
        return areSame(own, other.own) && areSame(nested, other.nested);
    }

    private static boolean areSame(@Nullable Translation one, @Nullable Translation other) {
        if (one == null || other == null) {
            return Objects.equals(one, other);
        }
        return one.root() == other.root() && one.format() == other.format();
    }
}

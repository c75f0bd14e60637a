package dev.pacifica.suite.walk;

import dev.pacifica.model.paging.PagingEntry.Visit;
import dev.pacifica.model.paging.PagingEntry.Walk;
import dev.pacifica.model.paging.WalkResult;
import dev.pacifica.model.svm.WorldSwitchEntry.Exit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The walks that belong to one translation.
 *
 * @param tables through the nested tables, one for each entry of the guest's that was wanted
 * @param own through the tables in CR3; nothing if the guest does not page
 * @param page through the nested tables, for the address at the end
 * @param exit the #VMEXIT that came of its fault
 */
record Translation(List<Walk> tables, Optional<Walk> own, Optional<Walk> page, Optional<Exit> exit) {
    /** What a reader wants to see: a fault, rather of the guest than of the host, the longer walk, rather of data; of equal ones the last. */
    static final Comparator<Translation> BY_INTEREST = Comparator.comparing(Translation::isFaulted)
            .thenComparing(Translation::isOfGuest)
            .thenComparing(translation -> translation.isFaulted() ? 0 : translation.visits())
            .thenComparing(translation ->
                    translation.isFaulted() || !translation.first().access().isFetch());

    Translation with(Exit now) {
        return new Translation(tables, own, page, Optional.of(now));
    }

    Walk first() {
        return own.or(() -> page).orElseThrow();
    }

    /** The walk that decided. */
    Walk last() {
        return page.or(() -> own).orElseThrow();
    }

    boolean isFaulted() {
        return !(last().result() instanceof WalkResult.Mapped);
    }

    boolean isOfGuest() {
        return first().asid() != 0;
    }

    private int visits() {
        int visits = own.map(Walk::visits).map(List::size).orElse(0)
                + page.map(Walk::visits).map(List::size).orElse(0);
        return visits
                + tables.stream().map(Walk::visits).mapToInt(List<Visit>::size).sum();
    }
}

package dev.pacifica.suite.walk;

import java.util.List;

/**
 * One translation, as it is drawn: a column for each level of the tables and one for what they lead to; in a column, the nested tables that
 * find its entry. Numbers are hexadecimal digits behind {@code 0x}.
 *
 * @param what which translation this is
 * @param columns in the order of the walk
 * @param result what it came to
 * @param faulted whether it ended in a fault
 */
public record WalkPicture(String what, List<Column> columns, String result, boolean faulted) {
    /**
     * One level of the tables that CR3 leads to, or, at the end, the page.
     *
     * @param name of the level's entry; {@code page}
     * @param gpa the guest-physical address that the nested tables translate; empty where they do not
     * @param nested what they have for it, from the root on
     * @param own the entry of this level; none if the walk did not come so far, and for the page
     * @param reached for the page, its system-physical address; empty if it was not reached
     */
    public record Column(String name, String gpa, List<Entry> nested, List<Entry> own, String reached) {}

    /**
     * An entry that was read.
     *
     * @param name PTE, PDE, …
     * @param at its system-physical address
     * @param value as it was read
     * @param bits names of the bits that are set
     * @param marks names of those that the walk set in it
     * @param denies why it takes part in a fault of rights; empty if it does not
     * @param fault why the walk ended here; empty if it did not
     */
    public record Entry(
            String name, String at, String value, List<String> bits, List<String> marks, String denies, String fault) {}
}

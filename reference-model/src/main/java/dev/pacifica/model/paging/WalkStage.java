package dev.pacifica.model.paging;

/** Which walk a walk is. */
public enum WalkStage {
    /** The only one: of the host, or of a guest without nested paging. */
    SINGLE,
    /** Of a guest's tables, to a guest-physical address. */
    GUEST,
    /** Of the nested tables, from a guest-physical address. */
    NESTED
}

package dev.pacifica.model.paging;

/**
 * What the VMCB says of nested paging.
 *
 * @param root N_CR3 as it is; the walk takes the bits that the format uses
 * @param gmet guest-mode execute trap (GMET-06)
 * @param shadowStackCheck pages of supervisor shadow stacks are told apart (NPX-02)
 * @param readOnlyTables reads of the guest's tables need not be able to write (NPX-21)
 */
public record NestedControls(long root, boolean gmet, boolean shadowStackCheck, boolean readOnlyTables) {}

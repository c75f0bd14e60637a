package dev.pacifica.suite.oracle;

/**
 * What decides about an access beside the tables.
 *
 * @param wp CR0.WP
 * @param nxe EFER.NXE
 * @param smep CR4.SMEP
 * @param smap CR4.SMAP
 * @param ac RFLAGS.AC
 * @param pse CR4.PSE
 * @param page1Gb whether the processor has 1-GByte pages
 * @param physicalAddressBits the width of its physical addresses
 */
public record PagingControls(
        boolean wp,
        boolean nxe,
        boolean smep,
        boolean smap,
        boolean ac,
        boolean pse,
        boolean page1Gb,
        int physicalAddressBits) {}

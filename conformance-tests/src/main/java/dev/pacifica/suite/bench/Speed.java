package dev.pacifica.suite.bench;

/**
 * How fast a target was in one round of the programs.
 *
 * @param instructions instructions of the loop a second
 * @param switches world switches a second: VMRUN and #VMEXIT together count one
 */
public record Speed(double instructions, double switches) {}

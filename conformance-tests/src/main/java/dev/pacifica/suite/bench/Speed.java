package dev.pacifica.suite.bench;

/**
 * How fast a target was in one round.
 *
 * @param instructions instructions of the loop a second
 * @param switches world switches a second: VMRUN and #VMEXIT together count one
 * @param vectors golden vectors a second
 */
public record Speed(double instructions, double switches, double vectors) {}

package dev.pacifica.suite.manifest;

/**
 * A vector that was published and taken back. Its ID is never used again.
 *
 * @param id ID of the vector
 * @param reason why it was wrong
 */
public record Revoked(String id, String reason) {}

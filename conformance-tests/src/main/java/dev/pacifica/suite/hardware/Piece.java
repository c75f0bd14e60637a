package dev.pacifica.suite.hardware;

/**
 * One instruction of a snippet.
 *
 * @param offset of its first byte in the code of the snippet
 * @param length in bytes
 * @param operandBits 8, 16, 32 or 64
 * @param count the shift count in the instruction; -1 if it is in CL
 */
record Piece(UserForm form, int offset, int length, int operandBits, int count) {}

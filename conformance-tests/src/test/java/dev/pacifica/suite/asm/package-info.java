/**
 * Tests of the assembler. NASM itself is the judge of the bytes: the instruction table writes its own test programs, which both
 * assemble. What the assembler adds, its messages above all, is tested directly.
 */
package dev.pacifica.suite.asm;

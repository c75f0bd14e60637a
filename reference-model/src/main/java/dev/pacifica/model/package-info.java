/**
 * The reference model: AMD64 with SVM, written to be read next to the manual, and executable. Each package uses only
 * those below it: rule, profile, state, memory, paging, segment, event, decode, execute, apic, svm, smm, dev, skinit,
 * platform, machine. Start reading at {@code machine} to run it, at {@code state} to understand it.
 */
@NullMarked
package dev.pacifica.model;

import org.jspecify.annotations.NullMarked;

/** Drafts about features of processors with SVM: branch records, PAUSE filter, time stamps, CPUID and the MSRs. */
@NullMarked
package dev.pacifica.suite.draft.feature;

import org.jspecify.annotations.NullMarked;

/**
 * AMD's secure virtual machine (APM2 chapter 15): the VMCB, VMRUN and #VMEXIT in the manual's order, the legality checks, what is
 * intercepted, the SVM instructions and the SVM MSRs. Implements the ports by which lower layers ask whether something is intercepted.
 * {@link dev.pacifica.model.svm.Svm} is the way in.
 */
@NullMarked
package dev.pacifica.model.svm;

import org.jspecify.annotations.NullMarked;

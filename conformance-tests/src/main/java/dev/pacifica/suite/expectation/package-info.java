/**
 * What is known of a target: its divergences, each traced to a finding, so that a run can tell what is new from what is not.
 */
@NullMarked
package dev.pacifica.suite.expectation;

import org.jspecify.annotations.NullMarked;

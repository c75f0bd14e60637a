/**
 * What is known of a target: its divergences, each traced to a finding, so that a run can tell what is new from what is not. Expectation
 * files hold it: {@code conformance-tests/src/main/resources/dev/pacifica/suite/expectations}.
 */
@NullMarked
package dev.pacifica.suite.expectation;

import org.jspecify.annotations.NullMarked;

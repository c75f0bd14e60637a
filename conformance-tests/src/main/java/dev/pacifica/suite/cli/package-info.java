/**
 * The command line. Exit codes: 0 as expected, 1 divergence, 2 usage or unusable input, 3 the target could not be run.
 */
@NullMarked
package dev.pacifica.suite.cli;

import org.jspecify.annotations.NullMarked;

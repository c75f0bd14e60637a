/**
 * Reports of runs: JSON and JUnit XML for programs, one self-contained HTML page for people, all from the same {@link
 * dev.pacifica.suite.report.Report}, so that they cannot disagree.
 */
@NullMarked
package dev.pacifica.suite.report;

import org.jspecify.annotations.NullMarked;

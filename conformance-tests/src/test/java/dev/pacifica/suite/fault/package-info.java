/** The vectors tested by faults: a model that breaks a rule on purpose has to be caught, and by claims alone. {@code docs/seeded-faults.md} */
package dev.pacifica.suite.fault;

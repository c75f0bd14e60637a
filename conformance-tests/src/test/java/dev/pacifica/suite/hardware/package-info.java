@org.jspecify.annotations.NullMarked
package dev.pacifica.suite.hardware;

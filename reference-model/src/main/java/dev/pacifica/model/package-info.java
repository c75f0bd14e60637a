/** Placeholder. */
package dev.pacifica.model;

/**
 * Which processor is modelled. A profile is a value: a set of features and a few numbers; nothing in the model asks for a
 * processor family. The CPUID leaves ({@link dev.pacifica.model.profile.Cpuid}) follow from the profile.
 */
@NullMarked
package dev.pacifica.model.profile;

import org.jspecify.annotations.NullMarked;

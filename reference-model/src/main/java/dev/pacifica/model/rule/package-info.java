/**
 * The names of the rules and what the model does with them. A rule is cited where it is decided
 * ({@link dev.pacifica.model.rule.RuleTrace}); where the architecture allows several behaviours the model asks
 * {@link dev.pacifica.model.rule.Choices}; where it leaves a value undefined the model takes it from
 * {@link dev.pacifica.model.rule.Unspecified}.
 */
@NullMarked
package dev.pacifica.model.rule;

import org.jspecify.annotations.NullMarked;

/** Properties: what a hypervisor does behind a guest's back does not show in the guest. */
@NullMarked
package dev.pacifica.suite.transparency;

import org.jspecify.annotations.NullMarked;

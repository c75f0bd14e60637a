/**
 * Exceptions and interrupts: which are intercepted, how they combine, and how they are delivered in every mode. The ports
 * {@link dev.pacifica.model.event.Interception} and {@link dev.pacifica.model.event.InterruptSource} are what this layer
 * asks of those above; outside guest mode nothing answers the first.
 * {@link dev.pacifica.model.event.EventDelivery} is the flow of APM2 15.7.3 and chapter 8.
 */
@NullMarked
package dev.pacifica.model.event;

import org.jspecify.annotations.NullMarked;

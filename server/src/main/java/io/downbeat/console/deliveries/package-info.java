/**
 * The pages of what has not arrived: why, since when, what comes next, and what a person may do about it; beside the
 * deliveries the hours of metering, the webhooks that were given up, and the switches to come that would fail. And the page of
 * one delivery, arrived or not: its story from what was frozen to what the provider said last.
 *
 * <p>Owns no rule: the lists are the delivery engine's and metering's, and so is what an operator may do; whether a history is whole, {@code
 * verification} says. Each action has a page before it that says what will happen.
 *
 * <p>Instants that differ: since is when a delivery came into its state, the deadline is the provider's, the next try ours.
 */
@NullMarked
package io.downbeat.console.deliveries;

import org.jspecify.annotations.NullMarked;

/**
 * What an alert says, what it finds in a customer's account, and what an evaluation changes. Pure: no database, every
 * instant an argument.
 *
 * <p>Owns the terms of alerts, one measure for each type, and the state machine of a customer's status. Does not own the figures
 * (invoicing computes drafts and balances, usage counts), where alerts and states are kept, and when to evaluate.
 */
@NullMarked
package io.downbeat.customeralerts.rules;

import org.jspecify.annotations.NullMarked;

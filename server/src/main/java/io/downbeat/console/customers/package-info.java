/**
 * The pages of customers: who they are, what was agreed with them, and where their invoices go. Adds customers and
 * configurations, and archives both.
 *
 * <p>Owns no rule and no table: each form says what the API's operation of the same name says, and is refused by it. What
 * archiving would strand is read from the schedules before anything is done. Credentials belong to delivery methods, which
 * are the settings' matter; no page here has any.
 *
 * <p>Instants that differ: a segment's boundaries are the contract's, a check's moment is when the provider was asked.
 */
@NullMarked
package io.downbeat.console.customers;

import org.jspecify.annotations.NullMarked;

package io.downbeat.outbound;

import io.downbeat.providers.BillingProvider;

/**
 * Whether an account is held back, by its own circuit or by that of its credentials.
 *
 * @param isOpen also while its pause is over and nobody has asked it yet
 */
public record AccountCircuit(String accountKey, BillingProvider provider, boolean isOpen) {}

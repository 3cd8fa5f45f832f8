package io.downbeat.contracts;

import java.time.Instant;

/**
 * Fact, published in the archiving transaction: the contract bills nothing any more.
 *
 * @param voidInvoices whether invoices that are finalized are to be voided as well
 */
public record ContractArchived(Contract contract, Instant archivedAt, boolean voidInvoices) {}

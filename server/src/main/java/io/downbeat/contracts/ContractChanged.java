package io.downbeat.contracts;

/**
 * Fact, published in the edit's transaction: the terms of a contract changed. A listener that throws {@code Refused}
 * refuses the whole edit.
 *
 * @param mayEndBeforeFinalizedInvoice whether the new end may lie before the end of an invoice that is finalized
 */
public record ContractChanged(ContractTerms before, ContractTerms after, boolean mayEndBeforeFinalizedInvoice) {}

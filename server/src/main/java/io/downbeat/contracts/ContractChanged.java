package io.downbeat.contracts;

/**
 * News, in the edit's transaction: a contract's terms are others from now on. A listener that throws {@code Refused}
 * refuses the whole edit.
 *
 * @param mayEndBeforeFinalizedInvoice whether the new end may lie before the end of an invoice that is finalized
 */
public record ContractChanged(ContractTerms before, ContractTerms after, boolean mayEndBeforeFinalizedInvoice) {}

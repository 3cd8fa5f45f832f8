package io.downbeat.contracts;

public record ContractChanged(ContractTerms before, ContractTerms after, boolean mayEndBeforeFinalizedInvoice) {}

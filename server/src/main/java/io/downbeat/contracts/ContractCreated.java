package io.downbeat.contracts;

/** News, in the creating transaction: a contract exists from now on. A listener may refuse it by throwing. */
public record ContractCreated(ContractTerms terms) {}

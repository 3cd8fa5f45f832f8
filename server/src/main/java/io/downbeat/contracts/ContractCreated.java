package io.downbeat.contracts;

/** Fact, published in the creating transaction: a contract was created. A listener may refuse it by throwing. */
public record ContractCreated(ContractTerms terms) {}

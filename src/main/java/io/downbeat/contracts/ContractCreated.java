package io.downbeat.contracts;

public record ContractCreated(ContractTerms terms) {}

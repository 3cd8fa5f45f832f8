package io.downbeat.pricing;

/** Fact, published in the transaction of the change: a rate card has rates that it had not before. */
public record RatesChanged(RateCardId card) {}

package io.downbeat.pricing.rates;

/** What a unit costs, in the rate card's currency: USD in cents, every other currency in whole units. */
public sealed interface Rate permits FlatRate, TieredRate, PercentageRate {}

package io.downbeat.balances;

import io.downbeat.customers.CustomerId;
import java.util.UUID;

/** The key of a contract that agreed on balances or draws on them. Contracts live above this package, so it is named by its bare id. */
public record BalanceHolder(CustomerId customer, UUID contract) {}

package io.downbeat.contracts;

import java.time.Instant;

public record ContractArchived(Contract contract, Instant archivedAt, boolean voidInvoices) {}

package io.downbeat.invoicing;

import java.util.List;

public record InvoicesFinalized(List<Invoice> invoices) {}

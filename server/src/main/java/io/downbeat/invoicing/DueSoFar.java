package io.downbeat.invoicing;

import io.downbeat.core.Amount;
import io.downbeat.core.ServicePeriod;
import org.jspecify.annotations.Nullable;

/**
 * What is due on an invoice at a moment, and may be metered to a marketplace.
 *
 * @param period {@code null} for a scheduled invoice
 * @param amount of a draft what is {@link io.downbeat.rating.Rating#certainSoFar certain so far}; of a finalized
 *     invoice its total; of a void one nothing
 * @param total of a draft what it would be finalized with now, its lines rounded as they will be; else the amount
 */
public record DueSoFar(
        InvoiceId invoice, InvoiceStatus status, @Nullable ServicePeriod period, Amount amount, Amount total) {}

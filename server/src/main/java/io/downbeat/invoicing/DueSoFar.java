package io.downbeat.invoicing;

import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much of an invoice is certain to be due at a moment; what a marketplace may be told.
 *
 * @param period {@code null} for a scheduled invoice
 * @param cents in the currency's own unit, cents for USD. Draft: the sum of its lines' exact amounts, each rounded
 *     down, with scheduled charges from their date on. Finalized: the total. Void: 0
 */
public record DueSoFar(
        InvoiceId invoice,
        InvoiceStatus status,
        @Nullable ServicePeriod period,
        CreditType currency,
        BigDecimal cents) {}

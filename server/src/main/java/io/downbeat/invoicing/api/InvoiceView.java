package io.downbeat.invoicing.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as the API shows it; a scheduled one has no period there.
 *
 * @param subtotal what the lines come to
 * @param total what is owed; nothing comes between the two yet
 */
record InvoiceView(
        @JsonUnwrapped Identity identity,
        List<Line> lineItems,
        BigDecimal subtotal,
        BigDecimal total,
        @JsonUnwrapped Dates dates,
        String billableStatus,
        @JsonUnwrapped Fields fields,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable External externalInvoice,
        @Nullable UUID regeneratedFromInvoiceId) {
    /** Whose invoice it is, and of which kind. */
    record Identity(UUID id, UUID customerId, UUID contractId, String type, String status, Currency creditType) {
        static Identity of(Invoice invoice) {
            return new Identity(
                    invoice.id().value(),
                    invoice.customer().value(),
                    invoice.contract().value(),
                    invoice.type().name(),
                    invoice.status().name(),
                    Currency.of(invoice.currency()));
        }
    }

    record Dates(
            @Nullable Instant startTimestamp,
            @Nullable Instant endTimestamp,
            Instant issuedAt,
            Instant createdAt,
            int netPaymentTermsDays) {
        static Dates of(Invoice invoice) {
            ServicePeriod period = invoice.period();
            return new Dates(
                    period == null ? null : period.start(),
                    period == null ? null : period.end(),
                    invoice.issuedAt(),
                    invoice.createdAt(),
                    invoice.netPaymentTermsDays());
        }
    }

    /** An invoice has no custom fields of its own yet. */
    record Fields(
            Map<String, String> customFields,
            Map<String, String> contractCustomFields,
            Map<String, String> customerCustomFields) {}

    /** A credit type as the API shows it. */
    record Currency(UUID id, String name) {
        static Currency of(CreditType type) {
            return new Currency(type.id(), type.name());
        }
    }

    /** A tier; the API has numbers as text here. */
    record Tier(
            int level,
            String startingAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String size) {
        static Tier of(TierRange tier) {
            return new Tier(
                    tier.level(),
                    tier.startingAt().toPlainString(),
                    tier.size() == null ? null : tier.size().toPlainString());
        }
    }

    record Line(
            Currency creditType,
            String type,
            String name,
            BigDecimal total,
            BigDecimal quantity,
            BigDecimal unitPrice,
            UUID productId,
            String productType,
            @JsonUnwrapped Origin origin) {
        static Line of(InvoiceLine line) {
            return new Line(
                    Currency.of(line.total().unit()),
                    line.source().type(),
                    line.name(),
                    line.total().value(),
                    line.quantity().units(),
                    line.quantity().unitPrice().value(),
                    line.product().id().value(),
                    line.source().productType(),
                    Origin.of(line.source()));
        }
    }

    /** What a line comes from. */
    record Origin(
            Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable Map<String, String> pricingGroupValues,
            @Nullable Map<String, String> presentationGroupValues,
            @Nullable Tier tier,
            @Nullable UUID scheduledChargeId) {
        static Origin of(InvoiceLine.Source source) {
            return switch (source) {
                case InvoiceLine.Usage(var from, var until, var pricing, var presentation, var tier) ->
                    new Origin(
                            from,
                            until,
                            pricing.isEmpty() ? null : pricing,
                            presentation.isEmpty() ? null : presentation,
                            tier == null ? null : Tier.of(tier),
                            null);
                case InvoiceLine.Scheduled scheduled ->
                    new Origin(scheduled.date(), null, null, null, null, scheduled.charge());
            };
        }
    }

    /** {@code external_invoice}: what the billing provider made of it. */
    record External(
            String billingProviderType,
            @Nullable String invoiceId,
            @Nullable Instant issuedAtTimestamp,
            String externalStatus,
            @Nullable String pdfUrl,
            @Nullable BigDecimal invoicedTotal,
            @Nullable BigDecimal invoicedSubTotal,
            @Nullable String billingProviderError,
            @Nullable String externalPaymentId) {
        static External of(ExternalInvoice external) {
            return new External(
                    external.billingProviderType(),
                    external.invoiceId(),
                    external.issuedAt(),
                    external.externalStatus(),
                    external.pdfUrl(),
                    external.invoicedTotal(),
                    external.invoicedSubTotal(),
                    external.error(),
                    external.externalPaymentId());
        }
    }

    /** The part of an invoice that falls into one window. */
    record Breakdown(
            @JsonProperty Instant breakdownStartTimestamp,
            @JsonProperty Instant breakdownEndTimestamp,
            @JsonUnwrapped InvoiceView invoice) {}

    /** What is shown with an invoice but not part of it. */
    record Around(
            Map<String, String> contractFields,
            Map<String, String> customerFields,
            @Nullable ExternalInvoice external,
            boolean withoutZeroQuantities) {}

    static InvoiceView of(Invoice invoice, Around around) {
        return of(invoice, invoice.lines(), invoice.total(), around);
    }

    /** The part of the invoice that falls into a window: its lines there, and what they come to. */
    static InvoiceView ofWindow(Invoice invoice, List<InvoiceLine> part, Around around) {
        return of(invoice, part, Rating.total(invoice.currency(), part), around);
    }

    private static InvoiceView of(Invoice invoice, List<InvoiceLine> lines, Amount total, Around around) {
        return new InvoiceView(
                Identity.of(invoice),
                lines.stream()
                        .filter(line -> !around.withoutZeroQuantities()
                                || line.quantity().units().signum() != 0)
                        .map(Line::of)
                        .toList(),
                Rating.total(invoice.currency(), lines).value(),
                total.value(),
                Dates.of(invoice),
                "billable",
                new Fields(Map.of(), around.contractFields(), around.customerFields()),
                around.external() == null ? null : External.of(around.external()),
                invoice.regeneratedFrom() == null
                        ? null
                        : invoice.regeneratedFrom().value());
    }
}

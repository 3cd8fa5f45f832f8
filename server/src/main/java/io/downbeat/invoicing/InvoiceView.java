package io.downbeat.invoicing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.TierRange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An invoice as the API shows it; a scheduled one has no period there. */
record InvoiceView(
        UUID id,
        UUID customerId,
        UUID contractId,
        String type,
        String status,
        Currency creditType,
        List<Line> lineItems,
        BigDecimal subtotal,
        BigDecimal total,
        @Nullable Instant startTimestamp,
        @Nullable Instant endTimestamp,
        Instant issuedAt,
        Instant createdAt,
        int netPaymentTermsDays,
        String billableStatus,
        Map<String, String> customFields,
        Map<String, String> contractCustomFields,
        Map<String, String> customerCustomFields,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable External externalInvoice,
        @Nullable UUID regeneratedFromInvoiceId) {

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
            @Nullable BigDecimal quantity,
            @Nullable BigDecimal unitPrice,
            @Nullable UUID productId,
            @Nullable String productType,
            @Nullable Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable Map<String, String> pricingGroupValues,
            @Nullable Map<String, String> presentationGroupValues,
            @Nullable Tier tier,
            @Nullable UUID scheduledChargeId) {
        static Line of(CreditType currency, InvoiceLine line) {
            return new Line(
                    Currency.of(currency),
                    line.type(),
                    line.name(),
                    line.total(),
                    line.quantity(),
                    line.unitPrice(),
                    line.product() == null ? null : line.product().value(),
                    line.productType(),
                    line.startingAt(),
                    line.endingBefore(),
                    line.pricingGroupValues().isEmpty() ? null : line.pricingGroupValues(),
                    line.presentationGroupValues().isEmpty() ? null : line.presentationGroupValues(),
                    line.tier() == null ? null : Tier.of(line.tier()),
                    line.scheduledChargeId());
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

    /** The invoice with other lines: those of a window. */
    static InvoiceView of(Invoice invoice, List<InvoiceLine> lines, BigDecimal total, Around around) {
        ServicePeriod period = invoice.period();
        return new InvoiceView(
                invoice.id().value(),
                invoice.customer().value(),
                invoice.contract().value(),
                invoice.type().name(),
                invoice.status().name(),
                Currency.of(invoice.currency()),
                lines.stream()
                        .filter(line -> !around.withoutZeroQuantities() || !isZero(line))
                        .map(line -> Line.of(invoice.currency(), line))
                        .toList(),
                total,
                total,
                period == null ? null : period.start(),
                period == null ? null : period.end(),
                invoice.issuedAt(),
                invoice.createdAt(),
                invoice.netPaymentTermsDays(),
                "billable",
                Map.of(),
                around.contractFields(),
                around.customerFields(),
                around.external() == null ? null : External.of(around.external()),
                invoice.regeneratedFrom() == null
                        ? null
                        : invoice.regeneratedFrom().value());
    }

    private static boolean isZero(InvoiceLine line) {
        return line.quantity() != null && line.quantity().signum() == 0;
    }
}

package io.downbeat.metering.settlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.delivery.Deliveries;
import io.downbeat.invoicing.DueSoFar;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.metering.MeterLedger;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What was metered of an invoice, and what of it is still to come. */
@RestController
final class InvoiceMeteringApi {
    /**
     * {@code handedOverCents} are with an intermediary that has not confirmed them; they count as metered.
     * {@code carriedCents} of the confirmed ones were metered with an earlier invoice beyond its total.
     * {@code remainderCents} is what is due less what counts as metered: negative where that is more, or where the total is
     * below zero, which a marketplace does not take.
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record InvoiceMetering(
            InvoiceId invoiceId,
            ConfigurationId billingProviderConfigurationId,
            BigInteger dueCents,
            long confirmedCents,
            long carriedCents,
            long openCents,
            long handedOverCents,
            long parkedCents,
            BigInteger remainderCents,
            @Nullable String remainderReason,
            @Nullable Instant deadlineAt,
            @Nullable Instant nextMeterAt) {}

    private static final String BELOW_ZERO =
            "what is due is below zero, and a marketplace takes no such amount and gives nothing back: what remains of"
                + " a finalized invoice is refunded there by hand, and what was metered before is worked off by later"
                + " usage";

    private static final String VOIDED =
            "the invoice is voided after this much was metered, and a marketplace gives nothing back: refund it there"
                    + " and resolve its delivery, or regenerate the invoice, which then meters only what is missing";
    private static final String REFUNDED =
            "the invoice is voided after this much was metered, and whoever resolved its delivery refunded it there; an"
                    + " invoice in its place is metered in full";

    private final Metering metering;
    private final Invoicing invoicing;
    private final Deliveries deliveries;
    private final InstantSource clock;

    InvoiceMeteringApi(Metering metering, Invoicing invoicing, Deliveries deliveries, InstantSource clock) {
        this.metering = metering;
        this.invoicing = invoicing;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @GetMapping("/downbeat/v1/invoices/{id}/metering")
    Data<InvoiceMetering> ofInvoice(@PathVariable UUID id) {
        MeteredInvoice metered = metering.of(new InvoiceId(id))
                .orElseThrow(() -> Refused.notFound("no invoice " + id + " is metered to a marketplace"));
        BigInteger due = due(metered);
        BigInteger remainder = due.subtract(BigInteger.valueOf(metered.cents().billed()));
        return new Data<>(new InvoiceMetering(
                metered.invoice(),
                metered.configuration(),
                due,
                metered.cents().confirmed(),
                metered.cents().carried(),
                metered.cents().open(),
                metered.cents().handedOver(),
                metered.cents().parked(),
                remainder,
                reason(metered, due, remainder),
                metered.deadline(),
                metered.nextLookAt()));
    }

    private BigInteger due(MeteredInvoice metered) {
        if (metered.voided()) {
            // What was metered went over to the invoice in its place; without one nothing of it is due.
            return metered.regenerated() ? BigInteger.valueOf(metered.cents().billed()) : BigInteger.ZERO;
        }
        BigDecimal total = metered.finalCents();
        if (total != null) {
            return total.toBigInteger();
        }
        DueSoFar due =
                invoicing.dueSoFar(List.of(metered.invoice()), clock.instant()).get(metered.invoice());
        return due == null
                ? BigInteger.ZERO
                : due.amount().value().setScale(0, RoundingMode.FLOOR).toBigInteger();
    }

    private @Nullable String reason(MeteredInvoice metered, BigInteger due, BigInteger remainder) {
        if (remainder.signum() == 0) {
            return null;
        }
        if (metered.voided()) {
            boolean isRefunded =
                    !deliveries.takenBackByHand(List.of(metered.invoice())).isEmpty();
            return isRefunded ? REFUNDED : VOIDED;
        }
        if (due.signum() < 0) {
            return BELOW_ZERO;
        }
        if (!MeterLedger.holds(new BigDecimal(due))) {
            return "what is due " + MeterLedger.TOO_MUCH;
        }
        if (remainder.signum() < 0) {
            return "more was metered than is due now; a marketplace gives nothing back, so later usage works it off";
        }
        if (metered.reason() != null) {
            return metered.reason();
        }
        return metered.nextLookAt() == null ? "waits for the invoice to be finalized" : "goes out with the next hour";
    }
}

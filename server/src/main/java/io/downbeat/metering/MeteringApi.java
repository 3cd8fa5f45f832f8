package io.downbeat.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was metered, slot by slot and invoice by invoice; and the door for slots that only a person can judge. */
@RestController
final class MeteringApi {
    /**
     * {@code handedOverCents} are with a carrier that has not confirmed them; they count as metered.
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

    private final MeteringRecordList slots;
    private final Metering metering;
    private final DueAmounts amounts;
    private final ParkedRecords parked;
    private final InstantSource clock;

    MeteringApi(
            MeteringRecordList slots,
            Metering metering,
            DueAmounts amounts,
            ParkedRecords parked,
            InstantSource clock) {
        this.slots = slots;
        this.metering = metering;
        this.amounts = amounts;
        this.parked = parked;
        this.clock = clock;
    }

    @GetMapping("/downbeat/v1/meterSlots")
    Page<MeteringRecordView> list(Query query) {
        int limit = query.limit(100);
        var filter = new MeteringRecordList.Filter(
                query.uuid("invoice_id"), query.uuid("configuration_id"), query.oneOf("state", RecordState.class));
        List<MeteringRecordView> rows = slots.list(filter, query.nextPage(), limit + 1);
        return Page.of(rows, limit, slot -> PageToken.after(slot.hour(), slot.id()));
    }

    @GetMapping("/downbeat/v1/invoices/{id}/metering")
    Data<InvoiceMetering> ofInvoice(@PathVariable UUID id) {
        MeteredInvoice metered = metering.of(new InvoiceId(id))
                .orElseThrow(() -> Refused.notFound("no invoice " + id + " is metered to a marketplace"));
        BigInteger due = due(metered);
        BigInteger remainder = due.subtract(BigInteger.valueOf(metered.billed()));
        return new Data<>(new InvoiceMetering(
                metered.invoice(),
                metered.configuration(),
                due,
                metered.confirmed(),
                metered.carried(),
                metered.open(),
                metered.handedOver(),
                metered.parked(),
                remainder,
                reason(metered, due, remainder),
                metered.deadline(),
                metered.nextLookAt()));
    }

    @PostMapping("/downbeat/v1/meterSlots/{id}/resolve")
    @Changes(action = "resolve_metering_record", resource = "metering_record")
    Data<Map<String, UUID>> resolve(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("provider_ref"));
        parked.isHeld(id, body.text("provider_ref"));
        return new Data<>(Map.of("id", id));
    }

    @PostMapping("/downbeat/v1/meterSlots/{id}/cancel")
    @Changes(action = "cancel_metering_record", resource = "metering_record")
    Data<Map<String, UUID>> cancel(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("reason"));
        parked.isNotHeld(id, body.text("reason"));
        return new Data<>(Map.of("id", id));
    }

    private BigInteger due(MeteredInvoice metered) {
        if (metered.voided()) {
            // What was metered went over to the invoice in its place; without one nothing of it is due.
            return metered.regenerated() ? BigInteger.valueOf(metered.billed()) : BigInteger.ZERO;
        }
        BigDecimal total = metered.finalCents();
        if (total != null) {
            return total.toBigInteger();
        }
        DueAmounts.Due due =
                amounts.soFar(List.of(metered.invoice()), clock.instant()).get(metered.invoice());
        return due == null
                ? BigInteger.ZERO
                : due.cents().setScale(0, RoundingMode.FLOOR).toBigInteger();
    }

    private static @Nullable String reason(MeteredInvoice metered, BigInteger due, BigInteger remainder) {
        if (remainder.signum() == 0) {
            return null;
        }
        if (metered.voided()) {
            return "the invoice is voided after this much was metered, and a marketplace gives nothing back: refund it"
                    + " there, or regenerate the invoice, which then meters only what is missing";
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

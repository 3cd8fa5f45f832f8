package io.downbeat.delivery.aws;

import io.downbeat.delivery.Answer;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.Finding;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.Move;
import io.downbeat.delivery.ProviderAdapter;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.Step;
import io.downbeat.delivery.metering.MeteredInvoice;
import io.downbeat.delivery.metering.Metering;
import io.downbeat.delivery.metering.Settlement;
import io.downbeat.invoicing.Invoice;
import io.downbeat.platform.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finalized invoice of an AWS customer. It was metered while it was a draft, so nothing is sent here: the delivery is
 * confirmed when the accepted meter slots come to the total.
 */
final class AwsMarketplaceDelivery implements ProviderAdapter {
    private final Metering metering;

    AwsMarketplaceDelivery(Metering metering) {
        this.metering = metering;
    }

    @Override
    public boolean serves(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.AWS_MARKETPLACE && method == DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
    }

    @Override
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration) {
        if (!invoice.currency().isoCode().equals("USD")) {
            return new Frozen.Skipped("a marketplace takes US dollars only; this invoice is in "
                    + invoice.currency().isoCode());
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("invoice_id", invoice.id().value());
        payload.put("total", invoice.total());
        return new Frozen.Deliverable(Json.write(payload).getBytes(StandardCharsets.UTF_8), null, null, null);
    }

    @Override
    public Finding look(Delivery delivery) {
        return new Finding.CannotAsk();
    }

    @Override
    public Move next(Delivery delivery, @Nullable Finding seen, @Nullable Answer last, Instant now) {
        if (delivery.purpose() == Purpose.WITHDRAW) {
            return withdrawn(
                    metering.of(delivery.invoice()).map(MeteredInvoice::billed).orElse(0L));
        }
        long total = Math.max(0, delivery.total().longValue());
        return switch (metering.settle(delivery.invoice(), total, now)) {
            case Settlement.Waiting(var until, var why) -> new Move.Wait(until, why);
            case Settlement.Short(var cents, var why) ->
                new Move.Park(cents + " of " + total + " cents were not metered to AWS Marketplace: " + why);
            case Settlement.Settled(var metered, var over) -> new Move.Confirmed(receipt(metered, over));
        };
    }

    private static Move withdrawn(long metered) {
        return metered == 0
                ? new Move.Withdrawn("nothing of it was metered")
                : new Move.Park(metered + " cents were metered before the invoice was voided, and AWS Marketplace gives"
                        + " nothing back: refund them there, or regenerate the invoice, which then meters only what is"
                        + " missing");
    }

    private static Receipt receipt(MeteredInvoice metered, long over) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("metered_cents", metered.confirmed());
        evidence.put("remainder_cents", -over);
        evidence.put("meter_records", metered.records());
        String reference = metered.lastReference();
        return new Receipt(
                reference == null ? "no meter record" : reference,
                "SENT",
                null,
                BigDecimal.valueOf(metered.confirmed()),
                BigDecimal.valueOf(metered.confirmed()),
                null,
                null,
                Json.write(evidence));
    }

    @Override
    public Answer send(Delivery delivery, Step step) {
        return new Answer.Refusal(Answer.Exchange.none("nothing is sent"), "an AWS invoice is metered, never sent");
    }

    @Override
    public Answer probe(Delivery delivery) {
        return new Answer.Accepted(Answer.Exchange.none("settling reads the meter ledger only"), null);
    }

    @Override
    public Duration quietTime() {
        return Duration.ZERO;
    }

    @Override
    public int pacePerSecond(String accountKey) {
        // No request leaves: the pace of the metering itself is the ledger's matter.
        return 10_000;
    }
}

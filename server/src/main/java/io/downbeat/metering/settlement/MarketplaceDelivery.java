package io.downbeat.metering.settlement;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.delivery.RemoteState;
import io.downbeat.invoicing.Invoice;
import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.metering.MeterLedger;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A finalized invoice of a customer of any marketplace to which a connector leads. It was metered while it
 * was a draft, so nothing is sent here: the delivery is confirmed when the accepted metering records come to the total.
 */
final class MarketplaceDelivery implements InvoiceRoute {
    private final Metering metering;
    private final MarketplaceConnectors connectors;

    MarketplaceDelivery(Metering metering, MarketplaceConnectors connectors) {
        this.metering = metering;
        this.connectors = connectors;
    }

    @Override
    public boolean serves(BillingProvider provider, DeliveryMethodType method) {
        return connectors.find(provider, method).isPresent();
    }

    /** Records are sent by metering, hour by hour, and not by deliveries. */
    @Override
    public Optional<RemoteAccount> account() {
        return Optional.empty();
    }

    @Override
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration, Parties parties) {
        if (!invoice.currency().isoCode().equals("USD")) {
            return new Frozen.Skipped("a marketplace takes US dollars only; this invoice is in "
                    + invoice.currency().isoCode());
        }
        if (invoice.isTrueUp()) {
            return new Frozen.Skipped(Frozen.Skipped.TRUE_UP);
        }
        if (!MeterLedger.holds(invoice.total().value())) {
            return new Frozen.Unsendable(
                    "the total of " + invoice.total().value().toPlainString() + " cents " + MeterLedger.TOO_MUCH);
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("invoice_id", invoice.id().value());
        payload.put("total", invoice.total().value());
        return new Frozen.Deliverable(Json.write(payload).getBytes(StandardCharsets.UTF_8), null, null, null);
    }

    /** A marketplace takes positive quantities only and gives nothing back (domain.md C.6). */
    @Override
    public Optional<String> refusesBelowZero(BillingProvider provider, DeliveryMethodType method) {
        return Optional.of(connectors.to(provider, method).destination()
                + " takes no amount below zero and gives nothing back: refund the remainder there (GET"
                + " /downbeat/v1/invoices/{id}/metering shows it)");
    }

    @Override
    public NextAction next(Delivery delivery, @Nullable RemoteState seen, @Nullable Answer last, Instant now) {
        Invoice.Ref invoice = new Invoice.Ref(delivery.customer(), delivery.invoice());
        if (delivery.purpose() == Purpose.WITHDRAW) {
            return metering.of(invoice)
                    .map(metered -> withdrawn(metered, destination(delivery), now))
                    .orElseGet(() -> new NextAction.Withdrawn("nothing of it was metered"));
        }
        long total = MeterLedger.floor(delivery.total().value());
        return switch (metering.settle(invoice, total, now)) {
            case Settlement.Waiting(var until, var why) -> new NextAction.Wait(until, why);
            case Settlement.Shortfall(var cents, var why) ->
                new NextAction.Park(
                        cents + " of " + total + " cents were not metered to " + destination(delivery) + ": " + why);
            case Settlement.Settled(var metered, var over) -> new NextAction.Confirmed(receipt(metered, over));
        };
    }

    /** A record that was frozen goes out, whatever is said of its invoice meanwhile. */
    @Override
    public Optional<String> goesOutBesideIt(Delivery delivery) {
        return metering.of(new Invoice.Ref(delivery.customer(), delivery.invoice()))
                .filter(metered -> metered.cents().open() > 0)
                .map(metered -> metered.cents().open() + " cents of it are on their way to " + destination(delivery)
                        + ", which gives nothing back: see what becomes of them (GET"
                        + " /downbeat/v1/meterSlots?invoice_id=" + metered.invoice() + ")");
    }

    private String destination(Delivery delivery) {
        return connectors.to(delivery.provider(), delivery.method()).destination();
    }

    private static NextAction withdrawn(MeteredInvoice metered, String destination, Instant now) {
        if (metered.nextLookAt() != null) {
            // A look that is under way may not know yet that it is taken back; the next one does, and is the last.
            return new NextAction.Wait(
                    Metering.later(metered.nextLookAt(), now), "what is metered of it is looked at once more");
        }
        if (metered.cents().billed() == 0) {
            return new NextAction.Withdrawn("nothing of it was metered");
        }
        if (metered.regenerated()) {
            return new NextAction.Withdrawn(
                    metered.cents().billed() + " cents were metered of it, and count for the invoice in its place");
        }
        return new NextAction.Park(
                metered.voided()
                        ? metered.cents().billed() + " cents were metered before the invoice was voided, and "
                                + destination
                                + " gives nothing back: refund them there and resolve this delivery with the refund's"
                                + " reference, or regenerate the invoice, which then meters only what is missing"
                        : metered.cents().billed() + " cents of it were metered, and " + destination + " gives nothing"
                                + " back: refund them there, then resolve this delivery with the refund's reference");
    }

    private static Receipt receipt(MeteredInvoice metered, long over) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("metered_cents", metered.cents().confirmed());
        evidence.put("remainder_cents", -over);
        evidence.put("meter_records", metered.records());
        String reference = metered.lastReference();
        return new Receipt(
                reference == null ? "no meter record" : reference,
                "SENT",
                null,
                BigDecimal.valueOf(metered.cents().confirmed()),
                BigDecimal.valueOf(metered.cents().confirmed()),
                null,
                null,
                Json.write(evidence));
    }

    @Override
    public Preflight.Point credentials(Account account) {
        return connectors.to(account.provider(), account.method()).credentials(account.deliveryMethod());
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        ProviderConfiguration configuration = question.configuration();
        return connectors
                .to(configuration.provider(), configuration.deliveryMethod())
                .preflight(question);
    }
}

package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.RemoteState;
import io.downbeat.delivery.engine.ProviderStatusUpdates;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.DeliveryMethodId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What Stripe tells us by itself. An event is only a reason to look: it may be repeated, late or out of order, so the
 * invoice is read again and what it says now is merged.
 */
class StripeEvents {
    /**
     * After these nothing more may come. What has the delivery in hand may have read the invoice a moment before and write
     * that down a moment later, so the news would be taken and never shown; Stripe sends again what is refused. All others
     * are echoes of what the delivery itself does.
     */
    private static final Set<String> LAST_WORDS = Set.of(
            "invoice.paid",
            "invoice.payment_succeeded",
            "invoice_payment.paid",
            "invoice.payment_failed",
            "invoice.voided",
            "invoice.marked_uncollectible",
            "invoice.deleted");

    private final StripeEventStore events;
    private final StripeReading reading;
    private final ProviderStatusUpdates news;
    private final Transactions transactions;
    private final InstantSource clock;

    StripeEvents(
            StripeEventStore events,
            StripeReading reading,
            ProviderStatusUpdates news,
            Transactions transactions,
            InstantSource clock) {
        this.events = events;
        this.reading = reading;
        this.news = news;
        this.transactions = transactions;
        this.clock = clock;
    }

    void take(DeliveryMethodId method, JsonNode event) {
        String id = event.path("id").asString("");
        String type = event.path("type").asString("");
        if (id.isEmpty()) {
            throw Refused.invalid("id", "is required");
        }
        if (events.isKnown(method, id)) {
            return;
        }
        Optional<Delivery> delivery = delivery(method, event.path("data").path("object"), type);
        if (LAST_WORDS.contains(type)
                && delivery.filter(StripeEvents::isUnderWay).isPresent()) {
            throw Refused.busy("the delivery of this invoice is under way; send the event again");
        }
        // Read outside the transaction: no provider is ever called inside one.
        Receipt receipt = delivery.map(each -> receipt(each, type)).orElse(null);
        transactions.run(() -> {
            if (events.take(method, id, type, clock.instant())) {
                delivery.ifPresent(each -> tell(each, receipt, type));
            }
        });
    }

    private Optional<Delivery> delivery(DeliveryMethodId method, JsonNode object, String type) {
        if (!type.startsWith("invoice") && !isOfAPayment(type)) {
            return Optional.empty();
        }
        // An invoice_payment names its invoice; an invoice names itself.
        String ref = object.path("invoice").asString(object.path("id").asString(""));
        return news.find(method, ref)
                .or(() -> uuid(object.path("metadata").path("delivery_id").asString(""))
                        .flatMap(id -> news.find(method, new DeliveryId(id))));
    }

    /** The payer's bank may say it at any moment, also while the delivery reads; then the delivery reads again. */
    private static boolean isOfAPayment(String type) {
        return type.startsWith("payment_intent");
    }

    private static boolean isUnderWay(Delivery delivery) {
        return switch (delivery.state()) {
            case CLAIMED, SENDING -> true;
            case PENDING, SENT, CONFIRMED, UNKNOWN, RETRY_WAIT, PARKED, SKIPPED, CANCELLED -> false;
        };
    }

    private void tell(Delivery delivery, @Nullable Receipt receipt, String type) {
        if (receipt == null && isOfAPayment(type)) {
            news.wakeAlsoInHand(delivery);
        } else if (receipt == null) {
            // Not bound, or under way: the engine asks by itself, and now is a good moment.
            news.wake(delivery);
        } else {
            news.heard(delivery, receipt);
        }
    }

    private @Nullable Receipt receipt(Delivery delivery, String type) {
        String ref = delivery.providerRef();
        if (ref == null || !delivery.state().isAtRest() || isOfAPayment(type)) {
            return null;
        }
        var caller = StripeCalls.Caller.of(delivery);
        RemoteState seen = reading.read(caller, ref);
        return switch (seen) {
            case StripeView.Bound bound -> StripeReceipts.of(bound, status(bound, type));
            case StripeView.Gone() -> new Receipt(ref, "DELETED", null, null, null, null, null, "{\"gone\": true}");
            // Stripe sends the event again when we do not take it.
            case RemoteState.Unclear _ -> throw Refused.busy("Stripe could not be asked about " + ref);
            case RemoteState.Absent _ -> null;
            case RemoteState.CannotAsk _ -> null;
            case RemoteState.Present _ -> null;
        };
    }

    /** A failed payment leaves the invoice open; only the event tells it. */
    private static String status(StripeView.Bound invoice, String type) {
        boolean failed = type.equals("invoice.payment_failed") && invoice.status() == StripeView.Status.OPEN;
        return failed ? "PAYMENT_FAILED" : StripeReceipts.status(invoice.status());
    }

    /** An id of ours that came with something of Stripe's; anybody may have typed there what they liked. */
    static Optional<UUID> uuid(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}

package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.RemoteState;
import io.downbeat.outbound.Answer;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which step comes next for a charge without an invoice: the recipe of decision 3 with two steps less. A payment intent that
 * is not confirmed charges nobody, so duplicates may exist as such; one is bound by a compare-and-set, and only the bound one
 * is confirmed. Stripe lets one intent succeed once. Pure.
 */
final class StripeIntentSaga {
    private final Delivery delivery;
    private final StripePayload payload;
    private final StripeGate gate;
    private final @Nullable Answer last;
    private final Instant now;

    private StripeIntentSaga(Delivery delivery, StripePayload payload, @Nullable Answer last, Instant now) {
        this.delivery = delivery;
        this.payload = payload;
        this.gate = Objects.requireNonNull(payload.gate());
        this.last = last;
        this.now = now;
    }

    static NextAction next(
            Delivery delivery, StripePayload payload, @Nullable RemoteState seen, @Nullable Answer last, Instant now) {
        var saga = new StripeIntentSaga(delivery, payload, last, now);
        return seen == null ? saga.unseen() : saga.seen(seen);
    }

    private boolean withdraws() {
        return delivery.purpose() == Purpose.WITHDRAW;
    }

    private NextAction unseen() {
        if (delivery.isUntouched()) {
            return create();
        }
        if (delivery.providerRef() == null && last instanceof Answer.Accepted(var _, String ref) && ref != null) {
            return new NextAction.Bind(ref);
        }
        return new NextAction.LookUp();
    }

    private NextAction create() {
        if (withdraws()) {
            return new NextAction.Withdrawn("it never reached Stripe");
        }
        return gate.isOver(now)
                ? new NextAction.Withdrawn("given up before anything could be paid at Stripe")
                : new NextAction.Send(StripeIntentRequest.Create.of(delivery, payload));
    }

    private NextAction seen(RemoteState seen) {
        return switch (seen) {
            case RemoteState.Absent() -> absent();
            case StripeIntents.Listed(var intents) ->
                intents.stream()
                        .filter(intent -> !intent.status().equals("canceled"))
                        .findFirst()
                        .<NextAction>map(intent -> new NextAction.Bind(intent.id()))
                        .orElseGet(this::noneIsAlive);
            case StripeView.Gone() ->
                withdraws()
                        ? new NextAction.Withdrawn("it is not at Stripe any more")
                        // Stripe deletes none, and another one might charge a second time.
                        : new NextAction.Park("Stripe does not know payment intent " + delivery.providerRef()
                                + " any more, and none can be deleted there: see at Stripe what was paid");
            case StripeIntents.View intent -> withdraws() ? withdraw(intent) : bound(intent);
            default -> throw new IllegalStateException("not of a payment intent: " + seen);
        };
    }

    private NextAction noneIsAlive() {
        return delivery.mayBeOfAnOriginal() && !withdraws()
                ? new NextAction.Park(
                        "Stripe holds a cancelled payment of this invoice: the original of a copy that was"
                                + " restored took it back. Void the invoice here as well")
                : absent();
    }

    private NextAction absent() {
        Instant sent = Objects.requireNonNullElse(delivery.progress().sends().last(), now);
        boolean quiet = !now.isBefore(sent.plus(StripeSaga.QUIET));
        return withdraws() || delivery.mayBeOfAnOriginal() || quiet || last instanceof Answer.Stale
                ? new NextAction.NextGeneration()
                : create();
    }

    private NextAction bound(StripeIntents.View intent) {
        boolean isOurs = isOurs(intent);
        switch (intent.status()) {
            case "succeeded" -> {
                return isOurs
                        ? new NextAction.Confirmed(receipt(intent, "PAID").with(PaymentAnswer.paid()))
                        : new NextAction.Park("it is paid at Stripe, but not what was asked for; refund it by hand");
            }
            case "canceled" -> {
                return new NextAction.Confirmed(receipt(intent, "VOID").with(gate.failed(intent.json(), now)));
            }
            default -> {}
        }
        if (!isMarked(intent)) {
            return leftAlone(intent);
        }
        boolean wasAsked = intent.wasDeclined() || StripeAnswers.isUnpaid(last);
        StripeGate.Step step = isOurs ? gate.step(intent.json(), wasAsked, now) : StripeGate.Step.TAKE_BACK;
        return switch (step) {
            case TAKE_BACK -> new NextAction.Send(new StripeIntentRequest.Cancel(intent.id()));
            case AWAIT -> gate.await(receipt(intent, "FINALIZED"), intent.json(), now);
            case ASK_FOR_MONEY ->
                new NextAction.Send(
                        intent.paymentMethod() == null
                                ? new StripeIntentRequest.Cancel(intent.id())
                                : StripeIntentRequest.Confirm.of(
                                        delivery,
                                        intent.id(),
                                        gate,
                                        intent.paymentMethod(),
                                        last instanceof Answer.Stale));
        };
    }

    private NextAction withdraw(StripeIntents.View intent) {
        return switch (intent.status()) {
            case "canceled" -> new NextAction.Withdrawn("cancelled at Stripe");
            case "succeeded" -> new NextAction.Park("it is paid at Stripe and cannot be cancelled; refund it there");
            case "processing" -> gate.await(receipt(intent, "FINALIZED"), intent.json(), now);
            default ->
                isMarked(intent) ? new NextAction.Send(new StripeIntentRequest.Cancel(intent.id())) : leftAlone(intent);
        };
    }

    private boolean isMarked(StripeIntents.View intent) {
        return delivery.id()
                .toString()
                .equals(intent.json().path("metadata").path("delivery_id").asString(""));
    }

    private static NextAction leftAlone(StripeIntents.View intent) {
        return new NextAction.Park("Stripe's payment intent " + intent.id()
                + " does not carry this delivery's id, so it is left as it is: see there what it is for");
    }

    private boolean isOurs(StripeIntents.View intent) {
        return intent.json().path("amount").asLong(Long.MIN_VALUE) == payload.stripeTotal()
                && payload.currency()
                        .equalsIgnoreCase(intent.json().path("currency").asString(""))
                && Sha256.hex(delivery.payload().sha256())
                        .equals(intent.json()
                                .path("metadata")
                                .path("payload_sha256")
                                .asString(""));
    }

    private Receipt receipt(StripeIntents.View intent, String externalStatus) {
        String currency = intent.json().path("currency").asString("");
        long charged = intent.json().path("amount").asLong(0);
        BigDecimal amount = StripeFreezing.fromMinor(currency, BigDecimal.valueOf(charged));
        var receipt = new Receipt(
                intent.id(),
                externalStatus,
                Instant.ofEpochSecond(intent.json().path("created").asLong(0)),
                amount,
                amount,
                null,
                intent.id(),
                Json.write(Map.of("id", intent.id(), "status", intent.status())));
        return receipt.taxed(StripeReceipts.tax(currency, charged, payload.tax()));
    }
}

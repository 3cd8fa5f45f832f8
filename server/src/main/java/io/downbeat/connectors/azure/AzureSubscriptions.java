package io.downbeat.connectors.azure;

import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.providers.DeliveryMethodId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The plan of each SaaS subscription, read when it is first needed and kept until Azure calls it wrong. Reading it first
 * also tells a subscription that is not {@code Subscribed} before a record is spent on it.
 */
final class AzureSubscriptions {
    private record Key(DeliveryMethodId account, String subscription) {}

    private final AzureWire wire;
    private final Map<Key, String> plans = new ConcurrentHashMap<>();
    /** Under which a record was refused last, so that it was read anew since. */
    private final Map<Key, String> refused = new ConcurrentHashMap<>();

    AzureSubscriptions(AzureWire wire) {
        this.wire = wire;
    }

    /** What a subscription is. */
    sealed interface Lookup {
        record Plan(String id) implements Lookup {}

        /** Nothing can be metered to it; {@code answer} says why. */
        record Without(RecordAnswer answer) implements Lookup {}

        /** The token is worth nothing (any more); {@code why} in Azure's words. */
        record TokenRefused(String why) implements Lookup {}
    }

    Lookup of(DeliveryMethodId account, String token, String subscription) {
        String known = plans.get(new Key(account, subscription));
        return known == null ? ask(account, token, subscription) : new Lookup.Plan(known);
    }

    boolean isKnown(DeliveryMethodId account, String subscription) {
        return plans.containsKey(new Key(account, subscription));
    }

    void forget(DeliveryMethodId account, String subscription) {
        plans.remove(new Key(account, subscription));
    }

    /**
     * Azure refused a record because of the plan that it named: the plan is read anew before the record goes out once
     * more. The customer may have changed it in the very moment between reading and metering, too.
     *
     * @return whether it is Azure's last word, as the plan read anew was still this one
     */
    boolean isRefusedAgain(DeliveryMethodId account, String subscription, String plan) {
        forget(account, subscription);
        return plan.equals(refused.put(new Key(account, subscription), plan));
    }

    void accepted(DeliveryMethodId account, String subscription) {
        refused.remove(new Key(account, subscription));
    }

    /** Asks, whatever is kept. */
    Lookup ask(DeliveryMethodId account, String token, String subscription) {
        Lookup found = switch (wire.subscription(token, subscription)) {
            case HttpResult.Response came -> read(came, subscription);
            case HttpResult.NotSent(var why) -> without("Azure cannot be reached: " + why);
            case HttpResult.NoResponse(var why) -> without("Azure did not say what plan the subscription has: " + why);
        };
        if (found instanceof Lookup.Plan(var plan)) {
            plans.put(new Key(account, subscription), plan);
        }
        return found;
    }

    private static Lookup read(HttpResult.Response came, String subscription) {
        if (came.isOk()) {
            return subscribed(came, subscription);
        }
        String why = AzureAnswers.sentence(came.json(), "status " + came.status());
        return switch (came.status()) {
            case 401 -> new Lookup.TokenRefused(why);
            case 403 -> new Lookup.Without(new RecordAnswer.AccountRefused("Forbidden", why));
            case 404 ->
                new Lookup.Without(new RecordAnswer.Refused(
                        "ResourceNotFound", "Azure knows no SaaS subscription " + subscription + ": " + why));
            case 429 -> new Lookup.Without(new RecordAnswer.Throttled(why, came.retryAfter()));
            default ->
                came.isRefusal()
                        ? new Lookup.Without(new RecordAnswer.Refused("BadArgument", why))
                        : without("Azure answered " + came.status() + " when asked for the subscription's plan");
        };
    }

    private static Lookup subscribed(HttpResult.Response came, String subscription) {
        String status = came.json().path("saasSubscriptionStatus").asString("");
        String plan = came.json().path("planId").asString("");
        if (status.isEmpty()) {
            return without("half an answer on the subscription's plan");
        }
        if (!status.equals("Subscribed")) {
            return new Lookup.Without(new RecordAnswer.Refused(
                    "ResourceNotActive",
                    "the SaaS subscription " + subscription + " is " + status + ", not Subscribed"));
        }
        return plan.isEmpty()
                ? new Lookup.Without(new RecordAnswer.Refused(
                        "BadArgument", "the SaaS subscription " + subscription + " names no plan"))
                : new Lookup.Plan(plan);
    }

    /** No record left, so nothing can have been billed. */
    private static Lookup without(String why) {
        return new Lookup.Without(new RecordAnswer.Throttled(why));
    }
}

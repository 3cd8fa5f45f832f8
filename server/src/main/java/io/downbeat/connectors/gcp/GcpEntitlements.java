package io.downbeat.connectors.gcp;

import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.providers.DeliveryMethodId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whom Google bills for an entitlement: its {@code usageReportingId}, read when it is first needed and kept until
 * Google calls it wrong.
 */
final class GcpEntitlements {
    /** In force: a cancellation or another plan that is still to come changes nothing before it does. */
    private static final Set<String> IN_FORCE = Set.of(
            "ENTITLEMENT_ACTIVE",
            "ENTITLEMENT_PENDING_CANCELLATION",
            "ENTITLEMENT_PENDING_PLAN_CHANGE",
            "ENTITLEMENT_PENDING_PLAN_CHANGE_APPROVAL");

    private record Key(DeliveryMethodId account, String entitlement) {}

    private final GcpWire wire;
    private final GcpReach reach;
    private final Map<Key, String> consumers = new ConcurrentHashMap<>();
    /** Also of those that are out of force, and never forgotten: only to name the buyer to a person. */
    private final Map<Key, String> told = new ConcurrentHashMap<>();

    GcpEntitlements(GcpWire wire, GcpReach reach) {
        this.wire = wire;
        this.reach = reach;
    }

    sealed interface Lookup {
        /** @param state in Google's words; of one from memory, that it was in force then */
        record Consumer(String id, String state) implements Lookup {}

        /** Nothing can be metered to it; {@code answer} says why. */
        record Without(RecordAnswer answer) implements Lookup {}
    }

    Lookup of(DeliveryMethodId account, String token, String provider, String entitlement) {
        String known = consumers.get(new Key(account, entitlement));
        return known == null
                ? ask(account, token, provider, entitlement)
                : new Lookup.Consumer(known, "ENTITLEMENT_ACTIVE");
    }

    void forget(DeliveryMethodId account, String entitlement) {
        consumers.remove(new Key(account, entitlement));
    }

    Optional<String> lastTold(DeliveryMethodId account, String entitlement) {
        return Optional.ofNullable(told.get(new Key(account, entitlement)));
    }

    /** Asks, whatever is kept. */
    Lookup ask(DeliveryMethodId account, String token, String provider, String entitlement) {
        HttpResult reply = wire.entitlement(token, provider, entitlement);
        if (!(reply instanceof HttpResult.Response came)) {
            return without(
                    "the entitlement could not be read: " + reply.exchange().excerpt());
        }
        String named = came.json().path("usageReportingId").asString("");
        if (came.isOk() && !named.isEmpty()) {
            told.put(new Key(account, entitlement), named);
        }
        if (came.isOk()) {
            reach.sees(account, entitlement);
        }
        Lookup found = read(came, entitlement);
        if (found instanceof Lookup.Without(var refused)) {
            return new Lookup.Without(reach.ofEntitlement(account, token, provider, entitlement, refused));
        }
        if (found instanceof Lookup.Consumer(var consumer, var _)) {
            consumers.put(new Key(account, entitlement), consumer);
        }
        return found;
    }

    private static Lookup read(HttpResult.Response came, String entitlement) {
        if (!came.isOk()) {
            return GcpAnswers.refusal(came)
                    .<Lookup>map(Lookup.Without::new)
                    .orElseGet(() -> without("the entitlement could not be read: status " + came.status()));
        }
        String state = came.json().path("state").asString("");
        String consumer = came.json().path("usageReportingId").asString("");
        if (state.isEmpty()) {
            return without("half an answer on the entitlement");
        }
        if (!IN_FORCE.contains(state)) {
            return new Lookup.Without(
                    new RecordAnswer.Refused(state, "the entitlement " + entitlement + " is " + state));
        }
        return consumer.isEmpty()
                ? new Lookup.Without(new RecordAnswer.Refused(
                        "NoUsageReportingId",
                        "the entitlement " + entitlement + " has no usageReportingId: its product is not metered"))
                : new Lookup.Consumer(consumer, state);
    }

    /** Nothing was reported yet, so nothing can have been billed. */
    private static Lookup without(String why) {
        return new Lookup.Without(new RecordAnswer.Throttled(why));
    }

    /** The Procurement API calls an entitlement by its whole path; its last part is the id. */
    static String id(String entitlement) {
        return entitlement.substring(entitlement.lastIndexOf('/') + 1);
    }
}

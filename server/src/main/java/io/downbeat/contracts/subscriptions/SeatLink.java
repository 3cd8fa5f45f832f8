package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.ContractPart.TemporaryIds;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * What ties a recurring commit or credit to a subscription: it gives so much for each of that.
 *
 * @param isProrated whether what is added inside a period gives the part of it that is left, or all of it
 */
public record SeatLink(SubscriptionId subscription, Allocation allocation, boolean isProrated) {

    /** Who may use it. */
    public enum Allocation {
        /** All together. */
        POOLED,
        /** Each seat what is given for it. */
        INDIVIDUAL
    }

    /**
     * {@code subscription_config}.
     *
     * @param temporaryIds of what the same request adds
     */
    public static SeatLink read(Body config, TemporaryIds temporaryIds) {
        config.knowsOnly(Set.of("allocation", "apply_seat_increase_config", "subscription_id"));
        UUID named = temporaryIds
                .find(config.text("subscription_id"))
                .map(TemporaryIds.Added::id)
                .orElseGet(() -> config.uuid("subscription_id"));
        Body increases = config.object("apply_seat_increase_config");
        increases.knowsOnly(Set.of("is_prorated"));
        return new SeatLink(
                new SubscriptionId(named),
                config.optionalOneOf("allocation", Allocation.class).orElse(Allocation.POOLED),
                increases.flag("is_prorated"));
    }

    /** The subscription that it names; empty if it is none of the contract's. */
    public Optional<Subscription> in(ContractTerms terms) {
        return Subscription.find(terms, subscription);
    }

    /** As it is kept and shown. */
    public ObjectNode view() {
        ObjectNode view = Json.MAPPER
                .createObjectNode()
                .put("subscription_id", subscription.toString())
                .put("allocation", allocation.name());
        view.putObject("apply_seat_increase_config").put("is_prorated", isProrated);
        return view;
    }
}

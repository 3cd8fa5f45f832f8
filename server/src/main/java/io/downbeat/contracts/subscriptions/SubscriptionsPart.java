package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Limits;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Subscriptions: so many of a product for one billing period after the other. */
public final class SubscriptionsPart implements ContractPart<List<Subscription>> {
    private static final String CREATE = "subscriptions";
    private static final String ADD = "add_subscriptions";
    private static final String UPDATE = "update_subscriptions";

    private final SubscriptionRequests requests;
    private final SubscriptionStore store;
    private final BilledSubscriptions billed;
    private final Pricing pricing;
    private final InstantSource clock;

    SubscriptionsPart(
            SubscriptionRequests requests,
            SubscriptionStore store,
            BilledSubscriptions billed,
            Pricing pricing,
            InstantSource clock) {
        this.requests = requests;
        this.store = store;
        this.billed = billed;
        this.pricing = pricing;
        this.clock = clock;
    }

    @Override
    public TermKind<List<Subscription>> kind() {
        return Subscription.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(CREATE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(ADD, UPDATE);
    }

    @Override
    public Map<String, Nameable> namedLists() {
        return Map.of(CREATE, Nameable.SUBSCRIPTION, ADD, Nameable.SUBSCRIPTION);
    }

    /**
     * Refuses a product that is not a live SUBSCRIPTION one or has no such rate on the contract's card, an interval that does
     * not lie inside the contract, a quantity beside seats, and what only a subscription in advance can have.
     */
    @Override
    public List<Subscription> create(Body body, Creation creation) {
        return read(body, CREATE, creation.contract(), creation.now(), creation.temporaryIds());
    }

    /**
     * Besides what {@link #create} refuses: an update of a subscription that the contract does not have, or that would leave
     * less than none of it, and a later end where what it would bill is cut off by an invoice.
     */
    @Override
    public Change<List<Subscription>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            Contract contract = edit.after().contract();
            List<Subscription> subscriptions =
                    new ArrayList<>(keepingTheirEnds(before, edit.before().contract(), contract));
            body.optionalObjects(UPDATE).forEach(asked -> update(subscriptions, asked, edit));
            List<Subscription> added = read(body, ADD, contract, edit.now(), edit.temporaryIds());
            if (!added.isEmpty()) {
                subscriptions.addAll(added);
                edit.changes().withArray(ADD).addAll(views(contract, added, products(added)));
            }
            return List.copyOf(subscriptions);
        };
    }

    private List<Subscription> read(
            Body request, String list, Contract contract, Instant now, TemporaryIds temporaryIds) {
        return request.optionalObjects(list).stream()
                .map(asked -> requests.read(asked, contract, now, temporaryIds))
                .toList();
    }

    /**
     * Where the contract goes on longer than it was to, what ended with it does not: what is billed in advance keeps that
     * end as its own, and so does what is billed in arrears once the last of it is billed.
     */
    private List<Subscription> keepingTheirEnds(List<Subscription> before, Contract was, Contract is) {
        Instant end = was.endingBefore();
        Instant later = is.endingBefore();
        if (end == null || later != null && !later.isAfter(end) || before.isEmpty()) {
            return before;
        }
        Map<SubscriptionId, List<ServicePeriod>> known = billed.of(was.ref());
        return before.stream()
                .map(one -> end.equals(one.end(was)) && staysEnded(one, was, known) ? one.withEnd(end) : one)
                .toList();
    }

    private static boolean staysEnded(Subscription one, Contract was, Map<SubscriptionId, List<ServicePeriod>> billed) {
        return one.collection().schedule() == Subscription.Schedule.ADVANCE
                || new BillingGrid(one, was)
                        .before(Instant.MAX)
                        .filter(last -> billed.getOrDefault(one.id(), List.of()).stream()
                                .anyMatch(interval -> interval.overlaps(last.charged())))
                        .isPresent();
    }

    private void update(List<Subscription> subscriptions, Body asked, Edit edit) {
        UUID id = asked.uuid("subscription_id");
        int place = subscriptions.stream().map(one -> one.id().value()).toList().indexOf(id);
        if (place < 0) {
            throw asked.invalid("subscription_id", "not on this contract");
        }
        Contract contract = edit.after().contract();
        Subscription before = subscriptions.get(place);
        Subscription updated = SubscriptionUpdates.updated(
                before, asked, contract, billed.of(contract.ref()).getOrDefault(before.id(), List.of()));
        subscriptions.set(place, updated);
        ObjectNode entry = edit.changes().withArray(UPDATE).addObject();
        entry.put("id", id.toString());
        if (asked.has("ending_before")) {
            entry.put("ending_before", Json.instant(Objects.requireNonNull(updated.endingBefore())));
        }
        for (String member : List.of("quantity_updates", "seat_updates")) {
            asked.json(member, Limits.BODY)
                    .ifPresent(value -> entry.set(member, Json.asAnswered(value, Set.of("starting_at"))));
        }
    }

    @Override
    public void save(Contract was, Contract contract, List<Subscription> before, List<Subscription> after) {
        after.stream()
                .filter(one -> !before.contains(one))
                .forEach(one -> store.save(
                        contract.ref(),
                        one,
                        before.stream().filter(old -> old.id().equals(one.id())).findFirst()));
    }

    @Override
    public Optional<String> table() {
        return Optional.of("subscription");
    }

    @Override
    public Map<ContractId, List<Subscription>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<List<Subscription>> view(Collection<List<Subscription>> terms) {
        Map<ProductId, Product> products =
                products(terms.stream().flatMap(List::stream).toList());
        return (contract, subscriptions, node, place) -> {
            // v1 publishes them beside the contract's id, too.
            if (place != Place.V2) {
                node.set(CREATE, views(contract, subscriptions, products));
            }
        };
    }

    @Override
    public void showAsOf(Instant instant, Contract contract, List<Subscription> subscriptions, ObjectNode view) {
        for (JsonNode shown : view.path(CREATE)) {
            subscriptions.stream()
                    .filter(one -> one.id().toString().equals(shown.get("id").stringValue()))
                    .forEach(one -> ((ObjectNode) shown)
                            .set(
                                    "billing_periods",
                                    Json.MAPPER.valueToTree(SubscriptionView.billingPeriods(one, contract, instant))));
        }
    }

    private Map<ProductId, Product> products(Collection<Subscription> subscriptions) {
        Set<ProductId> ids =
                subscriptions.stream().map(one -> one.product().id()).collect(Collectors.toSet());
        return ids.isEmpty() ? Map.of() : pricing.products(ids);
    }

    private ArrayNode views(Contract contract, List<Subscription> all, Map<ProductId, Product> products) {
        ArrayNode views = Json.MAPPER.createArrayNode();
        @Nullable
        UUID currency = all.isEmpty()
                ? null
                : Optional.ofNullable(contract.rateCard())
                        .flatMap(pricing::rateCard)
                        .map(card -> card.currency().id())
                        .orElse(null);
        all.forEach(one -> views.add(Json.MAPPER.<ObjectNode>valueToTree(
                SubscriptionView.of(one, contract, products, currency, clock.instant()))));
        return views;
    }
}

package io.downbeat.contracts.filters;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.TermKind;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.usage.UsageFilter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Usage filters: each holds until the next one starts, and one that starts where another does replaces it. They are given
 * with a new contract or set by an operation of their own, never by an edit.
 */
public final class UsageFilterPart implements ContractPart<Timeline<UsageFilter>> {
    private static final String FIELD = "usage_filter";

    /** A filter as every answer shows it. */
    private record Shown(
            String groupKey,
            Set<String> groupValues,
            Instant startingAt,
            @Nullable Instant endingBefore) {}

    private final UsageFilterRequests requests;
    private final UsageFilterStore store;
    private final InstantSource clock;

    UsageFilterPart(UsageFilterRequests requests, UsageFilterStore store, InstantSource clock) {
        this.requests = requests;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public TermKind<Timeline<UsageFilter>> kind() {
        return ContractTerms.USAGE_FILTER;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(FIELD);
    }

    @Override
    public Set<String> editFields() {
        return Set.of();
    }

    /** Refuses what {@link UsageFilterRequests#read} does, and a start that is not on the hour; it is the contract's if left out. */
    @Override
    public Timeline<UsageFilter> create(Body body, Creation creation) {
        Optional<Body> given = body.optionalObject(FIELD);
        if (given.isEmpty()) {
            return Timeline.empty();
        }
        given.get().knowsOnly(Set.of("group_key", "group_values", "starting_at"));
        Instant from = HourBoundary.optional(given.get(), "starting_at")
                .orElse(creation.contract().startingAt());
        return Timeline.<UsageFilter>empty().with(from, requests.read(given.get(), creation.contract(), from));
    }

    @Override
    public Change<Timeline<UsageFilter>> edit(Body body, CustomerId customer) {
        return (before, edit) -> before;
    }

    @Override
    public void save(Contract was, Contract contract, Timeline<UsageFilter> before, Timeline<UsageFilter> after) {
        List<Timeline.Segment<UsageFilter>> had = before.segments();
        after.segments().stream()
                .filter(segment -> had.stream()
                        .noneMatch(old ->
                                old.from().equals(segment.from()) && old.value().equals(segment.value())))
                .forEach(segment -> store.set(contract.ref(), segment.from(), segment.value(), clock.instant()));
    }

    @Override
    public Optional<String> table() {
        return Optional.of("contract_usage_filter");
    }

    @Override
    public Map<ContractId, Timeline<UsageFilter>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    /** v1 shows the first with the later ones as updates of it, v2 all with their ends. */
    @Override
    public View<Timeline<UsageFilter>> view(Collection<Timeline<UsageFilter>> terms) {
        Instant now = clock.instant();
        return (contract, filters, node, place) -> {
            switch (place) {
                case V1 -> {}
                case V2 -> {
                    ArrayNode all = node.putArray(FIELD);
                    filters.segments().forEach(segment -> all.add(shown(segment, segment.until())));
                }
                case TERMS -> {
                    if (filters.size() > 0) {
                        node.set(FIELD, history(filters, now));
                    }
                }
            }
        };
    }

    private static ObjectNode history(Timeline<UsageFilter> filters, Instant now) {
        List<Timeline.Segment<UsageFilter>> all = filters.segments();
        ObjectNode history = Json.MAPPER.createObjectNode();
        filters.at(now)
                .ifPresentOrElse(
                        segment -> history.set("current", shown(segment, null)), () -> history.putNull("current"));
        history.set("initial", shown(all.getFirst(), null));
        ArrayNode updates = history.putArray("updates");
        all.stream().skip(1).forEach(segment -> updates.add(shown(segment, null)));
        return history;
    }

    static ObjectNode shown(Timeline.Segment<UsageFilter> segment, @Nullable Instant endingBefore) {
        return Json.MAPPER.valueToTree(
                new Shown(segment.value().groupKey(), segment.value().groupValues(), segment.from(), endingBefore));
    }
}

package io.downbeat.contracts.trackers;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.charges.InvoiceSchedules;
import io.downbeat.core.Amount;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Spend trackers. They are added and archived; nothing else of one changes. */
public final class SpendTrackersPart implements ContractPart<List<SpendTracker>> {
    private static final String CREATE = "spend_trackers";
    private static final String ADD = "add_spend_trackers";
    private static final String ARCHIVE = "archive_spend_trackers";
    private static final int LONGEST_ALIAS = 255;

    /** The one way in which purchases are told apart from other spend. */
    private enum SpendType {
        COMMIT_PURCHASE
    }

    private enum ResetFrequency {
        BILLING_PERIOD
    }

    private record SpecifierView(
            SpendType spendType, List<SpendTracker.Source> sources, SpendTracker.Discounted discounted) {
        static SpecifierView of(SpendTracker.Specifier specifier) {
            return new SpecifierView(
                    SpendType.COMMIT_PURCHASE,
                    specifier.sources().stream().sorted().toList(),
                    specifier.discounted());
        }
    }

    private record AccumulatedView(BigDecimal amount, Instant periodStartingAt, Instant periodEndingBefore) {
        static AccumulatedView of(Amount amount, ServicePeriod period) {
            return new AccumulatedView(amount.value(), period.start(), period.end());
        }
    }

    private record TrackerView(
            String alias,
            List<SpecifierView> applicableSpendSpecifiers,
            UUID creditTypeId,
            ResetFrequency resetFrequency,
            @Nullable AccumulatedView accumulatedSpend) {
        static TrackerView of(SpendTracker tracker, @Nullable AccumulatedView accumulated) {
            return new TrackerView(
                    tracker.alias(),
                    tracker.specifiers().stream().map(SpecifierView::of).toList(),
                    tracker.unit().id(),
                    ResetFrequency.BILLING_PERIOD,
                    accumulated);
        }
    }

    private final InvoiceSchedules currencies;
    private final SpendTrackerStore store;
    private final TrackedSpend spend;
    private final InstantSource clock;

    SpendTrackersPart(InvoiceSchedules currencies, SpendTrackerStore store, TrackedSpend spend, InstantSource clock) {
        this.currencies = currencies;
        this.store = store;
        this.spend = spend;
        this.clock = clock;
    }

    @Override
    public TermKind<List<SpendTracker>> kind() {
        return SpendTracker.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(CREATE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(ADD, ARCHIVE);
    }

    /** Refuses an alias that is given twice, a credit type that is no currency, and one that counts nothing. */
    @Override
    public List<SpendTracker> create(Body body, Creation creation) {
        return with(List.of(), read(body, CREATE), CREATE);
    }

    /** Besides what {@link #create} refuses: an alias that the contract had before, and archiving one that it has not. */
    @Override
    public Change<List<SpendTracker>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<SpendTracker> trackers = before;
            for (String alias : body.optionalTexts(ARCHIVE).orElse(List.of())) {
                trackers = archived(trackers, alias, edit.now());
                edit.changes().withArray(ARCHIVE).add(alias);
            }
            List<SpendTracker> added = read(body, ADD);
            if (!added.isEmpty()) {
                trackers = with(trackers, added, ADD);
                edit.changes().withArray(ADD).addAll(views(added, null));
            }
            return trackers;
        };
    }

    private static List<SpendTracker> archived(List<SpendTracker> before, String alias, Instant now) {
        List<SpendTracker> after = new ArrayList<>(before);
        after.replaceAll(each -> each.alias().equals(alias) && !each.isArchived() ? each.archived(now) : each);
        if (after.equals(before)) {
            throw Refused.invalid(ARCHIVE, "the contract has no spend tracker " + alias);
        }
        return List.copyOf(after);
    }

    /** @param list where the request names what is added */
    private static List<SpendTracker> with(List<SpendTracker> before, List<SpendTracker> added, String list) {
        List<SpendTracker> after = new ArrayList<>(before);
        Set<String> aliases = new HashSet<>();
        before.forEach(each -> aliases.add(each.alias()));
        for (int i = 0; i < added.size(); i++) {
            if (!aliases.add(added.get(i).alias())) {
                throw Refused.invalid(
                        list + "[" + i + "].alias",
                        "a spend tracker of the contract has or had this alias; choose another");
            }
            after.add(added.get(i));
        }
        return List.copyOf(after);
    }

    private List<SpendTracker> read(Body request, String list) {
        return request.optionalObjects(list).stream().map(this::read).toList();
    }

    private SpendTracker read(Body body) {
        body.knowsOnly(Set.of("alias", "applicable_spend_specifiers", "credit_type_id", "reset_frequency"));
        body.oneOf("reset_frequency", ResetFrequency.class);
        body.uuid("credit_type_id");
        List<SpendTracker.Specifier> specifiers = body.objects("applicable_spend_specifiers").stream()
                .map(SpendTrackersPart::specifier)
                .toList();
        if (specifiers.isEmpty()) {
            throw body.invalid("applicable_spend_specifiers", "must have at least one item");
        }
        return new SpendTracker(body.text("alias", 1, LONGEST_ALIAS), currencies.currency(body), specifiers, null);
    }

    private static SpendTracker.Specifier specifier(Body body) {
        body.knowsOnly(Set.of("spend_type", "sources", "discounted"));
        body.oneOf("spend_type", SpendType.class);
        List<SpendTracker.Source> sources =
                body.optionalOneOfs("sources", SpendTracker.Source.class).orElse(List.of());
        if (sources.isEmpty()) {
            throw body.invalid("sources", "must have at least one item");
        }
        return new SpendTracker.Specifier(
                EnumSet.copyOf(sources),
                body.optionalOneOf("discounted", SpendTracker.Discounted.class).orElse(SpendTracker.Discounted.ANY));
    }

    /** A tracker keeps its place among the contract's for ever, because none is ever taken away. */
    @Override
    public void save(Contract was, Contract contract, List<SpendTracker> before, List<SpendTracker> after) {
        for (int place = 0; place < after.size(); place++) {
            SpendTracker tracker = after.get(place);
            if (place >= before.size() || !tracker.equals(before.get(place))) {
                store.save(contract.ref(), place, tracker);
            }
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("spend_tracker");
    }

    @Override
    public Map<ContractId, List<SpendTracker>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    /**
     * What was counted stands beside the contract's id and not in its terms, which v1 keeps as they were. It is read by
     * contract: few have a tracker.
     */
    @Override
    public View<List<SpendTracker>> view(Collection<List<SpendTracker>> terms) {
        return (contract, trackers, node, place) -> {
            List<SpendTracker> live =
                    trackers.stream().filter(each -> !each.isArchived()).toList();
            if (!live.isEmpty()) {
                node.set(CREATE, views(live, place == Place.TERMS ? null : contract));
            }
        };
    }

    /** What was counted by then nobody keeps. */
    @Override
    public void showAsOf(Instant instant, Contract contract, List<SpendTracker> trackers, ObjectNode view) {
        view.path(CREATE).forEach(tracker -> ((ObjectNode) tracker).remove("accumulated_spend"));
    }

    /** @param contract whose counted spend is shown; {@code null} for none */
    private ArrayNode views(List<SpendTracker> trackers, @Nullable Contract contract) {
        ServicePeriod period = contract == null
                ? null
                : contract.periods().containing(clock.instant()).orElse(null);
        List<SpendTracker.Spent> spent =
                contract == null || period == null ? List.of() : spend.spent(period, contract.ref());
        ArrayNode views = Json.MAPPER.createArrayNode();
        for (SpendTracker tracker : trackers) {
            AccumulatedView accumulated = period == null ? null : AccumulatedView.of(tracker.sum(spent), period);
            views.add(Json.MAPPER.<JsonNode>valueToTree(TrackerView.of(tracker, accumulated)));
        }
        return views;
    }
}

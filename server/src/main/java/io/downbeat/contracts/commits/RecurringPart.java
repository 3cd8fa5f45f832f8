package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.hierarchy.SharedAccess;
import io.downbeat.contracts.subscriptions.SeatLink;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The recurring commits and credits of a contract, whose balances are made as their periods come. */
public final class RecurringPart implements ContractPart<List<RecurringBalance>> {

    /** How requests and answers tell the two apart. */
    private enum Words {
        COMMITS(RecurringRequests.COMMITS, "recurring_commit_id", BalanceType.PREPAID, Nameable.RECURRING_COMMIT),
        CREDITS(RecurringRequests.CREDITS, "recurring_credit_id", BalanceType.CREDIT, Nameable.RECURRING_CREDIT);

        private final String list;
        private final String id;
        private final BalanceType type;
        private final Nameable what;

        Words(String list, String id, BalanceType type, Nameable what) {
            this.list = list;
            this.id = id;
            this.type = type;
            this.what = what;
        }

        private Set<String> updateFields() {
            Set<String> fields = new HashSet<>(
                    Set.of(id, "access_amount", "ending_before", RecurringRequests.ROUNDING, "rate_type"));
            if (this == COMMITS) {
                fields.add("invoice_amount");
            }
            return fields;
        }
    }

    /** Each has a balance of its own. */
    private static final int MOST_SEATS = 1000;

    private final RecurringRequests requests;
    private final RecurringStore store;
    private final RecurringPeriods periods;
    private final Pricing pricing;
    private final InstantSource clock;
    private final Ids ids;

    RecurringPart(
            RecurringRequests requests,
            RecurringStore store,
            RecurringPeriods periods,
            Pricing pricing,
            InstantSource clock,
            Ids ids) {
        this.requests = requests;
        this.store = store;
        this.periods = periods;
        this.pricing = pricing;
        this.clock = clock;
        this.ids = ids;
    }

    /** How often the contract makes each of its recurring commits and credits anew, by their ids. */
    public static Map<UUID, String> frequencies(ContractTerms terms) {
        String ofStatements = terms.contract().statements().frequency().name();
        return terms.get(RecurringBalance.KIND).stream()
                .collect(Collectors.toMap(
                        RecurringBalance::id,
                        item -> item.schedule().recurrence() == null
                                ? ofStatements
                                : item.schedule().recurrence().name()));
    }

    /** Which subscription each of its recurring commits and credits is linked to that is, by their ids. */
    public static Map<UUID, SubscriptionId> links(ContractTerms terms) {
        Map<UUID, SubscriptionId> links = new HashMap<>();
        terms.get(RecurringBalance.KIND)
                .forEach(item ->
                        Optional.ofNullable(item.link()).ifPresent(link -> links.put(item.id(), link.subscription())));
        return links;
    }

    /** What the payments of its recurring commits stand under, of those that are not over at the moment. */
    public static List<ProductId> paidAfter(ContractTerms terms, Instant moment) {
        Instant end = terms.contract().endingBefore();
        return terms.get(RecurringBalance.KIND).stream()
                .filter(item -> item.invoice() != null)
                .filter(item -> isAfter(item.schedule().endingBefore(), moment) && isAfter(end, moment))
                .map(item -> item.terms().product())
                .toList();
    }

    private static boolean isAfter(@Nullable Instant end, Instant moment) {
        return end == null || end.isAfter(moment);
    }

    /** Whether the contract makes balances by itself, which are stored with it and are in no request's terms. */
    public static boolean isIn(ContractTerms terms) {
        return !terms.get(RecurringBalance.KIND).isEmpty();
    }

    @Override
    public TermKind<List<RecurringBalance>> kind() {
        return RecurringBalance.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(Words.COMMITS.list, Words.CREDITS.list);
    }

    @Override
    public Set<String> editFields() {
        Set<String> fields = new HashSet<>();
        for (Words words : Words.values()) {
            fields.add("add_" + words.list);
            fields.add("update_" + words.list);
        }
        return fields;
    }

    @Override
    public Map<String, Nameable> namedLists() {
        Map<String, Nameable> lists = new HashMap<>();
        for (Words words : Words.values()) {
            lists.put(words.list, words.what);
            lists.put("add_" + words.list, words.what);
        }
        return lists;
    }

    /**
     * Refuses what starts before its contract, a duration below one period, amounts below zero, a product that is not a live
     * FIXED one, and a quantity beside that of a subscription.
     */
    @Override
    public List<RecurringBalance> create(Body body, Creation creation) {
        List<RecurringBalance> read = new ArrayList<>();
        for (Words words : Words.values()) {
            body.optionalObjects(words.list)
                    .forEach(asked -> read.add(requests.read(
                            asked,
                            head(words, asked, creation.now(), creation.temporaryIds()),
                            creation.contract(),
                            UnknownProducts.V1,
                            creation.temporaryIds())));
        }
        return List.copyOf(read);
    }

    private RecurringRequests.Head head(Words words, Body asked, Instant now, TemporaryIds temporaryIds) {
        UUID id = temporaryIds.idOf(asked).orElseGet(ids::next);
        return new RecurringRequests.Head(id, words.type, now);
    }

    /** Besides what {@link #create} refuses: an item that the contract does not have. What has begun stays as it is. */
    @Override
    public Change<List<RecurringBalance>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<RecurringBalance> agreed = new ArrayList<>(before);
            for (Words words : Words.values()) {
                List<Body> updates = body.optionalObjects("update_" + words.list);
                for (int i = 0; i < updates.size(); i++) {
                    update(words, agreed, updates.get(i), "update_" + words.list + "[" + i + "]", edit);
                }
                body.optionalObjects("add_" + words.list).forEach(asked -> add(words, agreed, asked, edit));
            }
            return List.copyOf(agreed);
        };
    }

    private void update(Words words, List<RecurringBalance> agreed, Body asked, String path, Edit edit) {
        asked.knowsOnly(words.updateFields());
        UUID id = asked.uuid(words.id);
        RecurringBalance old = agreed.stream()
                .filter(item -> item.id().equals(id) && item.type() == words.type)
                .findFirst()
                .orElseThrow(() -> asked.invalid(words.id, "the contract has no such recurring commit or credit"));
        RecurringBalance updated =
                requests.updated(old, asked, path, edit.after().contract());
        agreed.set(agreed.indexOf(old), updated);
        ObjectNode entry = edit.changes().withArray("update_" + words.list).addObject();
        entry.put("id", id.toString());
        named(asked, RecurringRequests.of(updated), entry);
    }

    /**
     * The members that an update names, as they are after it. The roundings are shown together, {@code null} if none is left: as
     * published there is no {@code null} for one of them, nor for an end that is taken away.
     */
    private static void named(Body asked, ObjectNode after, ObjectNode entry) {
        asked.fields().stream().sorted().forEach(field -> {
            JsonNode now = after.get(field);
            if (field.equals(RecurringRequests.ROUNDING)) {
                entry.set(field, now);
            } else if (now instanceof ObjectNode part) {
                asked.optionalObject(field).ifPresent(amount -> named(amount, part, entry.putObject(field)));
            } else if (now != null && asked.has(field)) {
                entry.set(field, now);
            }
        });
    }

    private void add(Words words, List<RecurringBalance> agreed, Body asked, Edit edit) {
        RecurringBalance added = requests.read(
                asked,
                head(words, asked, edit.now(), edit.temporaryIds()),
                edit.after().contract(),
                UnknownProducts.V2,
                edit.temporaryIds());
        agreed.add(added);
        edit.changes()
                .withArray("add_" + words.list)
                .add(view(added, edit.after().contract(), products(List.of(List.of(added)))));
    }

    /** A day's items are as many as there are days, so a contract has one of them at most. */
    @Override
    public void requireConsistent(ContractTerms before, ContractTerms after, Instant now) {
        long daily = after.get(RecurringBalance.KIND).stream()
                .filter(item -> item.schedule().recurrence() == RecurringBalance.Recurrence.DAILY)
                .count();
        if (daily > 1) {
            throw Refused.rule("recurrence_frequency: a contract has at most one DAILY recurring commit or credit");
        }
        after.get(RecurringBalance.KIND)
                .forEach(item -> Optional.ofNullable(item.link()).ifPresent(link -> requireSubscription(link, after)));
        SharedAccess.requireChildren(
                after.get(kind()).stream().map(RecurringBalance::children).toList(), after);
    }

    private static void requireSubscription(SeatLink link, ContractTerms after) {
        Subscription of = link.in(after)
                .orElseThrow(() -> Refused.invalid(
                        "subscription_config.subscription_id",
                        "no subscription of the contract has the id " + link.subscription()));
        if (link.allocation() == SeatLink.Allocation.INDIVIDUAL) {
            if (!of.isSeatBased()) {
                throw Refused.invalid("subscription_config.allocation", "INDIVIDUAL needs a SEAT_BASED subscription");
            }
            boolean areTooMany = of.seats().timeline().segments().stream()
                    .anyMatch(segment -> segment.value().assigned().size() > MOST_SEATS);
            if (areTooMany) {
                throw Refused.rule("seat_config: a subscription with an INDIVIDUAL commit or credit has at most "
                        + MOST_SEATS + " assigned seats");
            }
        }
    }

    @Override
    public void save(Contract was, Contract contract, List<RecurringBalance> before, List<RecurringBalance> after) {
        changed(before, after).forEach(item -> store.save(contract.ref(), item));
    }

    private static Stream<RecurringBalance> changed(List<RecurringBalance> before, List<RecurringBalance> after) {
        return after.stream().filter(item -> !before.contains(item));
    }

    /** The balances of periods that have begun and of the next ones are made with the contract, before any invoice is. */
    @Override
    public void follow(ContractTerms before, ContractTerms after) {
        List<RecurringBalance> items = after.get(kind());
        if (!items.isEmpty()) {
            Set<UUID> edited =
                    changed(before.get(kind()), items).map(RecurringBalance::id).collect(Collectors.toSet());
            periods.follow(before, after, edited, clock.instant());
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("recurring_balance");
    }

    @Override
    public Map<ContractId, List<RecurringBalance>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<List<RecurringBalance>> view(Collection<List<RecurringBalance>> terms) {
        Map<ProductId, Product> products = products(terms);
        return (contract, agreed, node, place) -> {
            if (place == Place.TERMS) {
                ArrayNode commits = node.putArray(Words.COMMITS.list);
                ArrayNode credits = node.putArray(Words.CREDITS.list);
                agreed.forEach(item ->
                        (item.type() == BalanceType.CREDIT ? credits : commits).add(view(item, contract, products)));
            }
        };
    }

    private Map<ProductId, Product> products(Collection<List<RecurringBalance>> terms) {
        Set<ProductId> named = terms.stream()
                .flatMap(List::stream)
                .map(item -> item.terms().product())
                .collect(Collectors.toSet());
        return named.isEmpty() ? Map.of() : pricing.products(named);
    }

    private static ObjectNode view(RecurringBalance item, Contract contract, Map<ProductId, Product> products) {
        @Nullable Product product = products.get(item.terms().product());
        ObjectNode view = Json.MAPPER.createObjectNode().put("id", item.id().toString());
        view.putObject("product")
                .put("id", item.terms().product().toString())
                .put("name", product == null ? "" : product.name());
        view.putObject("contract").put("id", contract.id().toString());
        ObjectNode kept = RecurringRequests.of(item);
        kept.remove("product_id");
        return view.setAll(kept);
    }
}

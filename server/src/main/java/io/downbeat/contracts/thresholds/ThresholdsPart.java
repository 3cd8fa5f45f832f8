package io.downbeat.contracts.thresholds;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.TermKind;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Limits;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The threshold configurations of a contract: by spend, and by prepaid balance. */
public final class ThresholdsPart implements ContractPart<Thresholds> {
    private static final String SPEND = "spend_threshold_configuration";
    private static final String PREPAID_BALANCE = "prepaid_balance_threshold_configuration";
    private static final String ADD = "add_";
    private static final String UPDATE = "update_";
    /** Of which an update names only what it changes. */
    private static final Set<String> PARTED = Set.of("commit", "discount_configuration");

    private interface Reader<T extends Threshold> {

        /** @param had the product of its commit until now; {@code null} for a new one */
        T read(JsonNode configuration, String path, @Nullable ProductId had);
    }

    private final ThresholdRequests requests;
    private final DiscountCaps caps;
    private final ThresholdStore store;

    ThresholdsPart(ThresholdRequests requests, DiscountCaps caps, ThresholdStore store) {
        this.requests = requests;
        this.caps = caps;
        this.store = store;
    }

    @Override
    public TermKind<Thresholds> kind() {
        return Thresholds.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(SPEND, PREPAID_BALANCE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(ADD + SPEND, UPDATE + SPEND, ADD + PREPAID_BALANCE, UPDATE + PREPAID_BALANCE);
    }

    /**
     * Refuses a threshold that is not positive, a prepaid one below the published minimums, a product that is not a live
     * FIXED one, a payment fraction outside 0 to 1, and the members that are not built.
     */
    @Override
    public Thresholds create(Body body, Creation creation) {
        return new Thresholds(
                body.json(SPEND, Limits.BODY)
                        .map(terms -> requests.spend(terms, SPEND, creation.currency(), null))
                        .orElse(null),
                body.json(PREPAID_BALANCE, Limits.BODY)
                        .map(terms -> requests.prepaidBalance(
                                terms, PREPAID_BALANCE, creation.contract(), creation.currency(), null))
                        .orElse(null));
    }

    /** Besides what {@link #create} refuses: adding a second one of a kind, and updating one that is not there. */
    @Override
    public Change<Thresholds> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            CreditType currency = edit.currency();
            ContractTerms terms = edit.after();
            return new Thresholds(
                    changed(
                            SPEND,
                            before.spend(),
                            (node, path, had) -> capped(requests.spend(node, path, currency, had), path, terms),
                            body,
                            edit.changes()),
                    changed(
                            PREPAID_BALANCE,
                            before.prepaidBalance(),
                            (node, path, had) -> capped(
                                    requests.prepaidBalance(node, path, terms.contract(), currency, had), path, terms),
                            body,
                            edit.changes()));
        };
    }

    private <T extends Threshold> T capped(T read, String path, ContractTerms terms) {
        caps.require(path, read, terms);
        return read;
    }

    private static <T extends Threshold> @Nullable T changed(
            String name, @Nullable T old, Reader<T> reader, Body body, ObjectNode changes) {
        String add = ADD + name;
        String update = UPDATE + name;
        Optional<JsonNode> added = body.json(add, Limits.BODY);
        Optional<JsonNode> updated = body.json(update, Limits.BODY);
        if (added.isPresent() && updated.isPresent()) {
            throw body.invalid(add, "cannot go with " + update + "; send one of them");
        }
        if (added.isPresent()) {
            if (old != null) {
                throw body.invalid(add, "the contract has one already; use " + update);
            }
            T made = reader.read(added.get(), add, null);
            changes.set(add, ThresholdJson.of(made));
            return made;
        }
        if (updated.isPresent()) {
            if (old == null) {
                throw body.invalid(update, "the contract has none; use " + add);
            }
            body.object(update);
            T made = reader.read(
                    merged(ThresholdJson.of(old), updated.get()),
                    update,
                    old.commit().product());
            changes.set(update, named(updated.get(), ThresholdJson.of(made)));
            return made;
        }
        return old;
    }

    /** The terms with an update laid over them; {@code null} takes a term away. Read as a whole, so checked as one. */
    private static ObjectNode merged(ObjectNode terms, JsonNode changes) {
        changes.properties().forEach(entry -> {
            if (PARTED.contains(entry.getKey()) && entry.getValue() instanceof ObjectNode part) {
                terms.withObject(entry.getKey()).setAll(part);
            } else {
                terms.set(entry.getKey(), entry.getValue());
            }
        });
        // A discount is its fraction: without it there is none.
        if (terms.at("/discount_configuration/payment_fraction").isNull()) {
            terms.remove("discount_configuration");
        }
        return terms;
    }

    /** The members that an update names, as they are after it; {@code null} for one that it took away. */
    private static ObjectNode named(JsonNode update, ObjectNode after) {
        ObjectNode named = after.objectNode();
        update.properties().forEach(entry -> {
            JsonNode now = after.get(entry.getKey());
            boolean isParted =
                    PARTED.contains(entry.getKey()) && entry.getValue().isObject();
            named.set(entry.getKey(), isParted && now instanceof ObjectNode part ? named(entry.getValue(), part) : now);
        });
        return named;
    }

    /**
     * Both configurations disabled, as when nobody is left to collect through.
     *
     * @param changes where the history says so
     */
    public static Thresholds disabled(Thresholds before, ObjectNode changes) {
        return prepaidBalanceDisabled(spendDisabled(before, changes), changes);
    }

    /** The one by spend alone, as when its payment failed. */
    public static Thresholds spendDisabled(Thresholds before, ObjectNode changes) {
        if (before.spend() == null || !before.spend().isEnabled()) {
            return before;
        }
        changes.withObject(UPDATE + SPEND).put("is_enabled", false);
        return new Thresholds(before.spend().disabled(), before.prepaidBalance());
    }

    /** The one by balance alone. */
    public static Thresholds prepaidBalanceDisabled(Thresholds before, ObjectNode changes) {
        if (before.prepaidBalance() == null || !before.prepaidBalance().isEnabled()) {
            return before;
        }
        changes.withObject(UPDATE + PREPAID_BALANCE).put("is_enabled", false);
        return new Thresholds(before.spend(), before.prepaidBalance().disabled());
    }

    /** A cap names a spend tracker of the contract, which keeps that from being archived. */
    @Override
    public void requireConsistent(ContractTerms before, ContractTerms after, Instant now) {
        Thresholds made = after.get(Thresholds.KIND);
        requireCapped(SPEND, made.spend(), before, after);
        requireCapped(PREPAID_BALANCE, made.prepaidBalance(), before, after);
    }

    private void requireCapped(String name, @Nullable Threshold made, ContractTerms before, ContractTerms after) {
        caps.requireKept(name, made, before, after);
        // What an edit names was held to it where it was read; this is a new contract's.
        caps.require(name, made, after);
    }

    @Override
    public void save(Contract was, Contract contract, Thresholds before, Thresholds after) {
        if (after.spend() != null && !after.spend().equals(before.spend())) {
            store.save(contract.ref(), after.spend());
        }
        if (after.prepaidBalance() != null && !after.prepaidBalance().equals(before.prepaidBalance())) {
            store.save(contract.ref(), after.prepaidBalance());
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("threshold_configuration");
    }

    @Override
    public Map<ContractId, Thresholds> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<Thresholds> view(Collection<Thresholds> terms) {
        return (contract, thresholds, node, place) -> {
            if (place != Place.V2) {
                show(SPEND, thresholds.spend(), node);
                show(PREPAID_BALANCE, thresholds.prepaidBalance(), node);
            }
        };
    }

    private static void show(String name, @Nullable Threshold threshold, ObjectNode node) {
        if (threshold != null) {
            node.set(name, ThresholdJson.of(threshold));
        }
    }
}

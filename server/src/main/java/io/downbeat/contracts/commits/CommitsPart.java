package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.balances.PaymentItem;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.hierarchy.SharedAccess;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;

/**
 * The commits and the credits of a contract: two lists of requests and answers, and one kind of term, so that reading a
 * contract that has neither costs one statement.
 */
public final class CommitsPart implements ContractPart<List<Balance>> {
    /** What the published history shows of a new balance; that of a credit has no invoice schedule. */
    private static final Set<String> HISTORY = Set.of(
            "id",
            "product",
            "type",
            "access_schedule",
            "applicable_product_ids",
            "applicable_product_tags",
            "description",
            "hierarchy_configuration",
            "invoice_schedule",
            "name",
            "netsuite_sales_order_id",
            "priority",
            "rate_type",
            "rollover_fraction",
            "salesforce_opportunity_id",
            "specifiers",
            "spend_tracker_attributes");

    /** How requests and answers tell commits and credits apart. */
    private enum Words {
        COMMITS("commits", "commit_id"),
        CREDITS("credits", "credit_id");

        private final String list;
        private final String id;

        Words(String list, String id) {
            this.list = list;
            this.id = id;
        }

        private static Words of(Balance balance) {
            return balance.isCommit() ? COMMITS : CREDITS;
        }

        private Set<String> editFields() {
            return Set.of("add_" + list, "update_" + list, "archive_" + list);
        }

        private Set<String> updateFields() {
            return Stream.concat(
                            Stream.of(id, BalanceRequests.NETSUITE, "rollover_fraction"), BalanceEdits.FIELDS.stream())
                    .collect(Collectors.toSet());
        }
    }

    /** Of a commit that is paid first. */
    private static final String GATE = "payment_gate_config";

    private final BalanceRequests requests;
    private final AgreedBalances changes;
    private final Balances balances;
    private final BalanceViews views;
    private final RollingOver rollingOver;
    private final BilledPayments billed;
    private final InstantSource clock;

    CommitsPart(
            BalanceRequests requests,
            AgreedBalances changes,
            Balances balances,
            BalanceViews views,
            RollingOver rollingOver,
            BilledPayments billed,
            InstantSource clock) {
        this.rollingOver = rollingOver;
        this.billed = billed;
        this.clock = clock;
        this.requests = requests;
        this.changes = changes;
        this.balances = balances;
        this.views = views;
    }

    @Override
    public TermKind<List<Balance>> kind() {
        return ContractTerms.BALANCES;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(Words.COMMITS.list, Words.CREDITS.list);
    }

    @Override
    public Set<String> editFields() {
        Set<String> fields = new HashSet<>();
        for (Words words : Words.values()) {
            fields.addAll(words.editFields());
        }
        return fields;
    }

    @Override
    public Map<String, Nameable> namedLists() {
        return Map.of(Words.COMMITS.list, Nameable.COMMIT, "add_" + Words.COMMITS.list, Nameable.COMMIT);
    }

    /** Refuses what makes no commit or credit ({@link BalanceRequests}). */
    @Override
    public List<Balance> create(Body body, Creation creation) {
        BalanceRequests.Made made =
                made(creation.contract(), UnknownProducts.V1, creation.now(), creation.temporaryIds());
        List<Balance> read = new ArrayList<>();
        for (Words words : Words.values()) {
            body.optionalObjects(words.list).forEach(asked -> read.add(read(words, ungated(asked), made)));
        }
        return List.copyOf(read);
    }

    private static Body ungated(Body asked) {
        if (asked.has(GATE)) {
            throw asked.invalid(GATE, "only in a contract edit");
        }
        return asked;
    }

    private Balance read(Words words, Body asked, BalanceRequests.Made made) {
        return words == Words.COMMITS ? requests.commit(asked, made) : requests.credit(asked, made);
    }

    /** Besides what {@link #create} refuses: what no edit can do ({@link BalanceEdits}). */
    @Override
    public Change<List<Balance>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<Balance> agreed = before;
            for (Words words : Words.values()) {
                agreed = archived(words, agreed, body, edit);
                agreed = updated(words, agreed, body, edit);
                agreed = added(words, agreed, body, edit);
            }
            return agreed;
        };
    }

    private List<Balance> archived(Words words, List<Balance> before, Body body, Edit edit) {
        List<Balance> agreed = before;
        for (Body asked : body.optionalObjects("archive_" + words.list)) {
            asked.knowsOnly(Set.of("id"));
            agreed = changes.archived(agreed, named(words, agreed, asked, "id"), edit);
        }
        return agreed;
    }

    private List<Balance> updated(Words words, List<Balance> before, Body body, Edit edit) {
        List<Balance> agreed = before;
        for (Body asked : body.optionalObjects("update_" + words.list)) {
            asked.knowsOnly(words.updateFields());
            agreed = changes.updated(agreed, named(words, agreed, asked, words.id), asked, edit);
        }
        return agreed;
    }

    private static BalanceId named(Words words, List<Balance> agreed, Body asked, String field) {
        BalanceId id = new BalanceId(asked.uuid(field));
        if (agreed.stream().noneMatch(balance -> balance.id().equals(id) && Words.of(balance) == words)) {
            throw asked.invalid(field, "no commit or credit has the id " + id);
        }
        return id;
    }

    private List<Balance> added(Words words, List<Balance> before, Body body, Edit edit) {
        List<Balance> agreed = before;
        BalanceRequests.Made made = made(edit.after().contract(), UnknownProducts.V2, edit.now(), edit.temporaryIds());
        for (Body asked : body.optionalObjects("add_" + words.list)) {
            if (words == Words.CREDITS || !asked.has(GATE)) {
                agreed = with(agreed, read(words, asked, made), edit);
            }
        }
        return List.copyOf(agreed);
    }

    /** A commit that an edit wants paid first, and how the request says that. */
    public record Gated(Body asked, Balance commit) {}

    /** Those commits of an edit's {@code add_commits} that are none of the contract's before they are paid. */
    public List<Gated> gated(Body body, Edit edit) {
        BalanceRequests.Made made = made(edit.after().contract(), UnknownProducts.V2, edit.now(), edit.temporaryIds());
        return body.optionalObjects("add_" + Words.COMMITS.list).stream()
                .filter(asked -> asked.has(GATE))
                .map(asked -> new Gated(asked, requests.commit(asked, made)))
                .toList();
    }

    /** The contract's balances with a commit that was bought beside requests; the history shows it as any that is added. */
    public List<Balance> with(List<Balance> before, Balance bought, Edit edit) {
        edit.changes()
                .withArray("add_" + Words.of(bought).list)
                .add(views.of(List.of(bought)).apply(bought).retain(HISTORY));
        return Stream.concat(before.stream(), Stream.of(bought)).toList();
    }

    private static BalanceRequests.Made made(
            Contract contract, UnknownProducts unknown, Instant now, TemporaryIds temporaryIds) {
        return new BalanceRequests.Made(
                contract.customer(), new BalanceScope.OfContract(contract.id().value()), unknown, now, temporaryIds);
    }

    /** Only children can be let in, and a contract from which something rolled over keeps its end. */
    @Override
    public void requireConsistent(ContractTerms before, ContractTerms after, Instant now) {
        rollingOver.requireSameEnd(before.contract(), after.contract());
        requirePaidBeforeTheEnd(before.get(kind()), after);
        SharedAccess.requireChildren(
                after.get(kind()).stream()
                        .flatMap(balance -> balance.scope() instanceof BalanceScope.OfContract of
                                ? Stream.of(of.children())
                                : Stream.empty())
                        .toList(),
                after);
    }

    /**
     * A payment at or after the contract's end would be on no invoice, so none is agreed there; one that is on its invoice
     * already, of a commit that waited to be paid, is.
     */
    private void requirePaidBeforeTheEnd(List<Balance> before, ContractTerms after) {
        Instant end = after.contract().endingBefore();
        if (end == null) {
            return;
        }
        Set<PaymentItem> agreed =
                before.stream().flatMap(CommitsPart::paidAhead).collect(Collectors.toSet());
        List<PaymentItem> late = after.get(ContractTerms.BALANCES).stream()
                .flatMap(CommitsPart::paidAhead)
                .filter(item -> !item.timestamp().isBefore(end) && !agreed.contains(item))
                .toList();
        Set<UUID> onInvoices = late.isEmpty()
                ? Set.of()
                : billed.of(
                                after.contract().customer(),
                                late.stream().map(PaymentItem::id).toList())
                        .keySet();
        late.stream()
                .filter(item -> !onInvoices.contains(item.id()))
                .findFirst()
                .ifPresent(item -> {
                    throw Refused.rule(
                            "invoice_schedule: a payment of a contract's commit must lie before the contract's"
                                    + " ending_before, " + Json.instant(end) + ", and " + Json.instant(item.timestamp())
                                    + " does not; a commit of the customer may be paid later");
                });
    }

    private static Stream<PaymentItem> paidAhead(Balance balance) {
        return balance.type() == BalanceType.PREPAID
                        && balance.payments() != null
                        && !balance.payments().doNotInvoice()
                ? balance.payments().items().stream()
                : Stream.empty();
    }

    @Override
    public void save(Contract was, Contract contract, List<Balance> before, List<Balance> after) {
        Map<BalanceId, Balance> known = before.stream().collect(Collectors.toMap(Balance::id, Function.identity()));
        boolean mayRollOver = false;
        for (Balance balance : after) {
            Balance old = known.get(balance.id());
            if (old == null) {
                balances.create(balance, null);
                mayRollOver |= RollingOver.mayRollOver(balance);
            } else if (!balance.equals(old)) {
                balances.update(balance);
                rollingOver.edited(contract, old, balance, clock.instant());
            }
        }
        if (mayRollOver) {
            rollingOver.follow(contract);
        }
    }

    @Override
    public void renew(ContractTerms renewed, Contract next) {
        rollingOver.renew(renewed, next);
    }

    @Override
    public Map<ContractId, List<Balance>> load(Collection<Contract.Ref> contracts) {
        Map<ContractId, List<Balance>> found = new HashMap<>();
        List<BalanceHolder> holders = contracts.stream()
                .map(contract -> new BalanceHolder(
                        contract.customer(), contract.contract().value()))
                .toList();
        balances.ofContracts(holders)
                .forEach((holder, agreed) -> found.put(new ContractId(holder.contract()), List.copyOf(agreed)));
        return found;
    }

    @Override
    public View<List<Balance>> view(Collection<List<Balance>> terms) {
        BalanceViews.Shown shown = views.of(terms.stream().flatMap(List::stream).toList());
        return (contract, agreed, node, place) -> {
            if (place == Place.TERMS) {
                ArrayNode commits = node.putArray(Words.COMMITS.list);
                ArrayNode credits = node.putArray(Words.CREDITS.list);
                agreed.forEach(balance -> (balance.isCommit() ? commits : credits).add(shown.apply(balance)));
            }
        };
    }
}

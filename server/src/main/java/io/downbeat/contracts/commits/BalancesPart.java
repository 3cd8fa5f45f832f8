package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;

/** What commits and credits have in common as terms of a contract. */
abstract sealed class BalancesPart implements ContractPart<List<Balance>> permits CommitsPart, CreditsPart {

    /** How one kind of balance is told from the other. */
    record Words(TermKind<List<Balance>> kind, Set<BalanceType> types, String list, Set<String> historyFields) {
        String add() {
            return "add_" + list;
        }

        String update() {
            return "update_" + list;
        }

        String archive() {
            return "archive_" + list;
        }

        Set<String> updateFields() {
            return Stream.concat(
                            Stream.of(id(), "netsuite_sales_order_id", "rollover_fraction"),
                            BalanceEdits.FIELDS.stream())
                    .collect(Collectors.toSet());
        }

        /** How a request to update names the balance. */
        String id() {
            return list.substring(0, list.length() - 1) + "_id";
        }
    }

    private final Words words;
    private final Balances balances;
    private final BalanceViews views;
    private final AgreedBalances changes;

    BalancesPart(Words words, Balances balances, BalanceViews views, AgreedBalances changes) {
        this.words = words;
        this.balances = balances;
        this.views = views;
        this.changes = changes;
    }

    /** A new balance of the kind. */
    abstract Balance read(Body body, BalanceRequests.Made made);

    @Override
    public TermKind<List<Balance>> kind() {
        return words.kind();
    }

    @Override
    public Set<String> createFields() {
        return Set.of(words.list());
    }

    @Override
    public Set<String> editFields() {
        return Set.of(words.add(), words.update(), words.archive());
    }

    @Override
    public List<Balance> create(Body body, Creation creation) {
        BalanceRequests.Made made =
                made(creation.contract(), UnknownProducts.V1, creation.now(), creation.temporaryIds());
        List<Balance> read = new ArrayList<>();
        body.optionalObjects(words.list()).forEach(asked -> read.add(read(asked, made)));
        return List.copyOf(read);
    }

    @Override
    public Change<List<Balance>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<Balance> agreed = before;
            for (Body asked : body.optionalObjects(words.archive())) {
                asked.knowsOnly(Set.of("id"));
                agreed = changes.archived(agreed, named(agreed, asked, "id"), edit);
            }
            for (Body asked : body.optionalObjects(words.update())) {
                asked.knowsOnly(words.updateFields());
                asked.refuseUnbuilt("netsuite_sales_order_id");
                agreed = changes.updated(agreed, named(agreed, asked, words.id()), asked, edit);
            }
            return added(agreed, body, edit);
        };
    }

    private BalanceId named(List<Balance> agreed, Body asked, String field) {
        BalanceId id = new BalanceId(asked.uuid(field));
        if (agreed.stream().noneMatch(balance -> balance.id().equals(id))) {
            throw asked.invalid(field, "no commit or credit has the id " + id);
        }
        return id;
    }

    private List<Balance> added(List<Balance> before, Body body, Edit edit) {
        List<Balance> agreed = new ArrayList<>(before);
        BalanceRequests.Made made = made(edit.after().contract(), UnknownProducts.V2, edit.now(), edit.temporaryIds());
        for (Body asked : body.optionalObjects(words.add())) {
            Balance added = read(asked, made);
            agreed.add(added);
            edit.changes()
                    .withArray(words.add())
                    .add(views.of(List.of(added)).apply(added).retain(words.historyFields()));
        }
        return List.copyOf(agreed);
    }

    private static BalanceRequests.Made made(
            Contract contract, UnknownProducts unknown, Instant now, Map<String, UUID> temporaryIds) {
        return new BalanceRequests.Made(
                contract.customer(), new BalanceScope.OfContract(contract.id().value()), unknown, now, temporaryIds);
    }

    @Override
    public void save(Contract contract, List<Balance> before, List<Balance> after) {
        Map<BalanceId, Balance> known = before.stream().collect(Collectors.toMap(Balance::id, Function.identity()));
        for (Balance balance : after) {
            Balance old = known.get(balance.id());
            if (old == null) {
                balances.create(balance, null);
            } else if (!balance.equals(old)) {
                balances.update(balance);
            }
        }
    }

    @Override
    public Map<ContractId, List<Balance>> load(Collection<Contract.Ref> contracts) {
        Map<ContractId, List<Balance>> found = new HashMap<>();
        List<BalanceHolder> holders = contracts.stream()
                .map(contract -> new BalanceHolder(
                        contract.customer(), contract.contract().value()))
                .toList();
        balances.ofContracts(holders, words.types())
                .forEach((holder, agreed) -> found.put(new ContractId(holder.contract()), List.copyOf(agreed)));
        return found;
    }

    @Override
    public View<List<Balance>> view(Collection<List<Balance>> terms) {
        BalanceViews.Shown shown = views.of(terms.stream().flatMap(List::stream).toList());
        return (contract, agreed, node, place) -> {
            if (place == Place.TERMS) {
                ArrayNode list = node.putArray(words.list());
                agreed.forEach(balance -> list.add(shown.apply(balance)));
            }
        };
    }
}

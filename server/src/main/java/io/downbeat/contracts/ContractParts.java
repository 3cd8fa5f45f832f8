package io.downbeat.contracts;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parts of a contract in the order in which an edit changes them: each sees what those before it made of the terms.
 *
 * <p>A new contract is read from the last part to the first, since none sees another: what has to be locked, the billing
 * provider configuration, is asked for before anything long is read.
 */
public final class ContractParts {
    private final List<ContractPart<?>> parts;
    private final Ids ids;

    public ContractParts(List<ContractPart<?>> parts, Ids ids) {
        this.parts = List.copyOf(parts);
        this.ids = ids;
    }

    List<ContractPart<?>> all() {
        return parts;
    }

    ContractTerms create(Body body, ContractPart.Creation creation) {
        ContractTerms terms = read(body, creation);
        requireConsistent(ContractTerms.of(creation.contract()), terms, creation.now());
        return terms;
    }

    /** Refuses what {@link #create} would refuse whoever the customer was. */
    void check(Body body, ContractPart.Creation creation, @Nullable BillingProvider provider) {
        ContractTerms terms = read(body, creation);
        parts.forEach(part -> part.requirePossible(creation, terms, provider));
    }

    private ContractTerms read(Body body, ContractPart.Creation creation) {
        ContractPart.Creation naming = creation.naming(temporaryIds(body));
        ContractTerms terms = ContractTerms.of(creation.contract());
        for (ContractPart<?> part : parts.reversed()) {
            terms = create(part, body, naming, terms);
        }
        return terms;
    }

    /** Reads what an edit asks of each part; the answer is to be applied once the contract is locked. */
    UnaryOperator<ContractPart.Edit> edit(Body body, CustomerId customer) {
        List<UnaryOperator<ContractPart.Edit>> changes = parts.stream()
                .<UnaryOperator<ContractPart.Edit>>map(part -> change(part, body, customer))
                .toList();
        return edit -> {
            ContractPart.Edit worked = edit.naming(temporaryIds(body));
            for (UnaryOperator<ContractPart.Edit> change : changes) {
                worked = change.apply(worked);
            }
            requireConsistent(worked.before(), worked.after(), worked.now());
            return worked;
        };
    }

    /**
     * What a request adds, by the {@code temporary_id} under which the same request names it.
     *
     * @throws io.downbeat.platform.http.Refused if two have the same
     */
    private ContractPart.TemporaryIds temporaryIds(Body body) {
        Map<String, ContractPart.TemporaryIds.Added> named = new HashMap<>();
        parts.forEach(part -> part.namedLists()
                .forEach((list, what) -> body.optionalObjects(list).forEach(item -> name(named, item, what))));
        return new ContractPart.TemporaryIds(named);
    }

    private void name(Map<String, ContractPart.TemporaryIds.Added> named, Body item, ContractPart.Nameable what) {
        item.optionalText("temporary_id").ifPresent(name -> {
            if (named.putIfAbsent(name, new ContractPart.TemporaryIds.Added(ids.next(), what)) != null) {
                throw item.invalid("temporary_id", "is given twice");
            }
        });
    }

    void save(ContractTerms before, ContractTerms after) {
        parts.forEach(part -> save(part, before, after));
        parts.forEach(part -> part.follow(before, after));
    }

    void renew(ContractTerms renewed, Contract next) {
        parts.forEach(part -> part.renew(renewed, next));
    }

    /** The tables that say whether a contract has anything of a kind at all, each once. */
    Set<String> tables() {
        Set<String> tables = new LinkedHashSet<>();
        parts.forEach(part -> part.table().ifPresent(tables::add));
        return tables;
    }

    /** @param filled those of the {@link #tables} that have rows of the contracts */
    Map<ContractId, ContractTerms> load(Collection<Contract> contracts, Set<String> filled) {
        Map<ContractId, ContractTerms> terms = new LinkedHashMap<>();
        contracts.forEach(contract -> terms.put(contract.id(), ContractTerms.of(contract)));
        List<Contract.Ref> keys = contracts.stream().map(Contract::ref).toList();
        parts.stream()
                .filter(part -> part.table().map(filled::contains).orElse(true))
                .forEach(part -> load(part, keys, terms));
        return terms;
    }

    ContractPart.View<ContractTerms> view(Collection<ContractTerms> terms) {
        List<ContractPart.View<ContractTerms>> views = parts.stream()
                .<ContractPart.View<ContractTerms>>map(part -> view(part, terms))
                .toList();
        return (contract, all, node, place) -> views.forEach(view -> view.show(contract, all, node, place));
    }

    void showAsOf(Instant instant, ContractTerms today, ObjectNode view) {
        parts.forEach(part -> showAsOf(part, instant, today, view));
    }

    /** The lists of terms as v1 shows them, each with what it has more after an edit than before it. */
    ObjectNode added(ContractTerms before, ContractTerms after) {
        ContractPart.View<ContractTerms> view = view(List.of(before, after));
        ObjectNode earlier = Json.MAPPER.createObjectNode();
        view.show(before.contract(), before, earlier, ContractPart.Place.TERMS);
        ObjectNode later = Json.MAPPER.createObjectNode();
        view.show(after.contract(), after, later, ContractPart.Place.TERMS);
        ObjectNode added = Json.MAPPER.createObjectNode();
        later.properties().forEach(list -> {
            if (list.getValue().isArray()) {
                ArrayNode more = added.putArray(list.getKey());
                list.getValue()
                        .valueStream()
                        .skip(earlier.path(list.getKey()).size())
                        .forEach(more::add);
            }
        });
        return added;
    }

    private void requireConsistent(ContractTerms before, ContractTerms after, Instant now) {
        parts.forEach(part -> part.requireConsistent(before, after, now));
    }

    private static <T> ContractTerms create(
            ContractPart<T> part, Body body, ContractPart.Creation creation, ContractTerms terms) {
        return terms.with(part.kind(), part.create(body, creation));
    }

    private static <T> UnaryOperator<ContractPart.Edit> change(ContractPart<T> part, Body body, CustomerId customer) {
        ContractPart.Change<T> change = part.edit(body, customer);
        return edit -> edit.with(part.kind(), change.apply(edit.after().get(part.kind()), edit));
    }

    private static <T> void save(ContractPart<T> part, ContractTerms before, ContractTerms after) {
        part.save(before.contract(), after.contract(), before.get(part.kind()), after.get(part.kind()));
    }

    private static <T> void load(ContractPart<T> part, List<Contract.Ref> keys, Map<ContractId, ContractTerms> all) {
        part.load(keys)
                .forEach((id, terms) -> all.computeIfPresent(id, (same, known) -> known.with(part.kind(), terms)));
    }

    private static <T> void showAsOf(ContractPart<T> part, Instant instant, ContractTerms today, ObjectNode view) {
        part.showAsOf(instant, today.contract(), today.get(part.kind()), view);
    }

    private static <T> ContractPart.View<ContractTerms> view(ContractPart<T> part, Collection<ContractTerms> all) {
        ContractPart.View<T> view =
                part.view(all.stream().map(terms -> terms.get(part.kind())).toList());
        return (contract, terms, node, place) -> view.show(contract, terms.get(part.kind()), node, place);
    }
}

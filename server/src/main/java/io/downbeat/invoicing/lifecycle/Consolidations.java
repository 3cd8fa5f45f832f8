package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.contracts.hierarchy.Hierarchy;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which usage invoices of a family are not delivered by themselves, because a consolidated invoice of the parent has their
 * lines: those of children that consolidate whose period lies in one of the parent's and is issued on the same day, and
 * the parent's own of that period. Decided while each is finalized; one that comes after the consolidated invoice was made
 * goes by itself.
 */
public final class Consolidations {
    private final ConsolidationStore store;
    private final Contracts contracts;
    private final InvoiceStore invoices;

    Consolidations(ConsolidationStore store, Contracts contracts, InvoiceStore invoices) {
        this.store = store;
        this.contracts = contracts;
        this.invoices = invoices;
    }

    /** Whether a parent makes one invoice of its children's. */
    static boolean consolidates(ContractTerms parent) {
        return parent.get(Hierarchy.KIND) instanceof Hierarchy.Parent of
                && of.consolidation() != Hierarchy.Consolidation.NONE
                && !parent.contract().isArchived();
    }

    /** The children whose usage stands on the parent's invoice. */
    static List<Contract.Ref> consolidated(ContractTerms parent) {
        return Families.children(parent).stream()
                .filter(child -> child.usageStatements() == Hierarchy.UsageStatements.CONSOLIDATE)
                .map(Hierarchy.Member::contract)
                .toList();
    }

    /** Whose invoices stand on one: the parent's, and those of its children that consolidate. */
    static List<Contract.Ref> family(ContractTerms parent) {
        List<Contract.Ref> family = new ArrayList<>(List.of(parent.contract().ref()));
        family.addAll(consolidated(parent));
        return family;
    }

    /**
     * Those of the drafts that are shown on a consolidated invoice, which is made as soon as all that belongs to it is
     * final. What was let in cannot be forgotten: the row that makes it due is written in the running transaction.
     *
     * @param terms of the drafts' contracts, which are held
     */
    Set<InvoiceId> letIn(Collection<InvoiceHeader> drafts, Map<ContractId, ContractTerms> terms, Instant now) {
        Map<InvoiceId, ConsolidationStore.Group> groups =
                groups(drafts.stream().map(InvoiceHeader::subject).toList(), terms);
        // In one order, whoever finalizes: two that finalize for two groups do not wait for each other.
        Map<ConsolidationStore.Group, Boolean> open = new HashMap<>();
        groups.values().stream()
                .distinct()
                .sorted(Comparator.comparing((ConsolidationStore.Group group) ->
                                group.parent().contract().value())
                        .thenComparing(group -> group.period().start()))
                .forEach(group -> open.put(group, isOpen(group, now)));
        return groups.entrySet().stream()
                .filter(one -> Objects.requireNonNull(open.get(one.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * Those of a contract's drafts that would be let in as things stand, with the period of the parent whose consolidated
     * invoice will have their lines. Changes nothing: what is decided is decided while each is finalized.
     */
    public Map<InvoiceId, ConsolidationStore.Group> expected(Collection<InvoiceSubject> drafts, ContractTerms terms) {
        Map<InvoiceId, ConsolidationStore.Group> groups = new HashMap<>(groups(
                drafts.stream().filter(draft -> !draft.isHistorical()).toList(),
                Map.of(terms.contract().id(), terms)));
        groups.values().removeIf(store::stands);
        return groups;
    }

    /** Not once the consolidated invoice was made, unless that one was voided and another may take its place. */
    private boolean isOpen(ConsolidationStore.Group group, Instant now) {
        Optional<InvoiceId> made = store.letIn(group, now);
        return made.isEmpty()
                || invoices.find(made.get())
                        .filter(header -> header.status() == InvoiceStatus.VOID)
                        .isPresent();
    }

    private Map<InvoiceId, ConsolidationStore.Group> groups(
            Collection<InvoiceSubject> drafts, Map<ContractId, ContractTerms> terms) {
        Map<InvoiceId, ConsolidationStore.Group> groups = new HashMap<>();
        Map<InvoiceSubject, Contract.Ref> ofChildren = new HashMap<>();
        for (InvoiceSubject draft : drafts) {
            ContractTerms of = Objects.requireNonNull(terms.get(draft.contract()));
            if (draft.type() != InvoiceType.USAGE || draft.period() == null) {
                continue;
            }
            if (of.get(Hierarchy.KIND) instanceof Hierarchy.Child child
                    && child.usageStatements() == Hierarchy.UsageStatements.CONSOLIDATE) {
                ofChildren.put(draft, child.parent());
            } else if (consolidates(of) && !consolidated(of).isEmpty()) {
                var own = new ConsolidationStore.Group(
                        of.contract().ref(), draft.period(), draft.issuedAt(), draft.currency());
                if (store.areThereAny(own, consolidated(of)) || store.wasVoided(own)) {
                    groups.put(draft.id(), own);
                }
            }
        }
        if (!ofChildren.isEmpty()) {
            groups.putAll(ofChildren(ofChildren));
        }
        return groups;
    }

    private Map<InvoiceId, ConsolidationStore.Group> ofChildren(Map<InvoiceSubject, Contract.Ref> drafts) {
        Map<ContractId, ContractTerms> parents = contracts.terms(new HashSet<>(drafts.values()));
        Map<InvoiceSubject, Contract.Ref> consolidating = new HashMap<>();
        drafts.forEach((draft, parent) -> {
            ContractTerms of = parents.get(parent.contract());
            if (of != null && consolidates(of)) {
                consolidating.put(draft, parent);
            }
        });
        return consolidating.isEmpty() ? Map.of() : store.groups(consolidating);
    }
}

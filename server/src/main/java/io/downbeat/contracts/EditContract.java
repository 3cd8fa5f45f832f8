package io.downbeat.contracts;

import io.downbeat.balances.Balance;
import io.downbeat.contracts.ReadContracts.ApiVersion;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.ServerChanges;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Edits a contract. The edits of one contract follow each other: each locks the contract's row. One edit may ask for
 * several things, and then gets all of them or none: everything is worked out before anything is stored.
 *
 * <p>The order of locks: what the parts lock (billing provider configurations), then the contract; whoever archives a
 * configuration locks in that order too.
 */
public final class EditContract {
    static final Set<String> OWN_FIELDS =
            Set.of("allow_contract_ending_before_finalized_invoice", "contract_id", "customer_id", "uniqueness_key");

    private final ReadContracts contracts;
    private final ContractHeader header;
    private final ContractParts parts;
    private final WriteContracts writes;
    private final Transactions transactions;
    private final InstantSource clock;
    private final Ids ids;

    EditContract(
            ReadContracts contracts,
            ContractHeader header,
            ContractParts parts,
            WriteContracts writes,
            Transactions transactions,
            InstantSource clock,
            Ids ids) {
        this.contracts = contracts;
        this.header = header;
        this.parts = parts;
        this.writes = writes;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * {@code v2/contracts/edit}. Refused, with nothing changed:
     *
     * <ul>
     *   <li>a member that the API does not know, or that is never acted on here (400);
     *   <li>no such customer, or no such contract of the customer (400 with a code);
     *   <li>a contract that is archived (400);
     *   <li>a uniqueness key that an edit has already (409);
     *   <li>a head or terms that are refused when a contract is created with them, or a change of terms that the
     *       contract does not have (400);
     *   <li>threshold billing beside a billing provider that it does not work with (400);
     *   <li>an edit that names no change (400);
     *   <li>whatever a listener of {@link ContractChanged} refuses, such as an end before a finalized invoice.
     * </ul>
     */
    public ContractEdit edit(Body body) {
        ContractFields.EDIT.refuseOthers(body);
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        String key = ContractEdit.uniquenessKey(body);
        boolean mayEndBeforeFinalizedInvoice = body.flag("allow_contract_ending_before_finalized_invoice", true);
        return transactions.in(() -> {
            contracts.require(customer, id, ApiVersion.V2);
            UnaryOperator<ContractPart.Edit> asked = parts.edit(body, customer);
            ContractTerms before = writes.lock(new Contract.Ref(customer, id)).orElseThrow();
            requireLive(before);
            writes.requireUnusedOnEdits(key);
            ObjectNode recorded = Json.MAPPER.createObjectNode();
            Contract head = header.edit(before.contract(), body, recorded);
            ContractPart.Edit begun = edit(before, head, recorded, clock.instant());
            return finish(asked, begun, key, mayEndBeforeFinalizedInvoice, ContractEdit.Audit::edited);
        });
    }

    /**
     * An edit of one kind of term that has an operation of its own. Refused, with nothing changed: no such contract, one that
     * is archived, what the change refuses, and whatever a listener of {@link ContractChanged} refuses.
     *
     * @param news what the audit log is told of it
     */
    public <T> ContractEdit edit(
            Contract.Ref contract,
            TermKind<T> kind,
            ContractPart.Change<T> change,
            Function<ContractPart.Edit, Object> news) {
        return transactions.in(() -> {
            UnaryOperator<ContractPart.Edit> nothingElse = parts.edit(Body.empty(), contract.customer());
            ContractTerms before =
                    writes.lock(contract).orElseThrow(() -> ApiVersion.V2.noContract(contract.contract()));
            requireLive(before);
            ContractPart.Edit begun = edit(before, before.contract(), Json.MAPPER.createObjectNode(), clock.instant());
            UnaryOperator<ContractPart.Edit> asked = edit ->
                    nothingElse.apply(edit.with(kind, change.apply(edit.after().get(kind), edit)));
            return finish(asked, begun, null, true, news);
        });
    }

    /** Keeps what an edit added under a name of its own. */
    @FunctionalInterface
    public interface Amending<T> {

        /**
         * The terms of the kind that keeps it.
         *
         * @param edit with everything that was added
         * @param added the lists of terms as v1 shows them, each with what was added to it
         */
        T keep(T before, ContractPart.Edit edit, ObjectNode added);
    }

    /**
     * An edit that adds terms, in the words of {@code v2/contracts/edit}, and is kept under a name of its own as well.
     * Refused, with nothing changed: no such customer or contract (404), and whatever {@link #edit(Body)} refuses.
     *
     * @param body the members of an edit that add something; others are not looked at
     * @param news what the audit log is told of it
     */
    public <T> ContractEdit amend(
            Body body,
            Contract.Ref contract,
            TermKind<T> kind,
            Amending<T> amending,
            Function<ContractPart.Edit, Object> news) {
        return transactions.in(() -> {
            contracts.require(contract.customer(), contract.contract(), ApiVersion.V1);
            UnaryOperator<ContractPart.Edit> asked = parts.edit(body, contract.customer());
            ContractTerms before = writes.lock(contract).orElseThrow();
            requireLive(before);
            ContractPart.Edit begun = edit(before, before.contract(), Json.MAPPER.createObjectNode(), clock.instant());
            UnaryOperator<ContractPart.Edit> kept = edit -> {
                ContractPart.Edit worked = asked.apply(edit);
                ObjectNode added = parts.added(worked.before(), worked.after());
                return worked.with(kind, amending.keep(worked.after().get(kind), worked, added));
            };
            return finish(kept, begun, null, true, news);
        });
    }

    /**
     * {@code v1/contracts/updateEndDate}: leaving the date out opens the contract's end. Refused, with nothing changed: no
     * such contract of the customer (404), one that is archived, an end that is not after the start or not on a full
     * hour (400), and whatever a listener of {@link ContractChanged} refuses.
     */
    ContractId updateEndDate(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "ending_before", "allow_ending_before_finalized_invoice"));
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        boolean mayEndBeforeFinalizedInvoice = body.flag("allow_ending_before_finalized_invoice", true);
        return transactions.in(() -> {
            ContractTerms before = contracts.lock(customer, id, ApiVersion.V1);
            requireLive(before);
            Instant end =
                    ContractHeader.end(body, "ending_before", before.contract().startingAt());
            end(before, end, clock.instant(), mayEndBeforeFinalizedInvoice, ContractEdit.Audit::ended);
            return id;
        });
    }

    /**
     * Ends a locked contract where the one that renews it starts, unless it ends earlier already.
     *
     * @param changed its commits and credits, if they go on otherwise
     */
    void renew(ContractTerms locked, Instant at, List<Balance> changed, Instant now) {
        ObjectNode recorded = Json.MAPPER.createObjectNode();
        Instant end = locked.contract().endingBefore();
        Contract head = end == null || end.isAfter(at)
                ? ContractHeader.withEnd(locked.contract(), at, recorded)
                : locked.contract();
        changed.stream()
                .filter(balance -> !locked.get(ContractTerms.BALANCES).contains(balance))
                .forEach(balance -> recorded.withArray("update_commits")
                        .addObject()
                        .put("id", balance.id().toString()));
        if (!recorded.isEmpty()) {
            UnaryOperator<ContractPart.Edit> nothingElse =
                    parts.edit(Body.empty(), locked.contract().customer());
            finish(
                    edit -> nothingElse.apply(edit.with(ContractTerms.BALANCES, changed)),
                    edit(locked, head, recorded, now),
                    null,
                    true,
                    made -> ServerChanges.of(ContractEdit.Audit.ended(made)));
        }
    }

    private void end(
            ContractTerms locked,
            @Nullable Instant end,
            Instant now,
            boolean mayEndBeforeFinalizedInvoice,
            Function<ContractPart.Edit, Object> news) {
        ObjectNode recorded = Json.MAPPER.createObjectNode();
        Contract head = ContractHeader.withEnd(locked.contract(), end, recorded);
        UnaryOperator<ContractPart.Edit> nothingElse =
                parts.edit(Body.empty(), locked.contract().customer());
        finish(nothingElse, edit(locked, head, recorded, now), null, mayEndBeforeFinalizedInvoice, news);
    }

    private static void requireLive(ContractTerms terms) {
        if (terms.contract().isArchived()) {
            throw Refused.rule(Contracts.ARCHIVED);
        }
    }

    private ContractPart.Edit edit(ContractTerms before, Contract head, ObjectNode recorded, Instant now) {
        return new ContractPart.Edit(
                new ContractEditId(ids.next()),
                before,
                before.with(head),
                header.currency(head),
                now,
                ContractPart.TemporaryIds.NONE,
                recorded);
    }

    /** @param news what the audit log is told of it */
    private ContractEdit finish(
            UnaryOperator<ContractPart.Edit> asked,
            ContractPart.Edit begun,
            @Nullable String key,
            boolean mayEndBeforeFinalizedInvoice,
            Function<ContractPart.Edit, Object> news) {
        ContractPart.Edit made = asked.apply(begun);
        if (made.changes().isEmpty()) {
            throw Refused.rule("the edit changes nothing; name at least one update");
        }
        ContractEdit written = writes.edit(made, key, mayEndBeforeFinalizedInvoice);
        transactions.publish(news.apply(made));
        return written;
    }
}

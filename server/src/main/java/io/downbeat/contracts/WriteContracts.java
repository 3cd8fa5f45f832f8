package io.downbeat.contracts;

import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what creating, editing and archiving came to, each with its history and its fact, so that none is written
 * without the other. Runs inside the caller's transaction.
 */
public final class WriteContracts {
    private final ContractStore contracts;
    private final ContractEditStore history;
    private final ContractViews views;
    private final ApplicationEventPublisher facts;
    private final Ids ids;

    WriteContracts(
            ContractStore contracts,
            ContractEditStore history,
            ContractViews views,
            ApplicationEventPublisher facts,
            Ids ids) {
        this.contracts = contracts;
        this.history = history;
        this.views = views;
        this.facts = facts;
        this.ids = ids;
    }

    /** The terms of a contract, with every other edit of it kept out until the transaction ends. */
    public Optional<ContractTerms> lock(Contract.Ref contract) {
        return contracts.lock(contract).map(ContractState::terms);
    }

    /**
     * The same without waiting, and empty while anybody else holds the contract, if only to read it. Whoever comes to edit
     * it later asks for it so from the start: a lock for reading that is to become one for editing waits for the other
     * readers, and one of them may be waiting for what this transaction wrote.
     */
    public Optional<ContractTerms> tryLock(Contract.Ref contract) {
        return contracts.tryLock(contract).map(ContractState::terms);
    }

    /** @throws io.downbeat.platform.http.Refused with 409 if a contract was created with the key */
    void requireUnusedOnContracts(@Nullable String key) {
        if (key != null && contracts.isKeyUsed(key)) {
            throw ContractStore.keyUsed();
        }
    }

    /** @throws io.downbeat.platform.http.Refused with 409 if an edit was made with the key */
    void requireUnusedOnEdits(@Nullable String key) {
        if (key != null && history.isKeyUsed(key)) {
            throw ContractStore.keyUsed();
        }
    }

    /** Whether a contract that is not archived continues it. */
    boolean isRenewed(Contract.Ref contract) {
        return contracts.isRenewed(contract);
    }

    /**
     * @param origin the package that it is created from
     * @param renewed the locked contract that it renews, as it was until now
     */
    void create(
            ContractTerms terms,
            @Nullable String uniquenessKey,
            Contract.@Nullable PackageId origin,
            @Nullable ContractTerms renewed) {
        ContractId from = renewed == null ? null : renewed.contract().id();
        contracts.add(new ContractState(terms, uniquenessKey, from, origin, views.initialTerms(terms, from)));
        facts.publishEvent(new ContractCreated(renewed == null ? terms : contracts.renew(renewed, terms.contract())));
    }

    ContractEdit edit(ContractPart.Edit edit, @Nullable String uniquenessKey, boolean mayEndBeforeFinalizedInvoice) {
        // Written and read once, so that the answer shows the edit in the very form the history will.
        ObjectNode kept = (ObjectNode) Json.read(Json.write(edit.changes()));
        ContractEdit made = new ContractEdit(edit.id(), edit.after().contract().ref(), edit.now(), uniquenessKey, kept);
        history.add(made, views.before(edit.before()));
        contracts.update(edit.before(), edit.after());
        facts.publishEvent(new ContractChanged(edit.before(), edit.after(), mayEndBeforeFinalizedInvoice));
        return made;
    }

    /**
     * An edit that the server makes of a {@link #lock locked} contract of its own accord, of terms that no invoice
     * depends on yet. No fact is published for it.
     *
     * @param changes what the history says of it
     */
    public void editByServer(ContractTerms before, ContractTerms after, ObjectNode changes, Instant now) {
        history.add(
                new ContractEdit(
                        new ContractEditId(ids.next()), after.contract().ref(), now, null, changes),
                views.before(before));
        contracts.update(before, after);
    }

    void archive(ContractTerms before, Instant now, boolean voidInvoices) {
        ContractTerms after = before.with(before.contract().archived(now));
        contracts.update(before, after);
        facts.publishEvent(new ContractArchived(after.contract(), now, voidInvoices));
    }
}

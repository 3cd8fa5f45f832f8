package io.downbeat.thresholdbilling;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceChanged;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractArchived;
import io.downbeat.contracts.ContractChanged;
import io.downbeat.contracts.ContractCreated;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.hierarchy.Parents;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.customers.CustomerId;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldsChanged;
import io.downbeat.invoicing.DraftsOpened;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.invoicing.subscriptions.ChargesOpened;
import io.downbeat.pricing.RatesChanged;
import io.downbeat.usage.UsageArrived;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Marks contracts to be looked at, in the transaction that changes what counts, with their families: one statement finds these,
 * and one marks them, which writes nothing for whoever has no threshold that is enabled.
 */
final class WatchContracts {
    private static final Set<CustomFieldEntity> OF_BALANCES =
            Set.of(CustomFieldEntity.COMMIT, CustomFieldEntity.CONTRACT_CREDIT);

    private final WatchStore watches;
    private final Parents parents;
    private final InstantSource clock;

    WatchContracts(WatchStore watches, Parents parents, InstantSource clock) {
        this.watches = watches;
        this.parents = parents;
        this.clock = clock;
    }

    @EventListener
    @Order(9)
    void on(ContractCreated created) {
        if (created.terms().get(Thresholds.KIND).isEnabled()) {
            watches.watch(created.terms().contract(), clock.instant());
        }
        mark(Set.of(created.terms().contract().customer()));
    }

    @EventListener
    @Order(9)
    void on(ContractChanged changed) {
        follow(changed.after(), changed.before().get(Thresholds.KIND).isEnabled(), clock.instant());
        mark(Set.of(changed.after().contract().customer()));
    }

    /** @param wasWatched whether it may be watched so far */
    void follow(ContractTerms after, boolean wasWatched, Instant now) {
        if (after.get(Thresholds.KIND).isEnabled()) {
            watches.watch(after.contract(), now);
        } else if (wasWatched) {
            watches.forget(after.contract().ref());
        }
    }

    @EventListener
    @Order(9)
    void on(ContractArchived archived) {
        Contract contract = archived.contract();
        watches.forget(contract.ref());
        mark(Set.of(contract.customer()));
    }

    @EventListener
    @Order(9)
    void on(BalanceChanged changed) {
        Balance balance = changed.after();
        mark(Set.of(balance.customer()));
    }

    /**
     * A threshold may leave balances out by their fields. That a key is removed concerns none: what it left out counts again, and
     * a balance that grows buys nothing.
     */
    @EventListener
    @Order(9)
    void on(CustomFieldsChanged changed) {
        if (changed.customer() != null && OF_BALANCES.contains(changed.entity())) {
            mark(Set.of(new CustomerId(changed.customer())));
        }
    }

    @EventListener
    @Order(9)
    void on(UsageArrived arrived) {
        mark(arrived.customers());
    }

    /** A period has begun, and its invoice may bill ahead what subscriptions charge. */
    @EventListener
    @Order(9)
    void on(DraftsOpened opened) {
        mark(opened.drafts().stream().map(DraftsOpened.OpenedDraft::customer).collect(Collectors.toSet()));
    }

    @EventListener
    @Order(9)
    void on(ChargesOpened opened) {
        mark(opened.contracts().stream().map(Contract.Ref::customer).collect(Collectors.toSet()));
    }

    /** One that is made again draws at once what voiding the other gave back. */
    @EventListener
    @Order(8)
    void on(InvoicesFinalized finalized) {
        mark(finalized.invoices().stream().map(Invoice::customer).collect(Collectors.toSet()));
    }

    @EventListener
    @Order(8)
    void on(InvoiceVoided voided) {
        mark(Set.of(voided.invoice().customer()));
    }

    /**
     * What contracts on the card use is drawn from balances that others draw on as well. Many may be on one card, so nobody asks
     * for them where no contract has a threshold.
     */
    @EventListener
    @Order(9)
    void on(RatesChanged changed) {
        if (watches.isAnyWatched()) {
            watches.mark(parents.familiesOn(changed.cards()), clock.instant());
        }
    }

    /** What one contract uses may be drawn from what its family shares. */
    private void mark(Collection<CustomerId> customers) {
        watches.mark(parents.families(customers), clock.instant());
    }
}

package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractArchived;
import io.downbeat.contracts.ContractChanged;
import io.downbeat.contracts.ContractCreated;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.commits.RecurringPart;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.ScheduledItems;
import io.downbeat.invoicing.UsagePeriods;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Keeps a contract's drafts in step with its terms, in the transaction of the edit: drafts open, shrink, go. What is
 * finalized stays as it is, and an edit that would contradict it is refused.
 */
final class FollowContracts {
    private final UsageDrafts usageDrafts;
    private final ScheduledDrafts scheduledDrafts;
    private final InvoiceStore invoices;
    private final VoidInvoices voiding;
    private final EditGuards guards;
    private final DrawBalances rollovers;
    private final InstantSource clock;

    FollowContracts(
            UsageDrafts usageDrafts,
            ScheduledDrafts scheduledDrafts,
            InvoiceStore invoices,
            VoidInvoices voiding,
            EditGuards guards,
            DrawBalances rollovers,
            InstantSource clock) {
        this.usageDrafts = usageDrafts;
        this.scheduledDrafts = scheduledDrafts;
        this.invoices = invoices;
        this.voiding = voiding;
        this.guards = guards;
        this.rollovers = rollovers;
        this.clock = clock;
    }

    @EventListener
    @Order(1)
    void on(ContractCreated created) {
        Instant now = clock.instant();
        ContractTerms terms = created.terms();
        UsagePeriods.first(terms.contract())
                .ifPresent(first -> usageDrafts.open(List.of(new UsageDrafts.DraftRequest(terms, first)), now));
        if (ScheduledItems.areIn(terms) || RecurringPart.isIn(terms) || isSubscribed(terms)) {
            scheduledDrafts.match(terms, now);
        }
        rollovers.created(terms, now);
    }

    @EventListener
    @Order(1)
    void on(ContractChanged changed) {
        Instant now = clock.instant();
        ContractTerms after = changed.after();
        guards.check(changed);
        if (!Objects.equals(
                changed.before().contract().endingBefore(), after.contract().endingBefore())) {
            matchUsageDrafts(after, now);
        }
        boolean hasCharges = ScheduledItems.areIn(changed.before()) || ScheduledItems.areIn(after);
        boolean makesPayments = RecurringPart.isIn(changed.before()) || RecurringPart.isIn(after);
        if (isSubscribed(after) || makesPayments || hasCharges && !chargesAsBefore(changed)) {
            scheduledDrafts.match(after, now);
        }
    }

    @EventListener
    @Order(1)
    void on(ContractArchived archived) {
        Contract contract = archived.contract();
        usageDrafts.stop(contract.ref());
        voiding.voidAll(invoices.lockOfContract(contract.ref(), InvoiceStatus.DRAFT), archived.archivedAt());
        if (archived.voidInvoices()) {
            voiding.voidAll(invoices.lockOfContract(contract.ref(), InvoiceStatus.FINALIZED), archived.archivedAt());
        }
        rollovers.archived(contract, archived.archivedAt());
    }

    private static boolean isSubscribed(ContractTerms terms) {
        return !terms.get(Subscription.KIND).isEmpty();
    }

    private static boolean chargesAsBefore(ContractChanged changed) {
        return ScheduledItems.areEqual(changed.before(), changed.after())
                && changed.before().contract().equals(changed.after().contract());
    }

    /** Whether the contract does not come to the invoice's date any more; what fell due by now stays. */
    private static boolean isBehind(Contract contract, InvoiceHeader draft, Instant now) {
        Instant end = contract.endingBefore();
        return end != null
                && !draft.issuedAt().isBefore(end)
                && draft.issuedAt().isAfter(now);
    }

    /** After the end moved: drafts beyond it go, the one it falls into is cut or grows, and missing ones open. */
    private void matchUsageDrafts(ContractTerms terms, Instant now) {
        Contract contract = terms.contract();
        List<InvoiceHeader> gone = new ArrayList<>();
        for (InvoiceHeader draft : invoices.lockOfContract(contract.ref(), InvoiceStatus.DRAFT)) {
            ServicePeriod period = draft.period();
            if (draft.type() == InvoiceType.PROFESSIONAL_SERVICES) {
                if (isBehind(contract, draft, now)) {
                    gone.add(draft);
                }
            } else if (period != null) {
                Optional<ServicePeriod> matching = UsagePeriods.from(contract, period.start());
                if (matching.isEmpty()) {
                    gone.add(draft);
                } else if (!matching.get().equals(period)) {
                    usageDrafts.resize(draft.ref(), matching.get());
                }
            }
        }
        voiding.voidAll(gone, now);
        UsagePeriods.first(contract).ifPresent(first -> {
            Instant from = usageDrafts.openedUntil(contract.ref()).orElse(first);
            usageDrafts.open(List.of(new UsageDrafts.DraftRequest(terms, from)), now);
        });
    }
}

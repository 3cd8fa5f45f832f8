package io.downbeat.invoicing;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.ServicePeriod;
import io.downbeat.rating.Rating;
import io.downbeat.rating.Remaining;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * A customer's drafts in the order in which they draw on its balances (pricing.md 2.1): the one that replaces a voided
 * invoice first, then by the end and the start of the period, the age of the contract, and the invoice's id. Each is
 * computed once, from what those before it left.
 */
final class DrawingOrder {
    private final List<InvoiceHeader> drafts;
    private final Remaining start;
    private final Map<InvoiceId, Rating.Rated> rated = new HashMap<>();

    private DrawingOrder(List<InvoiceHeader> drafts, Remaining start) {
        this.drafts = drafts;
        this.start = start;
    }

    /** @param drafts usage drafts of one customer */
    static DrawingOrder of(Collection<InvoiceHeader> drafts, Map<ContractId, ContractTerms> terms, Remaining start) {
        Comparator<InvoiceHeader> order = Comparator.comparing((InvoiceHeader draft) -> draft.regeneratedFrom() == null)
                .thenComparing(draft -> period(draft).end())
                .thenComparing(draft -> period(draft).start())
                .thenComparing(draft -> createdAt(draft, terms))
                .thenComparing(draft -> draft.id().value());
        return new DrawingOrder(drafts.stream().sorted(order).toList(), start);
    }

    private static ServicePeriod period(InvoiceHeader draft) {
        return Objects.requireNonNull(draft.period(), "only usage is paid by balances");
    }

    private static Instant createdAt(InvoiceHeader draft, Map<ContractId, ContractTerms> terms) {
        ContractTerms of = terms.get(draft.contract());
        return of == null ? Instant.MAX : of.contract().createdAt();
    }

    /** @param compute a draft from what is left before it */
    Rating.Rated rated(InvoiceHeader wanted, BiFunction<InvoiceHeader, Remaining, Rating.Rated> compute) {
        if (wanted.period() == null) {
            return compute.apply(wanted, Remaining.NOTHING);
        }
        Remaining left = start;
        for (InvoiceHeader draft : drafts) {
            Remaining before = left;
            Rating.Rated now = rated.get(draft.id());
            if (now == null) {
                now = compute.apply(draft, before);
                rated.put(draft.id(), now);
            }
            if (draft.id().equals(wanted.id())) {
                return now;
            }
            left = before.after(now.draws());
        }
        throw new IllegalStateException("no draft of this customer was read: " + wanted.id());
    }
}

package io.downbeat.metering.invoices;

import io.downbeat.delivery.Deliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.MeterLedger;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is due of each invoice, and how much of that earlier invoices of the contract have already paid for. */
final class AssessInvoices {
    private static final String ENDED = "its delivery was ended by hand, and nothing more of it goes out";

    private final DueAmounts amounts;
    private final CarryForward carryForward;
    private final Deliveries deliveries;

    AssessInvoices(DueAmounts amounts, CarryForward carryForward, Deliveries deliveries) {
        this.amounts = amounts;
        this.carryForward = carryForward;
        this.deliveries = deliveries;
    }

    List<Assessment> assess(List<MeteredInvoiceState> due, Instant now) {
        return carried(looks(due, now), now);
    }

    /** What an earlier invoice of the contract was metered beyond its total comes first: it needs no record. */
    private List<Assessment> carried(List<Assessment> looks, Instant now) {
        List<MeteredInvoiceState> wanting = looks.stream()
                .filter(look -> look.pending() > 0)
                .map(Assessment::state)
                .toList();
        if (wanting.isEmpty()) {
            return looks;
        }
        CarryForward.OverMetered surplus = carryForward.surplus(wanting);
        List<Assessment> fed = looks.stream()
                .map(look -> {
                    long cents =
                            look.pending() > 0 ? carryForward.carry(surplus, look.state(), look.pending(), now) : 0;
                    return cents == 0 ? look : look.with(look.state().withBilled(cents));
                })
                .toList();
        // An invoice whose surplus was just taken over may be assessed in the same round: those cents are no surplus
        // any more.
        return fed.stream()
                .map(look -> {
                    long taken = surplus.taken(look.state().invoice());
                    return taken == 0 ? look : look.with(look.state().withBilled(-taken));
                })
                .toList();
    }

    private List<Assessment> looks(List<MeteredInvoiceState> due, Instant now) {
        List<InvoiceId> drafts = due.stream()
                .filter(state -> !state.isFinal())
                .map(MeteredInvoiceState::invoice)
                .toList();
        Map<InvoiceId, DueAmounts.Due> soFar = drafts.isEmpty() ? Map.of() : amounts.soFar(drafts, now);
        return withoutEnded(due.stream()
                .map(state -> look(state, soFar.get(state.invoice()), now))
                .toList());
    }

    /** Asked of those only of which something would go out: they stay as they are until it is written down. */
    private List<Assessment> withoutEnded(List<Assessment> looks) {
        Set<InvoiceId> ended = deliveries.ended(looks.stream()
                .filter(look -> look.pending() > 0 && look.state().isFinal())
                .map(look -> look.state().invoice())
                .toList());
        return looks.stream()
                .map(look -> look.pending() > 0 && ended.contains(look.state().invoice())
                        ? new Assessment(look.state(), 0, ENDED)
                        : look)
                .toList();
    }

    private static Assessment look(MeteredInvoiceState found, DueAmounts.@Nullable Due due, Instant now) {
        if (found.isFinal()) {
            BigDecimal total = found.voided() || found.finalCents() == null ? BigDecimal.ZERO : found.finalCents();
            return MeterLedger.holds(total)
                    ? new Assessment(found, MeterLedger.floor(total), null)
                    : new Assessment(found, 0, "the total " + MeterLedger.TOO_MUCH);
        }
        if (due == null) {
            return new Assessment(found, 0, "the invoice does not exist (any more)");
        }
        if (!due.isUsd()) {
            return new Assessment(found, 0, "a marketplace takes US dollars only, not " + due.currency());
        }
        MeteredInvoiceState state = found.ending(due.periodEnd());
        BigDecimal cents = due.cents(state.isOver(now));
        // What the ledger cannot hold may be less by the next hour: usage of a draft can be taken back.
        return new Assessment(state, MeterLedger.holds(cents) ? MeterLedger.floor(cents) : 0, null);
    }
}

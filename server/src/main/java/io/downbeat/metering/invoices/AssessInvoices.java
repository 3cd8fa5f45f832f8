package io.downbeat.metering.invoices;

import io.downbeat.delivery.Deliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.MeterLedger;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
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
        Set<InvoiceId> ended = deliveries.ended(due.stream()
                .filter(MeteredInvoiceState::isFinal)
                .map(MeteredInvoiceState::invoice)
                .toList());
        List<Assessment> looks = new ArrayList<>();
        List<InvoiceId> moved = new ArrayList<>();
        for (MeteredInvoiceState state : due) {
            Assessment look = look(state, soFar.get(state.invoice()), now);
            boolean isEnded = look.pending() > 0 && ended.contains(state.invoice());
            looks.add(isEnded ? new Assessment(state, 0, Closing.NONE, ENDED) : look);
            if (look.closing().isToBeComputed()) {
                moved.add(state.invoice());
            }
        }
        return moved.isEmpty() ? looks : closed(looks, amounts.totals(moved));
    }

    private static Assessment look(MeteredInvoiceState found, DueAmounts.@Nullable Due due, Instant now) {
        if (found.isFinal()) {
            BigDecimal total = found.voided() || found.finalCents() == null ? BigDecimal.ZERO : found.finalCents();
            return MeterLedger.holds(total)
                    ? new Assessment(found, MeterLedger.floor(total), Closing.NONE, null)
                    : new Assessment(found, 0, Closing.NONE, "the total " + MeterLedger.TOO_MUCH);
        }
        if (due == null) {
            return new Assessment(found, 0, Closing.NONE, "the invoice does not exist (any more)");
        }
        if (!due.isUsd()) {
            return new Assessment(found, 0, Closing.NONE, "a marketplace takes US dollars only, not " + due.currency());
        }
        MeteredInvoiceState state = found.ending(due.periodEnd());
        if (!MeterLedger.holds(due.cents())) {
            // It may be less by the next hour: usage can be taken back while the invoice is a draft.
            return new Assessment(state, 0, Closing.NONE, null);
        }
        long floor = MeterLedger.floor(due.cents());
        if (!state.isOver(now)) {
            return new Assessment(state, floor, Closing.NONE, null);
        }
        Long total = state.closing().total();
        if (total != null && Long.valueOf(floor).equals(state.closing().seen())) {
            return new Assessment(state, total, state.closing(), null);
        }
        return new Assessment(state, floor, new Closing(floor, null), null);
    }

    /** After the period's end the whole total counts, with its lines rounded as they will be. */
    private static List<Assessment> closed(List<Assessment> looks, Map<InvoiceId, DueAmounts.Due> totals) {
        return looks.stream()
                .map(look -> {
                    DueAmounts.Due total = totals.get(look.state().invoice());
                    if (total == null || !look.closing().isToBeComputed() || !MeterLedger.holds(total.cents())) {
                        return look;
                    }
                    long cents = MeterLedger.floor(total.cents());
                    return new Assessment(
                            look.state(), cents, new Closing(look.closing().seen(), cents), look.obstacle());
                })
                .toList();
    }
}

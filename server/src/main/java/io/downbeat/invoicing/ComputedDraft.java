package io.downbeat.invoicing;

import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.Draw;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.rating.Rating;
import io.downbeat.rating.SegmentDraw;
import java.time.Instant;
import java.util.List;

/** A draft as it is computed, about to be final. */
public record ComputedDraft(InvoiceHeader invoice, Rating.Rated rated) {

    /**
     * What it takes of balances, its customer's or those that a parent shares with its contract, each dated where its period
     * ends, or the segment if that is earlier; a true-up takes all that is left, on its own date.
     */
    public List<Draw> draws() {
        Instant end = switch (invoice.moment()) {
            case InvoiceMoment.Interval(var period) -> period.end();
            case InvoiceMoment.Point(Instant issuedAt) -> issuedAt;
        };
        return rated.draws().stream().map(draw -> draw(draw, end)).toList();
    }

    private Draw draw(SegmentDraw drawn, Instant end) {
        return new Draw(
                drawn.customer(),
                invoice.id().value(),
                drawn.balance(),
                drawn.segment(),
                new BalanceHolder(invoice.customer(), invoice.contract().value()),
                drawn.amount().value(),
                invoice.trueUpOf() == null && drawn.segmentEnd().isBefore(end) ? drawn.segmentEnd() : end,
                invoice.trueUpOf() != null);
    }
}

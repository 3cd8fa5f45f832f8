package io.downbeat.invoicing.purchases;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.rating.InvoiceLine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a contract's usage has come to that no commit or credit pays and no finalized invoice bills, from its drafts as they
 * stand: their cost grows with hours and groups, not with events.
 */
public final class OutstandingSpend {
    private final InvoiceStore invoices;
    private final Drafts drafts;

    OutstandingSpend(InvoiceStore invoices, Drafts drafts) {
        this.invoices = invoices;
        this.drafts = drafts;
    }

    /**
     * @param total of usage and composite lines, those in their grace included, after all that balances pay of them; what a
     *     postpaid commit pays counts as paid, since no other commit could
     * @param oldest where the earliest usage period starts of which anything counts; {@code null} if nothing does
     */
    public record Outstanding(Amount total, @Nullable Instant oldest) {}

    /** What is owed in a custom unit does not count: no commit in the currency could pay it. */
    public Outstanding of(ContractTerms terms, CreditType currency) {
        List<InvoiceHeader> open = invoices.ofContract(terms.contract().ref(), InvoiceStatus.DRAFT).stream()
                .filter(draft -> draft.period() != null && draft.currency().equals(currency))
                .toList();
        Drafts.Read read = drafts.read(open, Map.of(terms.contract().id(), terms), false);
        Amount total = Amount.zero(currency);
        Instant oldest = null;
        for (InvoiceHeader draft : open) {
            Amount owed = owed(currency, Drafts.shown(read.lines(draft)));
            total = total.plus(owed);
            Instant start = Objects.requireNonNull(draft.period()).start();
            if (owed.signum() > 0 && (oldest == null || start.isBefore(oldest))) {
                oldest = start;
            }
        }
        return new Outstanding(total, oldest);
    }

    private static Amount owed(CreditType currency, List<InvoiceLine> lines) {
        return Amount.sum(
                currency,
                lines.stream()
                        .filter(line -> line.total().unit().equals(currency))
                        .filter(line -> isUsage(line.source()))
                        .map(InvoiceLine::total)
                        .toList());
    }

    private static boolean isUsage(InvoiceLine.Source source) {
        return switch (source) {
            case InvoiceLine.Usage _, InvoiceLine.Composite _ -> true;
            case InvoiceLine.Applied applied ->
                applied.productType().equals(InvoiceLine.Usage.PRODUCT_TYPE)
                        || applied.productType().equals(InvoiceLine.Composite.PRODUCT_TYPE);
            case InvoiceLine.Conversion _, InvoiceLine.Dated _, InvoiceLine.Subscribed _ -> false;
        };
    }
}

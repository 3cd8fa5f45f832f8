package io.downbeat.documents;

import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.Contract;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.Customer;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.providers.BillingProvider;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Quantity;
import io.downbeat.rating.Rating;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From an invoice and what stands around it to the texts of its page. Pure. */
final class InvoicePages {
    private final Sender sender;
    private final Typesetting texts;

    private InvoicePages(Sender sender, Typesetting texts) {
        this.sender = sender;
        this.texts = texts;
    }

    /** @param provider through whom it is billed, {@code null} if nobody is known to */
    record Subject(
            Invoice invoice,
            Customer customer,
            @Nullable Contract contract,
            @Nullable BillingProvider provider) {}

    /** @param texts learns which typefaces the page needs */
    static InvoicePage page(Subject subject, Sender sender, Typesetting texts) {
        return new InvoicePages(sender, texts).page(subject);
    }

    /** What people say to each other instead of the whole id. */
    static String number(Invoice invoice) {
        return invoice.id().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    }

    private InvoicePage page(Subject subject) {
        Invoice invoice = subject.invoice();
        var from = new InvoicePage.From(sender.name() == null ? null : texts.text(sender.name()), senderLines());
        String customer = texts.text(subject.customer().name());
        List<InvoicePage.Fact> facts = facts(subject);
        String unit = texts.text(Figures.unit(invoice.currency()));
        List<InvoicePage.Line> lines = invoice.lines().stream()
                .map(line -> line(invoice.currency(), line))
                .toList();
        return new InvoicePage(
                number(invoice),
                invoice.id().toString(),
                from,
                customer,
                status(invoice),
                facts,
                new InvoicePage.Table(Figures.hasSign(invoice.currency()) ? "" : unit, lines),
                new InvoicePage.Total(unit, subtotal(invoice), Figures.amount(invoice.total())),
                note(invoice),
                texts.families());
    }

    private static String subtotal(Invoice invoice) {
        return invoice.lines().stream().allMatch(InvoiceLine::isInSubtotal)
                ? ""
                : Figures.amount(Rating.subtotal(invoice.currency(), invoice.lines()));
    }

    private List<String> senderLines() {
        List<String> lines = new ArrayList<>(sender.address());
        Optional.ofNullable(sender.email()).ifPresent(lines::add);
        Optional.ofNullable(sender.taxId()).map(id -> "Tax ID " + id).ifPresent(lines::add);
        return lines.stream().map(texts::text).toList();
    }

    private List<InvoicePage.Fact> facts(Subject subject) {
        Invoice invoice = subject.invoice();
        List<InvoicePage.Fact> facts = new ArrayList<>();
        boolean isDraft = invoice.status() == InvoiceStatus.DRAFT;
        facts.add(new InvoicePage.Fact(isDraft ? "To be issued" : "Issued", Dates.day(invoice.issuedAt())));
        if (invoice.status() != InvoiceStatus.VOID && isBilled(invoice)) {
            facts.add(new InvoicePage.Fact("Due", due(invoice)));
        }
        if (invoice.voidedAt() != null) {
            facts.add(new InvoicePage.Fact("Voided", Dates.day(invoice.voidedAt())));
        }
        ServicePeriod period = invoice.period();
        if (period != null) {
            facts.add(new InvoicePage.Fact("Service period", Dates.interval(period.start(), period.end())));
        }
        Optional.ofNullable(subject.contract())
                .map(Contract::name)
                .ifPresent(name -> facts.add(new InvoicePage.Fact("Contract", texts.text(name))));
        Optional.ofNullable(subject.provider())
                .flatMap(InvoicePages::name)
                .ifPresent(name -> facts.add(new InvoicePage.Fact("Billed through", name)));
        return facts;
    }

    private static String due(Invoice invoice) {
        int days = invoice.netPaymentTermsDays();
        String day = Dates.day(invoice.issuedAt(), days);
        return days == 0 ? day : day + " (net " + days + (days == 1 ? " day)" : " days)");
    }

    private static String status(Invoice invoice) {
        return switch (invoice.status()) {
            case DRAFT -> "Draft";
            case FINALIZED -> "";
            case VOID -> "Void";
        };
    }

    private static boolean isBilled(Invoice invoice) {
        InvoiceSubject.Historical historical = invoice.subject().historical();
        return historical == null || historical.billable();
    }

    private static String note(Invoice invoice) {
        return switch (invoice.status()) {
            case DRAFT -> "This is a draft as it stands now. Its amounts can still change until it is issued.";
            case FINALIZED -> isBilled(invoice) ? "" : "This invoice is not billed. It shows what was used.";
            case VOID -> "This invoice is void. Nothing is owed under it.";
        };
    }

    private InvoicePage.Line line(CreditType currency, InvoiceLine line) {
        return new InvoicePage.Line(
                texts.text(line.name()),
                details(line),
                line.source() instanceof InvoiceLine.Applied,
                when(line.source()),
                quantity(currency, line),
                unitPrice(currency, line),
                amount(currency, line.total()));
    }

    private String quantity(CreditType currency, InvoiceLine line) {
        Quantity quantity = line.quantity();
        return quantity == null
                ? ""
                : line.isShare() ? amount(currency, quantity.money()) : Figures.quantity(quantity.units());
    }

    private String unitPrice(CreditType currency, InvoiceLine line) {
        Quantity quantity = line.quantity();
        return quantity == null
                ? ""
                : line.isShare() ? Figures.quantity(quantity.percent()) + "%" : amount(currency, quantity.unitPrice());
    }

    /** The figure alone where the head of its column, or a sign, says the unit. */
    private String amount(CreditType currency, Amount amount) {
        return amount.unit().equals(currency) ? Figures.amount(amount) : texts.text(Figures.amountWithUnit(amount));
    }

    private List<String> details(InvoiceLine line) {
        InvoiceLine.Source source = line.source();
        List<String> details = new ArrayList<>();
        if (source instanceof InvoiceLine.Applied applied) {
            // The line before it says which usage it pays.
            return applied.paidBy().type() == BalanceType.POSTPAID
                    ? List.of("Not taken off the total: it counts towards the commit")
                    : List.of();
        }
        Map<String, String> groups = new TreeMap<>(source.pricingGroupValues());
        groups.putAll(source.presentationGroupValues());
        groups.forEach((name, value) -> details.add(texts.text(name + ": " + value)));
        TierRange tier = line.tier();
        if (tier != null && !line.isShare()) {
            details.add(tier(tier));
        }
        return details;
    }

    private static String tier(TierRange tier) {
        String from = Figures.quantity(tier.startingAt());
        String until = tier.endingAt() == null ? null : Figures.quantity(tier.endingAt());
        String range = tier.startingAt().signum() == 0
                ? until == null ? "all units" : "up to " + until
                : "above " + from + (until == null ? "" : " up to " + until);
        return "Tier " + tier.level() + ": " + range;
    }

    /** What takes off shares all with the line before it, which says when. */
    private static String when(InvoiceLine.Source source) {
        if (source instanceof InvoiceLine.Applied) {
            return "";
        }
        return source.endingBefore() == null
                ? Dates.moment(source.startingAt())
                : Dates.interval(source.startingAt(), source.endingBefore());
    }

    private static Optional<String> name(BillingProvider provider) {
        return switch (provider) {
            case AZURE_MARKETPLACE -> Optional.of("Microsoft " + provider.displayName());
            case AWS_MARKETPLACE, GCP_MARKETPLACE, STRIPE, NETSUITE, QUICKBOOKS_ONLINE, WORKDAY ->
                Optional.of(provider.displayName());
            case CUSTOM, METRONOME -> Optional.empty();
        };
    }
}

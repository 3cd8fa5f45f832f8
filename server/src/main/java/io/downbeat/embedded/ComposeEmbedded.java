package io.downbeat.embedded;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Ledger;
import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.balances.BalanceHistories;
import io.downbeat.invoicing.overview.CustomerInvoices;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Quantity;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the pages of invoices, commits and credits show, in a number of queries that does not grow with their rows. */
final class ComposeEmbedded {
    private static final int INVOICES = 100;
    private static final int BALANCES = 100;

    private final Customers customers;
    private final CustomerInvoices overview;
    private final Invoicing invoicing;
    private final Balances balances;
    private final BalanceHistories histories;
    private final Pricing pricing;
    private final BusinessClock clock;

    ComposeEmbedded(
            Customers customers,
            CustomerInvoices overview,
            Invoicing invoicing,
            Balances balances,
            BalanceHistories histories,
            Pricing pricing,
            BusinessClock clock) {
        this.customers = customers;
        this.overview = overview;
        this.invoicing = invoicing;
        this.balances = balances;
        this.histories = histories;
        this.pricing = pricing;
        this.clock = clock;
    }

    InvoicesPage invoices(EmbeddedView view, String link) {
        CustomerId customer = new CustomerId(view.customer());
        var wanted = new CustomerInvoices.Wanted(contract(view), statuses(view.invoices()), types(view.invoices()));
        List<Invoicing.Summary> latest = overview.latest(customer, wanted, INVOICES + 1);
        return new InvoicesPage(
                EmbeddedStyle.path(link),
                customers.require(customer).name(),
                latest.size() > INVOICES ? "The last " + INVOICES + "; there are more." : "",
                latest.stream().limit(INVOICES).map(one -> row(one, link)).toList());
    }

    private static @Nullable ContractId contract(EmbeddedView view) {
        UUID contract = view.invoices().contract();
        return contract == null ? null : new ContractId(contract);
    }

    private static Set<InvoiceStatus> statuses(EmbeddedView.Invoices asked) {
        Set<InvoiceStatus> statuses = switch (asked.statuses()) {
            case VOID -> EnumSet.of(InvoiceStatus.VOID);
            case FINALIZED -> EnumSet.of(InvoiceStatus.FINALIZED);
            case DRAFT -> EnumSet.of(InvoiceStatus.DRAFT);
            case FINALIZED_AND_DRAFT -> EnumSet.of(InvoiceStatus.FINALIZED, InvoiceStatus.DRAFT);
            case ALL -> EnumSet.allOf(InvoiceStatus.class);
        };
        if (asked.withoutVoid()) {
            statuses.remove(InvoiceStatus.VOID);
        }
        return statuses;
    }

    private static Set<InvoiceType> types(EmbeddedView.Invoices asked) {
        return switch (asked.kind()) {
            case null -> EnumSet.allOf(InvoiceType.class);
            case USAGE -> EnumSet.of(InvoiceType.USAGE, InvoiceType.USAGE_CONSOLIDATED);
            case SCHEDULED -> EnumSet.of(InvoiceType.SCHEDULED);
        };
    }

    private static InvoicesPage.Row row(Invoicing.Summary one, String link) {
        return new InvoicesPage.Row(
                EmbeddedLinks.PATH + link + "/invoices/" + one.id(),
                Moments.day(one.subject().issuedAt()),
                what(one.subject()),
                word(one.status()),
                Money.text(one.total()));
    }

    private static String what(InvoiceSubject subject) {
        return switch (subject.type()) {
            case USAGE, USAGE_CONSOLIDATED ->
                subject.period() == null ? "Usage" : "Usage, " + Moments.period(subject.period());
            case SCHEDULED -> "Scheduled charges";
            case PROFESSIONAL_SERVICES -> "Professional services";
        };
    }

    private static String word(InvoiceStatus status) {
        return switch (status) {
            case DRAFT -> "Draft";
            case FINALIZED -> "Issued";
            case VOID -> "Void";
        };
    }

    /** @throws Refused with 404 if the customer has no such invoice, or the link's list leaves it out */
    InvoicePage invoice(EmbeddedView view, String link, UUID id) {
        Invoice invoice = invoicing
                .find(new InvoiceId(id))
                .filter(found -> found.customer().value().equals(view.customer()))
                .filter(found -> view.invoices().contract() == null
                        || found.contract().value().equals(view.invoices().contract()))
                .filter(found -> statuses(view.invoices()).contains(found.status()))
                .filter(found -> types(view.invoices()).contains(found.type()))
                .orElseThrow(() -> Refused.notFound("the customer has no invoice with the id " + id));
        return new InvoicePage(
                EmbeddedStyle.path(link),
                EmbeddedLinks.PATH + link,
                customers.require(invoice.customer()).name(),
                what(invoice.subject()),
                word(invoice.status()),
                Moments.day(invoice.issuedAt()),
                invoice.lines().stream()
                        .filter(line -> view.invoices().withZeroUsage() || !isUnused(line))
                        .map(ComposeEmbedded::line)
                        .toList(),
                Money.text(invoice.total()));
    }

    private static boolean isUnused(InvoiceLine line) {
        return line.source() instanceof InvoiceLine.Usage
                && line.quantity() != null
                && line.quantity().units().signum() == 0;
    }

    private static InvoicePage.Line line(InvoiceLine line) {
        InvoiceLine.Source source = line.source();
        Map<String, String> groups = new TreeMap<>(source.pricingGroupValues());
        groups.putAll(source.presentationGroupValues());
        Quantity quantity = line.quantity();
        return new InvoicePage.Line(
                line.name(),
                groups.entrySet().stream()
                        .map(group -> group.getKey() + ": " + group.getValue())
                        .collect(Collectors.joining(", ")),
                when(source),
                quantity == null || line.isShare() ? "" : Figures.quantity(quantity.units()),
                quantity == null || line.isShare() ? "" : amount(quantity.unitPrice()),
                amount(line.total()));
    }

    private static String when(InvoiceLine.Source source) {
        Instant end = source.endingBefore();
        return end == null ? Moments.day(source.startingAt()) : span(source.startingAt(), end);
    }

    /** The first and the last day that belong to it. */
    private static String span(Instant from, Instant until) {
        return Moments.day(from) + " to " + Moments.day(until.minusNanos(1));
    }

    private static String amount(Amount amount) {
        CreditType unit = amount.unit();
        return unit.isCurrency() ? Money.text(amount) : Figures.quantity(amount.value()) + " " + unit.name();
    }

    /** Those that are not archived, the one that is over first last. */
    BalancesPage balances(EmbeddedView view, String link) {
        CustomerId customer = new CustomerId(view.customer());
        Instant now = clock.instant();
        List<Balance> all = balances.ofCustomer(customer).stream()
                .filter(balance -> balance.archivedAt() == null)
                .sorted(Comparator.comparing(ComposeEmbedded::end).reversed().thenComparing(Balance::id))
                .toList();
        List<Balance> shown = all.stream().limit(BALANCES).toList();
        Map<BalanceId, Ledger.History> known = shown.isEmpty() ? Map.of() : histories.of(customer, shown, true);
        Map<ProductId, Product> products = shown.isEmpty()
                ? Map.of()
                : pricing.products(
                        shown.stream().map(balance -> balance.terms().product()).collect(Collectors.toSet()));
        return new BalancesPage(
                EmbeddedStyle.path(link),
                customers.require(customer).name(),
                all.size() > BALANCES
                        ? "The " + BALANCES + " that end last, of " + Figures.count(all.size()) + "."
                        : "",
                shown.stream()
                        .map(balance -> row(Objects.requireNonNull(known.get(balance.id())), products, now))
                        .toList());
    }

    private static Instant end(Balance balance) {
        return balance.segments().stream()
                .map(AccessSegment::endingBefore)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private static BalancesPage.Row row(Ledger.History history, Map<ProductId, Product> products, Instant now) {
        Balance balance = history.balance();
        Product product = products.get(balance.terms().product());
        String name = balance.terms().name();
        return new BalancesPage.Row(
                name != null ? name : product == null ? "" : product.name(),
                balance.type() == BalanceType.CREDIT ? "Credit" : "Commit",
                balance.segments().isEmpty()
                        ? ""
                        : span(balance.segments().getFirst().startingAt(), end(balance)),
                amount(new Amount(balance.access(), balance.unit())),
                amount(new Amount(Ledger.balance(history, now), balance.unit())));
    }
}

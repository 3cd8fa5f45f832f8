package io.downbeat.documents;

import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ScheduledCharge.ItemId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerConfig;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.Route;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.providers.BillingProvider;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.LineId;
import io.downbeat.rating.ProductRef;
import io.downbeat.rating.Quantity;
import io.downbeat.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An invoice of January 2025 as a test wants it, without a server. */
final class Sample {
    static final CreditType EUR =
            new CreditType(UUID.fromString("8259f91d-96bf-4d9a-b6fd-9cc2f2045d7b"), "EUR", "EUR", 2);
    static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2025-02-01T00:00:00Z");
    static final Sender SENDER = new Sender(
            "Northwind Compute GmbH",
            List.of("Torstraße 140", "10119 Berlin", "Germany"),
            "billing@northwind.example",
            "DE 123 456 789");
    static final Sender NOBODY = new Sender(null, List.of(), null, null);

    private static final UUID ID = UUID.fromString("3f2a9c1b-7d44-4c7e-9a55-0d6f0c1b2a39");

    final List<InvoiceLine> lines = new ArrayList<>();
    CreditType currency = CreditType.USD_CENTS;
    InvoiceStatus status = InvoiceStatus.FINALIZED;
    String customer = "Globex Corporation";
    String contract = "Enterprise 2025";
    Sender sender = SENDER;

    Sample usage(String name, String units, String unitPrice, String total) {
        return usage(name, units, unitPrice, total, Map.of(), null);
    }

    Sample usage(
            String name, String units, String unitPrice, String total, Map<String, String> groups, TierRange tier) {
        return add(name, units, unitPrice, total, new InvoiceLine.Usage(START, END, groups, Map.of(), tier, null));
    }

    /** Usage that a commit or credit pays, and the line that takes it off. */
    Sample paid(String name, String units, String unitPrice, String total, BalanceType by, String called) {
        var paidBy = new InvoiceLine.PaidBy(
                new BalanceId(new UUID(5, by.ordinal())), new AccessSegmentId(new UUID(6, by.ordinal())), by);
        add(name, units, unitPrice, total, new InvoiceLine.Usage(START, END, Map.of(), Map.of(), null, paidBy));
        lines.add(new InvoiceLine(
                new LineId(new UUID(1, lines.size())),
                new ProductRef(new ProductId(new UUID(2, 0)), called + " applied"),
                null,
                new Amount(new BigDecimal(total).negate(), currency),
                new InvoiceLine.Applied(START, END, Map.of(), Map.of(), InvoiceLine.Usage.PRODUCT_TYPE, paidBy)));
        return this;
    }

    Sample scheduled(String name, String units, String unitPrice, String total, String date) {
        UUID charge = new UUID(0, lines.size());
        return add(
                name,
                units,
                unitPrice,
                total,
                new InvoiceLine.Scheduled(charge, new ItemId(charge), Instant.parse(date)));
    }

    private Sample add(String name, String units, String unitPrice, String total, InvoiceLine.Source source) {
        lines.add(new InvoiceLine(
                new LineId(new UUID(1, lines.size())),
                new ProductRef(new ProductId(new UUID(2, 0)), name),
                new Quantity(new BigDecimal(units), new Amount(new BigDecimal(unitPrice), currency)),
                new Amount(new BigDecimal(total), currency),
                source));
        return this;
    }

    Sample called(String name) {
        customer = name;
        return this;
    }

    Sample as(InvoiceStatus wanted) {
        status = wanted;
        return this;
    }

    Sample in(CreditType unit) {
        currency = unit;
        return this;
    }

    Sample from(Sender wanted) {
        sender = wanted;
        return this;
    }

    InvoicePages.Subject subject() {
        var customerId = new CustomerId(new UUID(3, 0));
        var contractId = new ContractId(new UUID(4, 0));
        var subject = new InvoiceSubject(
                new InvoiceId(ID),
                customerId,
                contractId,
                InvoiceType.USAGE,
                new ServicePeriod(START, END),
                Instant.parse("2025-02-02T00:00:00Z"),
                currency,
                null,
                START);
        boolean isDraft = status == InvoiceStatus.DRAFT;
        var route = new Route(null, null, null, null, Route.NO_SEGMENT);
        var invoice = new Invoice(
                subject,
                status,
                lines,
                Rating.total(currency, lines),
                30,
                isDraft ? null : route,
                isDraft ? null : Instant.parse("2025-02-02T00:00:01Z"),
                status == InvoiceStatus.VOID ? Instant.parse("2025-02-10T09:00:00Z") : null);
        var agreed = new Contract(
                new Contract.Fixed(
                        contractId,
                        customerId,
                        START,
                        null,
                        StatementSchedule.standard(START),
                        null,
                        false,
                        Contract.MultiplierPrioritization.LOWEST_MULTIPLIER,
                        Map.of(),
                        START),
                contract,
                null,
                30,
                null);
        var billed = new Customer(
                customerId, customer, List.of(), new CustomerConfig(null, null), Map.of(), START, START, null);
        return new InvoicePages.Subject(invoice, billed, agreed, isDraft ? null : BillingProvider.STRIPE);
    }

    InvoicePage page() {
        return InvoicePages.page(subject(), sender, new Typesetting());
    }

    byte[] pdf() {
        var texts = new Typesetting();
        InvoicePage page = InvoicePages.page(subject(), sender, texts);
        return new PdfRenderer().render(page, texts.typefaces(), Mark.of(status), END);
    }
}

package io.downbeat.rating;

import io.downbeat.balances.Balance;
import io.downbeat.contracts.services.ServiceItem;
import io.downbeat.core.Amount;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is billed or taken off on a date, as charges. Pure. */
final class ScheduledLines {
    private ScheduledLines() {}

    /**
     * What the items charge, and behind it what the discounts among them take off.
     *
     * @param products what an item is named after that has no name of its own
     */
    static List<Charge> charges(List<ScheduledItem> items, Map<ProductId, Product> products) {
        List<Charge> charges = new ArrayList<>();
        for (ScheduledItem item : items) {
            switch (item) {
                case ScheduledItem.OfCharge of ->
                    charges.add(charge(of, name(of.charge().name(), "Scheduled charge", item, products)));
                case ScheduledItem.OfCommit of ->
                    charges.add(purchase(
                            of,
                            of.commit(),
                            name(of.commit(), item, products),
                            of.payment().quantity(),
                            of.payment().unitPrice()));
                case ScheduledItem.TrueUp of ->
                    charges.add(
                            purchase(of, of.commit(), name(of.commit(), item, products), BigDecimal.ONE, of.rest()));
                case ScheduledItem.OfService of ->
                    charges.add(service(of, name(null, "Professional service", item, products), charges.size()));
                case ScheduledItem.OfDiscount _ -> {}
            }
        }
        return charges;
    }

    /**
     * What the discounts take off, one after the other in the order of the items. An invoice is never below zero for their
     * sake: what is left of a discount then lapses.
     *
     * @param total of the invoice without them
     */
    static List<Charge> discounts(List<ScheduledItem> items, Map<ProductId, Product> products, Amount total) {
        List<Charge> charges = new ArrayList<>();
        Amount left = total.signum() < 0 ? Amount.zero(total.unit()) : total;
        for (ScheduledItem item : items) {
            if (item instanceof ScheduledItem.OfDiscount of) {
                Amount agreed = new Amount(of.item().amount(), of.currency()).rounded();
                Amount taken = agreed.compareTo(left) <= 0 ? agreed : left;
                left = left.minus(taken);
                Quantity quantity = taken.compareTo(agreed) == 0
                        ? new Quantity(
                                of.item().quantity(),
                                negative(new Amount(of.item().unitPrice(), of.currency())))
                        : new Quantity(BigDecimal.ONE, negative(taken));
                charges.add(discount(
                        of,
                        name(of.discount().name(), "Discount", item, products),
                        charges.size(),
                        quantity,
                        negative(taken)));
            }
        }
        return charges;
    }

    /** @param place among the items of the invoice, which was asked for in this order */
    private static Charge service(ScheduledItem.OfService of, String name, int place) {
        ServiceItem item = of.item();
        return new Charge(
                new Charge.Place(
                        Charge.Kind.SCHEDULED,
                        of.date(),
                        BigDecimal.ZERO,
                        place(place),
                        of.id().toString()),
                List.of(line(
                        of,
                        name,
                        item.price().quantity(),
                        item.price().unitPrice(),
                        new InvoiceLine.ProfessionalService(
                                item.service(), item.itemId(), of.date(), item.amendment(), item.metadata()))));
    }

    /** A text that sorts as the number does. */
    private static String place(int place) {
        return String.format(Locale.ROOT, "%06d", place);
    }

    private static Amount negative(Amount amount) {
        return Amount.zero(amount.unit()).minus(amount);
    }

    /** @param place among the discounts of the invoice, as they took off */
    private static Charge discount(
            ScheduledItem.OfDiscount of, String name, int place, Quantity quantity, Amount total) {
        return new Charge(
                new Charge.Place(
                        Charge.Kind.DISCOUNT,
                        Instant.EPOCH,
                        BigDecimal.ZERO,
                        place(place),
                        of.id().toString()),
                List.of(new RatedLine(
                        new ProductRef(of.product(), name),
                        quantity,
                        total,
                        total,
                        new InvoiceLine.Discount(of.discount().id(), of.item().itemId(), of.date()),
                        List.of())));
    }

    private static String name(Balance commit, ScheduledItem item, Map<ProductId, Product> products) {
        return name(commit.terms().name(), "Commit", item, products);
    }

    private static String name(
            @Nullable String own, String otherwise, ScheduledItem item, Map<ProductId, Product> products) {
        Product product = products.get(item.product());
        return own != null ? own : product == null ? otherwise : product.name();
    }

    private static Charge charge(ScheduledItem.OfCharge of, String name) {
        return new Charge(
                new Charge.Place(
                        Charge.Kind.SCHEDULED,
                        of.date(),
                        of.item().unitPrice(),
                        name,
                        of.charge().id().toString() + of.id()),
                List.of(line(
                        of,
                        name,
                        of.item().quantity(),
                        of.item().unitPrice(),
                        new InvoiceLine.Scheduled(of.charge().id(), of.item().itemId(), of.date()))));
    }

    /** Payments of commits stand after charges, in the order in which the commits were made. */
    private static Charge purchase(
            ScheduledItem of, Balance commit, String name, BigDecimal quantity, BigDecimal unitPrice) {
        return new Charge(
                new Charge.Place(
                        Charge.Kind.COMMIT_PURCHASE,
                        of.date(),
                        BigDecimal.ZERO,
                        commit.createdAt().toString(),
                        commit.id().toString() + of.id()),
                List.of(line(
                        of,
                        name,
                        quantity,
                        unitPrice,
                        new InvoiceLine.CommitPurchase(commit.id(), of.id(), commit.type(), of.date()))));
    }

    private static RatedLine line(
            ScheduledItem of, String name, BigDecimal quantity, BigDecimal unitPrice, InvoiceLine.Source source) {
        Amount exact = new Amount(unitPrice.multiply(quantity), of.currency());
        return new RatedLine(
                new ProductRef(of.product(), name),
                new Quantity(quantity, new Amount(unitPrice, of.currency())),
                exact.rounded(),
                exact,
                source,
                List.of());
    }
}

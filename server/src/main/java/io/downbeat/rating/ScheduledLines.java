package io.downbeat.rating;

import io.downbeat.core.Amount;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is billed on a date, as charges. Pure. */
final class ScheduledLines {
    private ScheduledLines() {}

    /** @param products what an item is named after that has no name of its own */
    static Charge charge(ScheduledItem item, Map<ProductId, Product> products) {
        return switch (item) {
            case ScheduledItem.OfCharge of -> charge(of, name(of.charge().name(), "Scheduled charge", item, products));
            case ScheduledItem.OfCommit of ->
                purchase(of, name(of.commit().terms().name(), "Commit", item, products));
        };
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
    private static Charge purchase(ScheduledItem.OfCommit of, String name) {
        return new Charge(
                new Charge.Place(
                        Charge.Kind.COMMIT_PURCHASE,
                        of.date(),
                        BigDecimal.ZERO,
                        of.commit().createdAt().toString(),
                        of.commit().id().toString() + of.id()),
                List.of(line(
                        of,
                        name,
                        of.payment().quantity(),
                        of.payment().unitPrice(),
                        new InvoiceLine.CommitPurchase(
                                of.commit().id(), of.id(), of.commit().type(), of.date()))));
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

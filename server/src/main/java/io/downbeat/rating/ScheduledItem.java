package io.downbeat.rating;

import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.Amount;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An item of a scheduled charge with the charge it belongs to. */
public record ScheduledItem(ScheduledCharge charge, ScheduledCharge.Item item) {
    Charge rated(Map<ProductId, Product> products) {
        Product product = products.get(charge.product());
        String name = Optional.ofNullable(charge.name())
                .orElseGet(() -> product == null ? "Scheduled charge" : product.name());
        RatedLine line = new RatedLine(
                new ProductRef(charge.product(), name),
                new Quantity(item.quantity(), new Amount(item.unitPrice(), charge.currency())),
                new Amount(item.amount(), charge.currency()).rounded(),
                new Amount(item.amount(), charge.currency()),
                new InvoiceLine.Scheduled(charge.id(), new ScheduledCharge.ItemId(item.id()), item.timestamp()),
                List.of());
        return new Charge(
                new Charge.Place(
                        true,
                        item.timestamp(),
                        item.unitPrice(),
                        name,
                        charge.id().toString() + item.id()),
                List.of(line));
    }
}

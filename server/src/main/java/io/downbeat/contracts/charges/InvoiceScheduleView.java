package io.downbeat.contracts.charges;

import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Dates and amounts as the API shows them of charges and of discounts, {@code SchedulePointInTime} there. */
public record InvoiceScheduleView(Named creditType, List<Item> scheduleItems) {

    /** What the API shows by its id and its name. */
    public record Named(UUID id, String name) {
        public static Named of(ProductId id, Map<ProductId, Product> products) {
            Product product = products.get(id);
            return new Named(id.value(), product == null ? "" : product.name());
        }
    }

    /** One date. */
    public record Item(UUID id, Instant timestamp, BigDecimal unitPrice, BigDecimal quantity, BigDecimal amount) {
        private static Item of(ScheduledCharge.Item item) {
            return new Item(item.id(), item.timestamp(), item.unitPrice(), item.quantity(), item.amount());
        }
    }

    public static InvoiceScheduleView of(CreditType currency, List<ScheduledCharge.Item> items) {
        return new InvoiceScheduleView(
                new Named(currency.id(), currency.name()),
                items.stream().map(Item::of).toList());
    }
}

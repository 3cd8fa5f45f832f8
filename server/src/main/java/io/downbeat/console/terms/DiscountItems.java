package io.downbeat.console.terms;

import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.discounts.Discount;
import io.downbeat.core.Amount;
import io.downbeat.pricing.products.ProductId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Discounts, each with what it takes off and when. */
final class DiscountItems implements AgreedTerms {
    @Override
    public Set<ProductId> products(ContractTerms terms) {
        return terms.get(Discount.KIND).stream().map(Discount::product).collect(Collectors.toSet());
    }

    @Override
    public List<AgreedItem> items(ContractTerms terms, Names names) {
        return terms.get(Discount.KIND).stream()
                .map(discount -> item(discount, names.product(discount.product())))
                .toList();
    }

    private static AgreedItem item(Discount discount, String product) {
        String name = discount.name() == null ? product : discount.name();
        List<ScheduledCharge.Item> items = discount.items();
        if (items.isEmpty()) {
            return new AgreedItem(name, "a discount that takes nothing off any more", "");
        }
        ScheduledCharge.Item first = items.getFirst();
        String takes = Money.text(new Amount(first.price().amount(), discount.currency()));
        if (items.size() == 1) {
            return new AgreedItem(name, "takes " + takes + " off", "on " + Moments.day(first.timestamp()));
        }
        boolean same = items.stream()
                .allMatch(item -> item.price().amount().compareTo(first.price().amount()) == 0);
        return new AgreedItem(
                name,
                same ? "takes " + takes + " off each time" : "takes off by date, " + takes + " first",
                "%d times from %s to %s"
                        .formatted(
                                items.size(),
                                Moments.day(first.timestamp()),
                                Moments.day(items.getLast().timestamp())));
    }
}

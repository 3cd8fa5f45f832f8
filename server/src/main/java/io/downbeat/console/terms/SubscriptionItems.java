package io.downbeat.console.terms;

import io.downbeat.console.words.Figures;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.pricing.products.ProductId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Subscriptions, each with how many there are now and when they are charged. */
final class SubscriptionItems implements AgreedTerms {
    @Override
    public Set<ProductId> products(ContractTerms terms) {
        return terms.get(Subscription.KIND).stream()
                .map(subscription -> subscription.product().id())
                .collect(Collectors.toSet());
    }

    @Override
    public List<AgreedItem> items(ContractTerms terms, Names names) {
        return terms.get(Subscription.KIND).stream()
                .map(subscription -> new AgreedItem(
                        Objects.requireNonNullElseGet(
                                subscription.name(),
                                () -> names.product(subscription.product().id())),
                        says(subscription, names),
                        AgreedTerms.days(subscription.startingAt(), subscription.end(terms.contract()))))
                .toList();
    }

    private static String says(Subscription subscription, Names names) {
        String many = Figures.quantity(subscription.seats().at(names.now()).quantity());
        String when =
                subscription.collection().schedule() == Subscription.Schedule.ADVANCE ? "in advance" : "in arrears";
        return "%s %s now, charged %s %s"
                .formatted(
                        many,
                        subscription.isSeatBased() ? "seats" : "of it",
                        subscription.product().frequency().name().toLowerCase(Locale.ROOT),
                        when);
    }
}

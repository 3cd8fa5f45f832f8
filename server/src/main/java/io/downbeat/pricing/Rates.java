package io.downbeat.pricing;

import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductTimeline;
import io.downbeat.pricing.products.ProductType;
import io.downbeat.pricing.products.Products;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Puts rates on cards. */
public final class Rates {
    /** Of the products whose rates were added, as many as an entry of the audit log names. */
    private static final int SHOWN_PRODUCTS = 20;

    private final Transactions transactions;
    private final RateCardStore cards;
    private final RateStore rates;
    private final Products products;
    private final Ids ids;
    private final InstantSource clock;

    Rates(
            Transactions transactions,
            RateCardStore cards,
            RateStore rates,
            Products products,
            Ids ids,
            InstantSource clock) {
        this.transactions = transactions;
        this.cards = cards;
        this.rates = rates;
        this.products = products;
        this.ids = ids;
        this.clock = clock;
    }

    /** One rate, and the card that it was put on. */
    record Added(RateCard card, RateEntry rate) {}

    /** As {@code POST /v1/contract-pricing/rate-cards/addRate} takes it. */
    public void add(Body body) {
        addOne(body);
    }

    Added addOne(Body body) {
        Set<String> known = new HashSet<>(RateRequest.TERMS);
        known.add("rate_card_id");
        body.knowsOnly(known);
        RateCard card = card(body);
        return new Added(card, add(card, List.of(body), "add_rate").getFirst());
    }

    /** @throws Refused if there is none with the id that the request names */
    RateCard card(Body body) {
        RateCardId id = new RateCardId(body.uuid("rate_card_id"));
        return cards.find(id).orElseThrow(() -> RateCardsApi.unknown(id));
    }

    /**
     * Adds all of them or, if one is wrong, none.
     *
     * @param action what the audit log calls it
     */
    List<RateEntry> add(RateCard card, List<Body> bodies, String action) {
        List<RateEntry> entries = bodies.stream()
                .map(body -> RateRequest.read(body, ids.next(), card))
                .toList();
        RateRequest.refuseTwins(bodies, entries);
        transactions.run(() -> {
            // Products before the card, as an update of a product locks them.
            List<ProductId> named =
                    entries.stream().map(RateEntry::product).distinct().toList();
            products.hold(named);
            Map<ProductId, ProductTimeline> histories = products.timelines(named);
            for (int i = 0; i < entries.size(); i++) {
                refuseUnfit(bodies.get(i), entries.get(i), histories);
            }
            cards.newVersion(card.id());
            rates.put(card.id(), entries, clock.instant());
            transactions.publish(new RatesChanged(Set.of(card.id())));
            transactions.publish(Change.of(action, "rate_card", card.id())
                    .to(Map.of(
                            "rates",
                            entries.size(),
                            "product_ids",
                            named.stream().limit(SHOWN_PRODUCTS).toList())));
        });
        return entries;
    }

    /** A price for a period is a subscription's, and in money: what is in a custom unit is counted while it is used. */
    private static void refuseUnfitFrequency(Body body, RateEntry entry, ProductType type) {
        boolean isSubscription = type == ProductType.SUBSCRIPTION;
        if (isSubscription != (entry.billingFrequency() != null)) {
            throw body.invalid(
                    "billing_frequency",
                    isSubscription ? "is required of a SUBSCRIPTION product" : "is for SUBSCRIPTION products only");
        }
        if (isSubscription && entry.unit() != null) {
            throw body.invalid("credit_type_id", "a SUBSCRIPTION product is priced in the rate card's currency");
        }
    }

    private static void refuseUnfit(Body body, RateEntry entry, Map<ProductId, ProductTimeline> histories) {
        ProductTimeline product = histories.get(entry.product());
        if (product == null) {
            throw body.invalid("product_id", "no such product: " + entry.product());
        }
        if (!product.type().isRated()) {
            throw body.invalid(
                    "product_id",
                    "a " + product.type() + " product has no rate; "
                            + (product.type() == ProductType.FIXED
                                    ? "charge it by scheduled charges"
                                    : "bill it as a professional service"));
        }
        RateForm.requireFit(body, entry.rate(), product.type());
        if (product.type() != ProductType.USAGE && entry.commitRate() != null) {
            throw body.invalid("commit_rate", "is for USAGE products only");
        }
        if (product.type() == ProductType.COMPOSITE && entry.unit() != null) {
            throw body.invalid(
                    "credit_type_id", "a COMPOSITE product is a share of money, in the rate card's currency");
        }
        refuseUnfitFrequency(body, entry, product.type());
        if (product.archivedAt() != null) {
            throw body.invalid("product_id", "the product is archived: " + entry.product());
        }
        for (Set<String> key : product.pricingGroupKeys(entry.startingAt(), entry.endingBefore())) {
            if (!key.equals(entry.pricingGroupValues().keySet())) {
                throw Refused.invalid(
                        body.path("pricing_group_values"),
                        key.isEmpty()
                                ? "the product has no pricing_group_key, so its rates have no group values"
                                : "must give one value for each of the product's pricing_group_key "
                                        + new TreeSet<>(key));
            }
        }
    }
}

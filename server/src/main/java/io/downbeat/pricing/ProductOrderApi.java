package io.downbeat.pricing;

import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The order in which a card's products are shown on invoices. It changes neither prices nor who pays for what. */
@RestController
@RequestMapping("/v1/contract-pricing/rate-cards")
final class ProductOrderApi {
    /** Of the products of an order, as many as an entry of the audit log names. */
    private static final int SHOWN_PRODUCTS = 20;

    private final Transactions transactions;
    private final RateCardStore cards;
    private final ProductOrderStore orders;
    private final RateStore rates;
    private final Pricing pricing;

    ProductOrderApi(
            Transactions transactions,
            RateCardStore cards,
            ProductOrderStore orders,
            RateStore rates,
            Pricing pricing) {
        this.transactions = transactions;
        this.cards = cards;
        this.orders = orders;
        this.rates = rates;
        this.pricing = pricing;
    }

    /** Products that are not named follow those that are. */
    @PostMapping("/setRateCardProductsOrder")
    @Changes(action = "set_rate_card_products_order", resource = "rate_card")
    Data<RateCardsApi.Id> set(Body body) {
        body.knowsOnly(Set.of("rate_card_id", "product_order"));
        List<ProductId> order =
                body.uuids("product_order").stream().map(ProductId::new).toList();
        for (int i = 0; i < order.size(); i++) {
            if (order.indexOf(order.get(i)) < i) {
                throw body.invalid("product_order[" + i + "]", "is named twice");
            }
        }
        return changed(body, "set_rate_card_products_order", (card, before) -> {
            Map<ProductId, Product> known = pricing.products(order);
            order.stream().filter(id -> !known.containsKey(id)).findFirst().ifPresent(id -> {
                throw body.invalid("product_order", "no such product: " + id);
            });
            return order;
        });
    }

    /**
     * Each product moved ends at its position, counted from 0; the others keep their order. Products of the card that had
     * no place yet stand behind those that have, by name.
     */
    @PostMapping("/moveRateCardProducts")
    @Changes(action = "move_rate_card_products", resource = "rate_card")
    Data<RateCardsApi.Id> move(Body body) {
        body.knowsOnly(Set.of("rate_card_id", "product_moves"));
        List<Body> moves = body.objects("product_moves");
        moves.forEach(move -> move.knowsOnly(Set.of("product_id", "position")));
        return changed(body, "move_rate_card_products", (card, before) -> moved(withPriced(card, before), moves));
    }

    private static List<ProductId> moved(List<ProductId> order, List<Body> moves) {
        Map<Integer, ProductId> places = new TreeMap<>();
        Set<ProductId> moving = new HashSet<>();
        for (Body move : moves) {
            ProductId product = new ProductId(move.uuid("product_id"));
            if (!order.contains(product)) {
                throw move.invalid("product_id", "the rate card has no such product");
            }
            if (!moving.add(product)) {
                throw move.invalid("product_id", "is moved twice");
            }
            int place = move.integer("position", 0, order.size() - 1);
            if (places.putIfAbsent(place, product) != null) {
                throw move.invalid("position", "another product is moved there");
            }
        }
        List<ProductId> after = new ArrayList<>(order);
        after.removeAll(moving);
        places.forEach(after::add);
        return after;
    }

    private Data<RateCardsApi.Id> changed(
            Body body, String action, BiFunction<RateCardId, List<ProductId>, List<ProductId>> change) {
        RateCardId card = new RateCardId(body.uuid("rate_card_id"));
        return transactions.in(() -> {
            if (!cards.lock(card)) {
                throw RateCardsApi.unknown(card);
            }
            List<ProductId> before = orders.of(List.of(card)).getOrDefault(card, List.of());
            List<ProductId> after = change.apply(card, before);
            if (!after.equals(before)) {
                orders.set(card, after);
                cards.newVersion(card);
                transactions.publish(Change.of(action, "rate_card", card)
                        .to(Map.of(
                                "product_order",
                                after.stream().limit(SHOWN_PRODUCTS).toList())));
            }
            return new Data<>(new RateCardsApi.Id(card));
        });
    }

    /** The order with every product that the card has a rate for. */
    private List<ProductId> withPriced(RateCardId card, List<ProductId> placed) {
        Set<ProductId> order = new LinkedHashSet<>(placed);
        List<ProductId> priced = rates.ofCards(List.of(card)).getOrDefault(card, List.of()).stream()
                .map(RateEntry::product)
                .distinct()
                .toList();
        Map<ProductId, Product> products = pricing.products(priced);
        priced.stream()
                .sorted(Comparator.comparing((ProductId id) ->
                                Objects.requireNonNull(products.get(id)).name())
                        .thenComparing(ProductId::toString))
                .forEach(order::add);
        return List.copyOf(order);
    }
}

package io.downbeat.pricing;

import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.products.ProductId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** In which order the products of a card are shown on invoices. Runs inside the caller's transaction. */
final class ProductOrderStore {
    private static final String REMOVE = "DELETE FROM rate_card_product WHERE rate_card_id = :card";
    private static final String ADD = """
        INSERT INTO rate_card_product (rate_card_id, place, product_id)
        SELECT :card, place - 1, product_id FROM unnest(:products::uuid[]) WITH ORDINALITY AS given (product_id, place)
        """;
    private static final String OF_CARDS = """
        SELECT rate_card_id, product_id FROM rate_card_product WHERE rate_card_id IN (:cards) ORDER BY rate_card_id, place
        """;

    private final JdbcClient database;

    ProductOrderStore(JdbcClient database) {
        this.database = database;
    }

    /** Makes this the order of the card. */
    void set(RateCardId card, List<ProductId> order) {
        database.sql(REMOVE).param("card", card.value()).update();
        database.sql(ADD)
                .param("card", card.value())
                .param("products", Rows.array(order, ProductId::value))
                .update();
    }

    /** The orders of the cards that have one. */
    Map<RateCardId, List<ProductId>> of(Collection<RateCardId> cards) {
        if (cards.isEmpty()) {
            return Map.of();
        }
        Map<RateCardId, List<ProductId>> orders = new HashMap<>();
        database.sql(OF_CARDS)
                .param("cards", cards.stream().map(RateCardId::value).toList())
                .query((row, number) -> orders.computeIfAbsent(
                                new RateCardId(Rows.uuid(row, "rate_card_id")), _ -> new ArrayList<>())
                        .add(new ProductId(Rows.uuid(row, "product_id"))))
                .list();
        return orders;
    }
}

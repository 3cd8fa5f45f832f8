package io.downbeat.customeralerts;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.RateCardId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Cards whose rates changed, and how far their customers are named for it. */
final class CardStore {
    // Who was named before the rates changed once more is named again.
    private static final String CHANGED = """
        INSERT INTO customer_alert_card (rate_card_id, due_at) SELECT unnest(:cards::uuid[]), :due
        ON CONFLICT (rate_card_id) DO UPDATE SET after_customer = NULL
        """;
    private static final String NEXT = "SELECT min(due_at) AS next FROM customer_alert_card";
    private static final String CLAIM = """
        SELECT rate_card_id, after_customer FROM customer_alert_card WHERE due_at <= :now
        ORDER BY due_at, rate_card_id LIMIT 1 FOR UPDATE SKIP LOCKED
        """;
    private static final String NAMED_UNTIL =
            "UPDATE customer_alert_card SET after_customer = :after WHERE rate_card_id = :card";
    private static final String OVER = "DELETE FROM customer_alert_card WHERE rate_card_id = :card";

    /** @param after the last customer that was named; {@code null} before the first */
    record Claimed(RateCardId card, @Nullable CustomerId after) {}

    private final JdbcClient database;

    CardStore(JdbcClient database) {
        this.database = database;
    }

    void changed(Set<RateCardId> cards, Instant now) {
        database.sql(CHANGED)
                .param("cards", Rows.array(cards, RateCardId::value))
                .param("due", Rows.at(now))
                .update();
    }

    Optional<Instant> next() {
        return database.sql(NEXT)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    /** One that no other server names the customers of, held until the transaction ends. */
    Optional<Claimed> claim(Instant now) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .query((row, number) -> new Claimed(
                        new RateCardId(Rows.uuid(row, "rate_card_id")),
                        Optional.ofNullable(Rows.optionalUuid(row, "after_customer"))
                                .map(CustomerId::new)
                                .orElse(null)))
                .optional();
    }

    void namedUntil(RateCardId card, CustomerId last) {
        database.sql(NAMED_UNTIL)
                .param("card", card.value())
                .param("after", last.value())
                .update();
    }

    void over(RateCardId card) {
        database.sql(OVER).param("card", card.value()).update();
    }
}

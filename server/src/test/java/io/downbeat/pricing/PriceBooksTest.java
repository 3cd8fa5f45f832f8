package io.downbeat.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.ProductFixture;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.Products;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Terms;
import io.downbeat.pricing.rates.TieredRate;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Books of prices on a real database, and what the database itself refuses. */
class PriceBooksTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final RateCardId CARD = new RateCardId(new UUID(0, 1));
    private static final ProductId TOKENS = new ProductId(new UUID(0, 2));

    private static final UUID METRIC = new UUID(0, 3);

    private final ProductFixture tokens = ProductFixture.usage(TOKENS, METRIC, "{'name': 'Tokens'}");
    private final TestDatabase database = TestPostgres.migrated();
    private final JdbcClient sql = JdbcClient.create(database.dataSource());
    private final CustomCreditTypes units = new CustomCreditTypes(new CustomCreditTypeStore(sql));
    private final RateCardStore cards = new RateCardStore(sql, units);
    private final RateStore rates = new RateStore(sql, units);
    private final Products products = ProductFixture.of(sql);
    private final ProductOrderStore orders = new ProductOrderStore(sql);
    private final PriceBooks here = new PriceBooks(cards, rates, orders, products);
    private final PriceBooks elsewhere = new PriceBooks(cards, rates, orders, products);

    @BeforeEach
    void aCardWithOneRate() {
        sql.sql("""
            INSERT INTO billable_metric (id, name, aggregation_type, event_type_filter, property_filters, group_keys,
                                         custom_fields, created_at)
            VALUES (:id, 'tokens', 'COUNT', '{}', '[]', '[]', '{}', now())
            """).param("id", METRIC).update();
        tokens.store(sql);
        cards.create(card(CARD, List.of()));
        put(START, "3");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static RateCard card(RateCardId id, List<RateCard.Alias> aliases) {
        return new RateCard(id, "List", CreditType.USD_CENTS, null, aliases, List.of(), Map.of(), START, null);
    }

    private void put(Instant from, String price) {
        cards.newVersion(CARD);
        rates.put(
                CARD,
                List.of(new RateEntry(
                        UUID.randomUUID(), TOKENS, Map.of(), from, null, true, null, null, Terms.flat(price), null)),
                START);
    }

    private static List<Rate> ratesOf(PriceBooks books) {
        return books.of(List.of(CARD)).get(CARD).segments().stream()
                .map(segment -> segment.entry().rate())
                .toList();
    }

    @Test
    void a_book_is_read_once_and_asked_for_often() {
        assertThat(here.of(List.of(CARD)).get(CARD))
                .isSameAs(here.of(List.of(CARD)).get(CARD));
    }

    @Test
    void a_rate_added_by_another_server_is_seen() {
        assertThat(ratesOf(here)).isEqualTo(ratesOf(elsewhere)).containsExactly(Terms.flat("3"));
        put(START.plusSeconds(3600), "4");
        assertThat(ratesOf(here)).isEqualTo(ratesOf(elsewhere)).containsExactly(Terms.flat("3"), Terms.flat("4"));
    }

    @Test
    void a_product_changed_by_another_server_is_seen() {
        ratesOf(here);
        tokens.storeUpdate(sql, START.toString(), "{'name': 'Units'}");
        cards.newVersionsWith(TOKENS);
        assertThat(here.of(List.of(CARD)).get(CARD).product(TOKENS).at(START).name())
                .isEqualTo("Units");
    }

    @Test
    void a_card_that_does_not_exist_has_no_book() {
        assertThat(here.of(List.of(new RateCardId(new UUID(0, 99)), CARD))).containsOnlyKeys(CARD);
        assertThat(here.of(List.of())).isEmpty();
    }

    @Test
    void the_same_rate_added_again_replaces_the_first() {
        put(START, "5");
        assertThat(ratesOf(here)).containsExactly(Terms.flat("5"));
    }

    @Test
    void prices_and_tiers_come_back_with_every_digit() {
        TieredRate tiers = Terms.tiers("0.000000000000000001", "123456789012345678.000000000000000001", "0.1");
        rates.put(
                CARD,
                List.of(new RateEntry(
                        UUID.randomUUID(),
                        TOKENS,
                        Map.of("b", "2", "a", "\u00e4\"1"),
                        START,
                        null,
                        false,
                        null,
                        null,
                        tiers,
                        tiers)),
                START);
        assertThat(rates.ofCards(List.of(CARD)).get(CARD))
                .filteredOn(entry -> !entry.pricingGroupValues().isEmpty())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.rate()).isEqualTo(tiers);
                    assertThat(entry.commitRate()).isEqualTo(tiers);
                    assertThat(entry.pricingGroupValues()).isEqualTo(Map.of("a", "\u00e4\"1", "b", "2"));
                    assertThat(entry.entitled()).isFalse();
                });
    }

    @Test
    void the_alias_given_last_wins_while_it_lasts() {
        RateCardId other = new RateCardId(new UUID(0, 5));
        Instant until = START.plusSeconds(7200);
        cards.replaceAliases(CARD, List.of(new RateCard.Alias("standard", null, null)));
        cards.create(card(other, List.of(new RateCard.Alias("standard", START, until))));

        assertThat(cards.byAlias("standard", START.minusSeconds(1))).contains(CARD);
        assertThat(cards.byAlias("standard", START)).contains(other);
        assertThat(cards.byAlias("standard", until.minusSeconds(1))).contains(other);
        assertThat(cards.byAlias("standard", until)).contains(CARD);
        assertThat(cards.byAlias("Standard", START)).isEmpty();
    }

    @Test
    void an_alias_that_stays_takes_no_other_cards_name() {
        RateCardId other = new RateCardId(new UUID(0, 5));
        RateCard.Alias standard = new RateCard.Alias("standard", null, null);
        cards.replaceAliases(CARD, List.of(standard));
        cards.create(card(other, List.of(standard)));
        cards.replaceAliases(CARD, List.of(standard, new RateCard.Alias("more", null, null)));

        assertThat(cards.byAlias("standard", START)).contains(other);
        assertThat(cards.byAlias("more", START)).contains(CARD);
    }

    @Test
    void an_archived_card_is_not_found_by_its_alias() {
        cards.replaceAliases(CARD, List.of(new RateCard.Alias("standard", null, null)));
        cards.archive(CARD, START);
        assertThat(cards.byAlias("standard", START)).isEmpty();
    }

    @Test
    void the_database_itself_refuses_half_an_hour_and_a_negative_price() {
        for (String change : List.of(
                "UPDATE rate SET starting_at = starting_at + interval '30 minutes'",
                "UPDATE rate SET price = -1",
                "UPDATE rate SET tiers = '[]'",
                "UPDATE rate SET ending_before = starting_at",
                "UPDATE product_state SET starting_at = now()")) {
            assertThatExceptionOfType(DataAccessException.class)
                    .as(change)
                    .isThrownBy(() -> sql.sql(change).update());
        }
    }
}

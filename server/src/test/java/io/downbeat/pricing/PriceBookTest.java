package io.downbeat.pricing;

import static io.downbeat.pricing.rates.Terms.flat;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.products.ProductFixture;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Terms;
import io.downbeat.pricing.rates.UsageTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceBookTest {
    private static final ProductId TOKENS = new ProductId(new UUID(0, 1));
    private static final UUID METRIC = new UUID(0, 7);
    private static final ServicePeriod JANUARY =
            new ServicePeriod(Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2025-02-01T00:00:00Z"));

    private final ProductFixture product = ProductFixture.usage(TOKENS, METRIC, "{'name': 'Tokens'}");
    private final List<RateEntry> rates = new ArrayList<>();

    private PriceBookTest rate(String from, @Nullable String until, Rate rate) {
        return rate(from, until, rate, true, Map.of());
    }

    private PriceBookTest rate(
            String from, @Nullable String until, Rate rate, boolean entitled, Map<String, String> groupValues) {
        rates.add(new RateEntry(
                UUID.randomUUID(),
                TOKENS,
                groupValues,
                Instant.parse(from),
                until == null ? null : Instant.parse(until),
                entitled,
                null,
                null,
                rate,
                null));
        return this;
    }

    private PriceBookTest update(String startingAt, String terms) {
        product.update(startingAt, terms);
        return this;
    }

    private List<UsageTerm> terms() {
        return new PriceBook(
                        new RateCardId(new UUID(0, 9)),
                        CreditType.USD_CENTS,
                        Map.of(TOKENS, product.timeline()),
                        rates,
                        List.of(),
                        List.of())
                .usageTerms(JANUARY);
    }

    /** {@code "from until price"} of each term. */
    private List<String> stretches() {
        return terms().stream()
                .map(term -> term.from() + " " + term.until() + " "
                        + ((FlatRate) term.rate()).price().toPlainString())
                .toList();
    }

    @Test
    void a_price_of_one_group_that_changes_late_stands_beside_one_of_another_that_changes_early() {
        rate("2024-01-01T00:00:00Z", null, flat("1"), true, Map.of("region", "eu"));
        rate("2025-01-20T00:00:00Z", null, flat("2"), true, Map.of("region", "eu"));
        rate("2024-01-01T00:00:00Z", null, flat("3"), true, Map.of("region", "us"));
        rate("2025-01-10T00:00:00Z", null, flat("4"), true, Map.of("region", "us"));
        assertThat(stretches())
                .containsExactly(
                        "2025-01-01T00:00:00Z 2025-01-20T00:00:00Z 1",
                        "2025-01-20T00:00:00Z 2025-02-01T00:00:00Z 2",
                        "2025-01-01T00:00:00Z 2025-01-10T00:00:00Z 3",
                        "2025-01-10T00:00:00Z 2025-02-01T00:00:00Z 4");
    }

    @Test
    void a_rate_that_covers_the_period_is_one_term() {
        assertThat(rate("2024-01-01T00:00:00Z", null, flat("3")).stretches())
                .containsExactly("2025-01-01T00:00:00Z 2025-02-01T00:00:00Z 3");
    }

    @Test
    void a_rate_that_changes_inside_the_period_is_two_terms() {
        rate("2024-01-01T00:00:00Z", null, flat("3")).rate("2025-01-10T05:00:00Z", null, flat("4"));
        assertThat(stretches())
                .containsExactly(
                        "2025-01-01T00:00:00Z 2025-01-10T05:00:00Z 3", "2025-01-10T05:00:00Z 2025-02-01T00:00:00Z 4");
    }

    @Test
    void a_rate_that_starts_or_ends_on_the_periods_edge_leaves_no_empty_term() {
        rate("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z", flat("3"))
                .rate("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z", flat("4"))
                .rate("2025-02-01T00:00:00Z", null, flat("5"));
        assertThat(stretches()).containsExactly("2025-01-01T00:00:00Z 2025-02-01T00:00:00Z 4");
    }

    @Test
    void a_rate_with_an_end_interrupts_the_one_before_it() {
        rate("2024-01-01T00:00:00Z", null, flat("3")).rate("2025-01-10T00:00:00Z", "2025-01-20T00:00:00Z", flat("1"));
        assertThat(stretches())
                .containsExactly(
                        "2025-01-01T00:00:00Z 2025-01-10T00:00:00Z 3",
                        "2025-01-10T00:00:00Z 2025-01-20T00:00:00Z 1",
                        "2025-01-20T00:00:00Z 2025-02-01T00:00:00Z 3");
    }

    @Test
    void where_no_rate_holds_nothing_is_charged() {
        rate("2025-01-05T00:00:00Z", "2025-01-06T00:00:00Z", flat("3"))
                .rate("2025-01-08T00:00:00Z", "2025-01-09T00:00:00Z", flat("3"));
        assertThat(stretches())
                .containsExactly(
                        "2025-01-05T00:00:00Z 2025-01-06T00:00:00Z 3", "2025-01-08T00:00:00Z 2025-01-09T00:00:00Z 3");
    }

    @Test
    void a_rate_nobody_is_entitled_to_is_no_term_and_hides_the_one_before() {
        rate("2024-01-01T00:00:00Z", null, flat("3")).rate("2025-01-20T00:00:00Z", null, flat("3"), false, Map.of());
        assertThat(stretches()).containsExactly("2025-01-01T00:00:00Z 2025-01-20T00:00:00Z 3");
    }

    @Test
    void the_same_price_entered_again_does_not_start_the_tiers_anew() {
        rate("2024-01-01T00:00:00Z", null, Terms.tiers("5", "1", "2"))
                .rate("2025-01-15T00:00:00Z", null, Terms.tiers("5.00", "1.0", "2.0"));
        assertThat(terms()).hasSize(1);
    }

    @Test
    void a_new_name_is_no_new_price_and_the_last_name_shows() {
        rate("2024-01-01T00:00:00Z", null, flat("3")).update("2025-01-15T00:00:00Z", "{'name': 'Units'}");
        assertThat(terms()).singleElement().satisfies(term -> {
            assertThat(term.product().name()).isEqualTo("Units");
            assertThat(term.until()).isEqualTo(JANUARY.end());
        });
    }

    @Test
    void a_name_from_the_periods_end_on_is_not_this_periods() {
        rate("2024-01-01T00:00:00Z", null, flat("3")).update("2025-02-01T00:00:00Z", "{'name': 'Units'}");
        assertThat(terms())
                .singleElement()
                .extracting(term -> term.product().name())
                .isEqualTo("Tokens");
    }

    @Test
    void a_new_conversion_cuts_the_term() {
        rate("2024-01-01T00:00:00Z", null, flat("3"))
                .update(
                        "2025-01-15T00:00:00Z",
                        "{'quantity_conversion': {'conversion_factor': 1000, 'operation': 'DIVIDE', 'name': 'k'}}")
                .update("2025-01-20T00:00:00Z", "{'quantity_conversion': null}");
        assertThat(terms()).extracting(UsageTerm::conversion).containsExactly(null, Terms.divide("1000"), null);
    }

    @Test
    void another_name_for_a_conversion_does_not_cut_it() {
        update(
                "2024-01-01T00:00:00Z",
                "{'quantity_conversion': {'conversion_factor': 1000, 'operation': 'DIVIDE', 'name': 'k'}}");
        update(
                "2025-01-15T00:00:00Z",
                "{'quantity_conversion': {'conversion_factor': 1000.0, 'operation': 'DIVIDE', 'name': 'kilo'}}");
        assertThat(rate("2024-01-01T00:00:00Z", null, flat("3")).terms()).hasSize(1);
    }

    @Test
    void each_group_has_its_own_prices() {
        product.createdWith("{'name': 'Tokens', 'pricing_group_key': ['region']}");
        rate("2024-01-01T00:00:00Z", null, flat("3"), true, Map.of("region", "eu"));
        rate("2025-01-15T00:00:00Z", null, flat("5"), true, Map.of("region", "us"));
        assertThat(stretches())
                .containsExactly(
                        "2025-01-01T00:00:00Z 2025-02-01T00:00:00Z 3", "2025-01-15T00:00:00Z 2025-02-01T00:00:00Z 5");
        assertThat(terms())
                .extracting(UsageTerm::pricingGroupValues)
                .containsExactly(Map.of("region", "eu"), Map.of("region", "us"));
    }
}

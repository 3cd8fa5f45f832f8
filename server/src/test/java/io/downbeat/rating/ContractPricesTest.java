package io.downbeat.rating;

import static io.downbeat.rating.Fixtures.JANUARY;
import static io.downbeat.rating.Fixtures.at;
import static io.downbeat.rating.Fixtures.flat;
import static io.downbeat.rating.OverrideFixture.ofProduct;
import static io.downbeat.rating.OverrideFixture.ofSpecifiers;
import static io.downbeat.rating.OverrideFixture.ofTags;
import static io.downbeat.rating.OverrideFixture.presentedBy;
import static io.downbeat.rating.OverrideFixture.pricedBy;
import static io.downbeat.rating.OverrideFixture.specifier;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.Contract.MultiplierPrioritization;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.StatementSchedule;
import io.downbeat.pricing.CardFixture;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier.TieredMultiplier;
import io.downbeat.pricing.rates.Terms;
import io.downbeat.pricing.rates.TieredRate;
import io.downbeat.rating.prices.ContractPrices;
import io.downbeat.rating.prices.PresentationGroups;
import io.downbeat.rating.prices.PricedInterval;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which price wins, and where prices are cut (pricing.md parts 2.3 and 12). */
class ContractPricesTest {
    private final CardFixture card = new CardFixture();

    static ContractTerms terms(MultiplierPrioritization prioritization, RateOverride... overrides) {
        Contract.Fixed fixed = new Contract.Fixed(
                new ContractId(new UUID(5, 1)),
                Fixtures.CUSTOMER,
                at("2025-01-01"),
                null,
                StatementSchedule.standard(at("2025-01-01")),
                null,
                false,
                prioritization,
                Map.of(),
                at("2025-01-01"));
        return ContractTerms.of(new Contract(fixed, null, null, 0, null)).with(RateOverride.KIND, List.of(overrides));
    }

    private List<PricedInterval> intervals(RateOverride... overrides) {
        return ContractPrices.intervals(
                card.book(), terms(MultiplierPrioritization.LOWEST_MULTIPLIER, overrides), JANUARY, false);
    }

    private List<PricedInterval> explicitly(RateOverride... overrides) {
        return ContractPrices.intervals(
                card.book(), terms(MultiplierPrioritization.EXPLICIT, overrides), JANUARY, false);
    }

    /** {@code "Input 01-01 02-01 @80"}, and where tiers count from if that is earlier. */
    private static List<String> shown(List<PricedInterval> intervals) {
        return intervals.stream()
                .map(interval -> interval.term().product().name() + " "
                        + day(interval.term().from()) + " "
                        + day(interval.term().until()) + " @"
                        + price(interval.term().rate())
                        + (interval.countedFrom().equals(interval.term().from())
                                ? ""
                                : " from " + day(interval.countedFrom())))
                .toList();
    }

    private static String day(Instant instant) {
        String text = instant.toString();
        return text.endsWith("T00:00:00Z") ? text.substring(5, 10) : text.substring(5, 13);
    }

    private static String price(Rate rate) {
        return switch (rate) {
            case FlatRate flat -> flat.price().toPlainString();
            case TieredRate tiered ->
                tiered.tiers().stream()
                        .map(tier -> (tier.size() == null ? "" : tier.size().toPlainString() + "x")
                                + tier.price().toPlainString())
                        .collect(Collectors.joining(","));
            case PercentageRate share -> price(share.of());
        };
    }

    private void tagged(String name, String tags, String price) {
        card.with(name, ", 'tags': [" + tags + "]");
        card.rate(name, flat(price));
    }

    @Test
    void without_overrides_a_unit_costs_what_the_card_says() {
        card.rate("T", flat("100"));
        assertThat(shown(intervals())).containsExactly("T 01-01 02-01 @100");
        assertThat(shown(intervals(ofProduct("T").between("2025-02-01", null).times("0.5"))))
                .containsExactly("T 01-01 02-01 @100");
        assertThat(shown(intervals(
                        ofProduct("T").between("2024-01-01", "2025-01-01").times("0.5"))))
                .containsExactly("T 01-01 02-01 @100");
    }

    @Test
    void tiers_of_a_multiplier_price_the_units_of_their_steps() {
        card.rate("T", flat("100"));
        TieredMultiplier steps = new TieredMultiplier(List.of(
                new TieredMultiplier.Step(BigDecimal.TEN, new BigDecimal("0.8")),
                new TieredMultiplier.Step(BigDecimal.TEN, new BigDecimal("0.7"))));
        assertThat(shown(explicitly(ofProduct("T").priority("1").made(steps))))
                .containsExactly("T 01-01 02-01 @10x80,10x70,100");
    }

    @Test
    void the_lowest_of_two_multipliers_holds_from_when_it_starts() {
        tagged("Storage", "'storage'", "100");
        RateOverride older = ofTags("storage").between("2024-01-01", null).times("0.9");
        RateOverride newer = ofTags("storage").between("2025-01-01", null).times("0.8");
        var december = new ServicePeriod(at("2024-12-01"), at("2025-01-01"));
        assertThat(shown(ContractPrices.intervals(
                        card.book(), terms(MultiplierPrioritization.LOWEST_MULTIPLIER, older, newer), december, false)))
                .containsExactly("Storage 12-01 01-01 @90");
        assertThat(shown(intervals(older, newer))).containsExactly("Storage 01-01 02-01 @80");
    }

    @Test
    void a_multiplier_on_the_product_and_one_on_its_tag_do_not_stack() {
        tagged("T", "'a'", "100");
        assertThat(shown(intervals(ofProduct("T").times("0.9"), ofTags("a").times("0.8"))))
                .containsExactly("T 01-01 02-01 @80");
    }

    @Test
    void of_multipliers_above_one_the_smallest_still_wins_and_a_single_one_raises_the_price() {
        card.rate("T", flat("100"));
        assertThat(shown(intervals(ofProduct("T").times("1.5"), ofProduct("T").times("1.2"))))
                .containsExactly("T 01-01 02-01 @120");
    }

    @Test
    void the_overwritten_rate_added_last_wins_over_every_multiplier() {
        tagged("T", "'a'", "100");
        tagged("U", "'a'", "100");
        assertThat(shown(intervals(
                        ofProduct("T").overwrittenBy(flat("120")),
                        ofTags("a").times("0.5"),
                        ofProduct("T").overwrittenBy(flat("110")))))
                .containsExactlyInAnyOrder("T 01-01 02-01 @110", "U 01-01 02-01 @50");
    }

    @Test
    void the_smallest_priority_wins_on_an_explicit_contract_and_of_equals_the_one_added_last() {
        tagged("T", "'a'", "100");
        assertThat(shown(explicitly(
                        ofProduct("T").priority("20").times("0.5"),
                        ofTags("a").priority("10").times("0.9"))))
                .containsExactly("T 01-01 02-01 @90");
        assertThat(shown(explicitly(
                        ofProduct("T").priority("10.0").times("0.5"),
                        ofTags("a").priority("10").times("0.9"))))
                .containsExactly("T 01-01 02-01 @90");
        assertThat(shown(intervals(
                        ofProduct("T").priority("20").times("0.5"),
                        ofTags("a").priority("10").times("0.9"))))
                .as("a priority is ignored where the lowest wins")
                .containsExactly("T 01-01 02-01 @50");
    }

    @Test
    void a_specifier_wants_all_of_its_tags() {
        tagged("Both", "'a', 'b'", "100");
        tagged("One", "'a'", "100");
        assertThat(shown(intervals(ofSpecifiers(specifier(null, "a", "b")).times("0.7"))))
                .containsExactlyInAnyOrder("Both 01-01 02-01 @70", "One 01-01 02-01 @100");
    }

    @Test
    void applicable_tags_want_any_of_theirs() {
        tagged("B", "'b'", "100");
        tagged("A", "'a'", "100");
        assertThat(shown(intervals(ofTags("b", "c").times("0.7"))))
                .containsExactlyInAnyOrder("B 01-01 02-01 @70", "A 01-01 02-01 @100");
    }

    @Test
    void a_multiplier_of_zero_is_a_price_of_zero() {
        card.rate("T", flat("100"));
        assertThat(shown(intervals(ofProduct("T").times("0")))).containsExactly("T 01-01 02-01 @0");
    }

    @Test
    void an_override_inside_the_period_cuts_it_and_tiers_start_anew_at_each_change_of_price() {
        card.rate("T", Terms.tiers("10", "100", "50"));
        assertThat(shown(intervals(
                        ofProduct("T").between("2025-01-06", "2025-01-11").times("0.5"))))
                .containsExactly("T 01-01 01-06 @10x100,50", "T 01-06 01-11 @10x50,25", "T 01-11 02-01 @10x100,50");
    }

    @Test
    void an_override_holds_from_its_first_hour_to_the_one_before_its_end() {
        card.rate("T", flat("100"));
        assertThat(shown(intervals(ofProduct("T")
                        .between("2025-01-01T01:00:00Z", "2025-01-31T23:00:00Z")
                        .times("0.5"))))
                .containsExactly("T 01-01 01-01T01 @100", "T 01-01T01 01-31T23 @50", "T 01-31T23 02-01 @100");
        assertThat(shown(intervals(
                        ofProduct("T").between("2025-01-01", "2025-02-01").times("0.5"))))
                .containsExactly("T 01-01 02-01 @50");
    }

    @Test
    void an_override_that_changes_nothing_cuts_nothing() {
        card.rate("T", Terms.tiers("10", "100", "50"));
        assertThat(shown(intervals(
                        ofProduct("T").times("0.8"),
                        ofProduct("T").between("2025-01-15", null).times("0.9"))))
                .containsExactly("T 01-01 02-01 @10x80,40");
        assertThat(shown(intervals(
                        ofProduct("T").between("2024-01-01", "2025-01-15").times("0.8"),
                        ofProduct("T").between("2025-01-15", null).times("0.80"))))
                .containsExactly("T 01-01 02-01 @10x80,40");
    }

    @Test
    void a_change_of_the_cards_price_under_an_overwritten_rate_is_no_change() {
        card.rate("T", flat("100")).rate("T", "2025-01-10T00:00:00Z", Map.of(), true, flat("200"), null);
        assertThat(shown(intervals(ofProduct("T").overwrittenBy(Terms.tiers("5", "9", "8")))))
                .containsExactly("T 01-01 02-01 @5x9,8");
        assertThat(shown(intervals(ofProduct("T").times("0.5"))))
                .containsExactly("T 01-01 01-10 @50", "T 01-10 02-01 @100");
    }

    @Test
    void a_multiplier_of_one_group_leaves_the_others_alone() {
        card.with("T", ", 'pricing_group_key': ['region', 'tier']");
        for (String region : List.of("us", "eu")) {
            card.rate(
                    "T",
                    "2020-01-01T00:00:00Z",
                    Map.of("region", region, "tier", "std"),
                    true,
                    flat(region.equals("us") ? "10" : "20"),
                    null);
        }
        assertThat(intervals(ofSpecifiers(pricedBy("T", Map.of("region", "eu"))).times("0.5")))
                .extracting(interval -> interval.term().pricingGroupValues().get("region") + " "
                        + price(interval.term().rate()))
                .containsExactly("eu 10", "us 10");
    }

    @Test
    void row_111_each_of_216_combinations_has_exactly_its_rate_and_one_without_a_rate_has_none() {
        card.with("T", ", 'pricing_group_key': ['region', 'model', 'size']");
        for (int i = 0; i < 216; i++) {
            card.rate("T", "2020-01-01T00:00:00Z", combination(i), true, flat(Integer.toString(i)), null);
        }
        assertThat(intervals(ofProduct("T").times("2"))).hasSize(216).allSatisfy(interval -> {
            Map<String, String> values = interval.term().pricingGroupValues();
            int combination = Integer.parseInt(values.get("region")) * 36
                    + Integer.parseInt(values.get("model")) * 6
                    + Integer.parseInt(values.get("size"));
            assertThat(values).isEqualTo(combination(combination));
            assertThat(interval.term().rate()).isEqualTo(flat(Integer.toString(2 * combination)));
        });
        assertThat(intervals())
                .hasSize(216)
                .noneMatch(interval ->
                        interval.term().pricingGroupValues().equals(Map.of("region", "6", "model", "0", "size", "0")));
    }

    private static Map<String, String> combination(int number) {
        return Map.of(
                "region",
                Integer.toString(number / 36),
                "model",
                Integer.toString(number / 6 % 6),
                "size",
                Integer.toString(number % 6));
    }

    @Test
    void a_product_nobody_is_entitled_to_costs_from_when_an_override_entitles_to_it() {
        card.rate("B", "2020-01-01T00:00:00Z", Map.of(), false, flat("100"), null);
        assertThat(intervals()).isEmpty();
        assertThat(shown(intervals(ofProduct("B")
                        .between("2025-01-10", null)
                        .entitled(true)
                        .times("0.8"))))
                .containsExactly("B 01-10 02-01 @80");
    }

    @Test
    void entitlement_is_decided_apart_from_the_price_by_the_override_added_last_that_says_so() {
        card.rate("B", flat("100"));
        RateOverride taken = ofProduct("B").entitled(false).made(null);
        RateOverride given = ofProduct("B")
                .between("2025-01-10", "2025-01-20")
                .entitled(true)
                .made(null);
        RateOverride cheaper = ofProduct("B").times("0.8");
        assertThat(shown(intervals(taken, given, cheaper))).containsExactly("B 01-10 01-20 @80");
        assertThat(intervals(given, taken, cheaper)).isEmpty();
    }

    @Test
    void a_week_without_price_and_without_entitlement() {
        tagged("Language model", "'lm'", "100");
        tagged("Fine tuning", "'ft'", "900");
        assertThat(shown(intervals(
                        ofTags("lm").between("2025-01-01", "2025-01-08").times("0"),
                        ofTags("ft")
                                .between("2025-01-01", "2025-01-08")
                                .entitled(false)
                                .made(null))))
                .containsExactlyInAnyOrder(
                        "Language model 01-01 01-08 @0",
                        "Language model 01-08 02-01 @100",
                        "Fine tuning 01-08 02-01 @900");
    }

    @Test
    void a_product_that_gets_a_tag_gets_its_override_then() {
        card.with("T", "").update("2025-01-15T00:00:00Z", "{'tags': ['a']}");
        card.rate("T", flat("100"));
        assertThat(shown(intervals(ofTags("a").times("0.5"))))
                .containsExactly("T 01-01 01-15 @100", "T 01-15 02-01 @50");
    }

    @Test
    void tags_that_change_no_price_part_intervals_only_for_those_who_ask_and_tiers_go_on() {
        card.with("T", "").update("2025-01-15T00:00:00Z", "{'tags': ['a']}");
        card.rate("T", Terms.tiers("10", "100", "50"));
        RateOverride half = ofProduct("T").times("0.5");
        ContractTerms plain = terms(MultiplierPrioritization.LOWEST_MULTIPLIER);
        ContractTerms overridden = terms(MultiplierPrioritization.LOWEST_MULTIPLIER, half);

        assertThat(shown(ContractPrices.intervals(card.book(), plain, JANUARY, false)))
                .containsExactly("T 01-01 02-01 @10x100,50");
        assertThat(shown(ContractPrices.intervals(card.book(), plain, JANUARY, true)))
                .containsExactly("T 01-01 01-15 @10x100,50", "T 01-15 02-01 @10x100,50 from 01-01");
        assertThat(shown(ContractPrices.intervals(card.book(), overridden, JANUARY, false)))
                .containsExactly("T 01-01 02-01 @10x50,25");
        assertThat(shown(ContractPrices.intervals(card.book(), overridden, JANUARY, true)))
                .containsExactly("T 01-01 01-15 @10x50,25", "T 01-15 02-01 @10x50,25 from 01-01");
    }

    @Test
    void another_commit_rate_parts_intervals_and_tiers_go_on() {
        Rate tiers = Terms.tiers("10", "100", "50");
        card.rate("T", tiers).rate("T", "2025-01-15T00:00:00Z", Map.of(), true, tiers, flat("40"));
        assertThat(shown(intervals()))
                .containsExactly("T 01-01 01-15 @10x100,50", "T 01-15 02-01 @10x100,50 from 01-01");
    }

    @Test
    void a_multiplier_of_some_presented_groups_prices_and_cuts_these_alone() {
        card.with("T", ", 'presentation_group_key': ['team']");
        card.rate("T", flat("100"));
        List<PricedInterval> intervals = intervals(ofSpecifiers(presentedBy("T", Map.of("team", "x")))
                .between("2025-01-10", null)
                .times("0.5"));
        assertThat(shown(intervals.stream()
                        .filter(interval -> interval.includes(Map.of("team", "x")))
                        .toList()))
                .containsExactly("T 01-01 01-10 @100", "T 01-10 02-01 @50");
        assertThat(shown(intervals.stream()
                        .filter(interval -> interval.includes(Map.of("team", "y")))
                        .toList()))
                .containsExactly("T 01-01 02-01 @100");
        assertThat(intervals).hasSize(3);
    }

    @Test
    void groups_that_a_product_is_not_presented_by_are_never_meant() {
        card.rate("T", flat("100"));
        List<PricedInterval> intervals =
                intervals(ofSpecifiers(presentedBy("T", Map.of("team", "x"))).times("0.5"));
        assertThat(shown(intervals)).containsExactly("T 01-01 02-01 @100");
        assertThat(intervals.getFirst().includes(Map.of())).isTrue();
    }

    @Test
    void every_group_is_in_exactly_one_of_the_parts() {
        List<PresentationGroups> parts = PresentationGroups.partedBy(List.of(
                Map.of("a", "1"), Map.of("a", "2"), Map.of("a", "1", "b", "1"), Map.of("b", "2"), Map.of("b", "1")));
        for (String a : List.of("1", "2", "3")) {
            for (String b : List.of("1", "2", "3")) {
                assertThat(parts)
                        .filteredOn(part -> part.includes(Map.of("a", a, "b", b)))
                        .hasSize(1);
            }
        }
        assertThat(parts).hasSizeLessThanOrEqualTo(9).doesNotHaveDuplicates();
    }
}

package io.downbeat.rating;

import static io.downbeat.rating.Fixtures.JANUARY;
import static io.downbeat.rating.Fixtures.at;
import static io.downbeat.rating.Fixtures.flat;
import static io.downbeat.rating.OverrideFixture.ofProduct;
import static io.downbeat.rating.OverrideFixture.ofSpecifiers;
import static io.downbeat.rating.OverrideFixture.ofTags;
import static io.downbeat.rating.OverrideFixture.paidBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.RateType;
import io.downbeat.contracts.Contract.MultiplierPrioritization;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.contracts.overrides.RateOverride.PaidBy;
import io.downbeat.contracts.overrides.RateOverride.Specifier;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.CardFixture;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Terms;
import io.downbeat.rating.prices.ContractPrices;
import io.downbeat.rating.prices.PricedInterval;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a unit costs while a balance pays (pricing.md 11 and 12.1). */
class CommitPricesTest {
    private static final UUID A = new UUID(6, 1);
    private static final UUID B = new UUID(6, 2);
    private static final UUID RECURRING = new UUID(6, 3);

    private final CardFixture card = new CardFixture();

    private static Balance commit(UUID id, RateType rateType) {
        return balance(id, BalanceType.PREPAID, rateType, BalanceOrigin.AGREED);
    }

    private static Balance balance(UUID id, BalanceType type, RateType rateType, BalanceOrigin origin) {
        return new Balance(
                new BalanceId(id),
                Fixtures.CUSTOMER,
                new BalanceScope.OfContract(new UUID(5, 1)),
                type,
                new BalanceTerms(
                        CardFixture.product("Commit"),
                        null,
                        null,
                        null,
                        new AppliesTo.Everything(),
                        rateType,
                        null,
                        Map.of()),
                CreditType.USD_CENTS,
                List.of(new AccessSegment(new AccessSegmentId(id), BigDecimal.TEN, at("2025-01-01"), at("2026-01-01"))),
                null,
                origin,
                at("2025-01-01"),
                null);
    }

    private PricedInterval interval(String product, RateOverride... overrides) {
        return intervals(product, MultiplierPrioritization.LOWEST_MULTIPLIER, overrides)
                .getFirst();
    }

    private List<PricedInterval> intervals(
            String product, MultiplierPrioritization prioritization, RateOverride... overrides) {
        return ContractPrices.intervals(
                        card.book(), ContractPricesTest.terms(prioritization, overrides), JANUARY, false)
                .stream()
                .filter(interval -> interval.term().product().name().equals(product))
                .toList();
    }

    private void rate(String product, Rate list, Rate commit) {
        card.rate(product, "2020-01-01T00:00:00Z", Map.of(), true, list, commit);
    }

    @Test
    void a_balance_of_the_commit_rate_pays_it_with_what_was_agreed_for_this_commit_alone() {
        card.with("Input", ", 'tags': ['audio']");
        card.with("Output", ", 'tags': ['audio']");
        rate("Input", flat("1000"), flat("800"));
        rate("Output", flat("2000"), flat("1900"));
        RateOverride[] overrides = {
            ofSpecifiers(paidBy(null, null, A))
                    .whileCommitsPay(RateType.COMMIT_RATE)
                    .times("0.9"),
            ofTags("audio").times("0.8")
        };
        Balance a = commit(A, RateType.COMMIT_RATE);
        assertThat(interval("Output", overrides).rateUnder(a)).isEqualTo(flat("1710"));
        assertThat(interval("Input", overrides).rateUnder(a)).isEqualTo(flat("720"));
        assertThat(interval("Input", overrides).term().rate()).isEqualTo(flat("800"));

        Balance b = commit(B, RateType.COMMIT_RATE);
        assertThat(interval("Output", overrides).rateUnder(b)).isEqualTo(flat("1900"));
        assertThat(interval("Input", overrides).rateUnder(b)).isEqualTo(flat("800"));
        assertThat(interval("Input", overrides).rateUnder(commit(A, RateType.LIST_RATE)))
                .as("a balance of the list rate is not concerned by the commit rate")
                .isEqualTo(flat("800"));
    }

    @Test
    void without_a_commit_rate_what_is_aimed_at_it_is_ignored() {
        card.rate("T", flat("1000"));
        PricedInterval interval = interval(
                "T",
                ofSpecifiers(paidBy(null, null, A))
                        .whileCommitsPay(RateType.COMMIT_RATE)
                        .times("0.5"),
                ofProduct("T").times("0.9"));
        assertThat(interval.rateUnder(commit(A, RateType.COMMIT_RATE))).isEqualTo(flat("900"));
    }

    @Test
    void a_list_price_of_zero_can_have_a_commit_price() {
        rate("T", flat("0"), flat("100"));
        PricedInterval interval = interval("T");
        assertThat(interval.rateUnder(commit(A, RateType.COMMIT_RATE))).isEqualTo(flat("100"));
        assertThat(interval.rateUnder(commit(A, RateType.LIST_RATE))).isEqualTo(flat("0"));
    }

    @Test
    void the_commit_rate_has_tiers_of_its_own() {
        rate("T", Terms.tiers("100", "10", "8"), Terms.tiers("50", "9", "5"));
        assertThat(interval("T").rateUnder(commit(A, RateType.COMMIT_RATE))).isEqualTo(Terms.tiers("50", "9", "5"));
    }

    @Test
    void a_deeper_discount_for_one_commit_stands_beside_the_one_for_all() {
        card.with("Output", ", 'tags': ['audio']");
        card.rate("Output", flat("200"));
        PricedInterval interval = interval(
                "Output",
                ofTags("audio").times("0.95"),
                ofSpecifiers(paidBy(null, "audio", A))
                        .whileCommitsPay(RateType.LIST_RATE)
                        .times("0.8"));
        assertThat(interval.rateUnder(commit(A, RateType.LIST_RATE))).isEqualTo(flat("160"));
        assertThat(interval.rateUnder(commit(B, RateType.LIST_RATE))).isEqualTo(flat("190"));
        assertThat(interval.term().rate()).isEqualTo(flat("190"));
    }

    @Test
    void a_rate_overwritten_for_any_commit_is_paid_by_credits_too() {
        card.rate("Input", flat("100"));
        PricedInterval interval = interval(
                "Input", ofProduct("Input").whileCommitsPay(RateType.LIST_RATE).overwrittenBy(flat("75")));
        Balance credit = balance(B, BalanceType.CREDIT, RateType.LIST_RATE, BalanceOrigin.AGREED);
        assertThat(interval.rateUnder(commit(A, RateType.LIST_RATE))).isEqualTo(flat("75"));
        assertThat(interval.rateUnder(credit)).isEqualTo(flat("75"));
        assertThat(interval.term().rate()).isEqualTo(flat("100"));
    }

    @Test
    void an_overwritten_rate_for_any_commit_stands_before_a_multiplier_for_one() {
        card.rate("T", flat("100"));
        PricedInterval interval = interval(
                "T",
                ofSpecifiers(paidBy("T", null, A))
                        .whileCommitsPay(RateType.LIST_RATE)
                        .times("0.5"),
                ofProduct("T").whileCommitsPay(RateType.LIST_RATE).overwrittenBy(flat("90")),
                ofProduct("T").times("0.4"));
        assertThat(interval.rateUnder(commit(A, RateType.LIST_RATE))).isEqualTo(flat("90"));
        assertThat(interval.term().rate()).isEqualTo(flat("40"));
    }

    @Test
    void a_multiplier_for_commits_stands_before_a_rate_overwritten_for_all_even_if_it_is_dearer() {
        card.rate("T", flat("100"));
        PricedInterval interval = interval(
                "T",
                ofProduct("T").overwrittenBy(flat("10")),
                ofProduct("T").whileCommitsPay(RateType.LIST_RATE).times("2"));
        assertThat(interval.rateUnder(commit(A, RateType.LIST_RATE)))
                .as("of the list rate: overrides never stack")
                .isEqualTo(flat("200"));
    }

    @Test
    void between_multipliers_for_commits_the_contract_decides_as_between_others() {
        card.rate("T", flat("100"));
        RateOverride low =
                ofProduct("T").priority("2").whileCommitsPay(RateType.LIST_RATE).times("0.5");
        RateOverride first =
                ofProduct("T").priority("1").whileCommitsPay(RateType.LIST_RATE).times("0.9");
        Balance a = commit(A, RateType.LIST_RATE);
        assertThat(interval("T", low, first).rateUnder(a)).isEqualTo(flat("50"));
        assertThat(intervals("T", MultiplierPrioritization.EXPLICIT, low, first)
                        .getFirst()
                        .rateUnder(a))
                .isEqualTo(flat("90"));
    }

    @Test
    void credits_and_what_recurs_are_named_as_such() {
        card.rate("T", flat("100"));
        Balance recurringCommit =
                balance(A, BalanceType.PREPAID, RateType.LIST_RATE, new BalanceOrigin(RECURRING, null));
        Balance credit = balance(B, BalanceType.CREDIT, RateType.LIST_RATE, BalanceOrigin.AGREED);
        Balance recurringCredit =
                balance(new UUID(6, 4), BalanceType.CREDIT, RateType.LIST_RATE, new BalanceOrigin(RECURRING, null));

        PricedInterval byCommits = named(new PaidBy(List.of(A, B), List.of(), List.of()));
        assertThat(byCommits.rateUnder(recurringCommit)).isEqualTo(flat("50"));
        assertThat(byCommits.rateUnder(credit)).isEqualTo(flat("100"));

        PricedInterval byRecurring = named(new PaidBy(List.of(), List.of(RECURRING), List.of()));
        assertThat(byRecurring.rateUnder(recurringCommit)).isEqualTo(flat("50"));
        assertThat(byRecurring.rateUnder(recurringCredit)).isEqualTo(flat("100"));

        PricedInterval byAny = named(new PaidBy(List.of(), List.of(), List.of(B, RECURRING)));
        assertThat(byAny.rateUnder(credit)).isEqualTo(flat("50"));
        assertThat(byAny.rateUnder(recurringCredit)).isEqualTo(flat("50"));
        assertThat(byAny.rateUnder(commit(new UUID(6, 5), RateType.LIST_RATE))).isEqualTo(flat("100"));
    }

    private PricedInterval named(PaidBy paidBy) {
        Specifier specifier = new Specifier(CardFixture.product("T"), List.of(), Map.of(), Map.of(), paidBy);
        return interval(
                "T", ofSpecifiers(specifier).whileCommitsPay(RateType.LIST_RATE).times("0.5"));
    }

    @Test
    void an_override_for_commits_that_starts_inside_the_period_parts_it_and_tiers_go_on() {
        card.rate("T", Terms.tiers("10", "100", "50"));
        List<PricedInterval> intervals = intervals(
                "T",
                MultiplierPrioritization.LOWEST_MULTIPLIER,
                ofProduct("T")
                        .between("2025-01-15", null)
                        .whileCommitsPay(RateType.LIST_RATE)
                        .times("0.5"));
        assertThat(intervals).hasSize(2);
        Balance a = commit(A, RateType.LIST_RATE);
        assertThat(intervals.getFirst().rateUnder(a)).isEqualTo(Terms.tiers("10", "100", "50"));
        assertThat(intervals.getLast().rateUnder(a)).isEqualTo(Terms.tiers("10", "50", "25"));
        assertThat(intervals.getLast().term().rate()).isEqualTo(Terms.tiers("10", "100", "50"));
        assertThat(intervals.getLast().countedFrom()).isEqualTo(at("2025-01-01"));
        PricedInterval part = intervals.getLast().between(at("2025-01-20"), at("2025-01-21"));
        assertThat(part.rateUnder(a)).isEqualTo(Terms.tiers("10", "50", "25"));
        assertThat(part.countedFrom()).isEqualTo(at("2025-01-01"));
    }
}

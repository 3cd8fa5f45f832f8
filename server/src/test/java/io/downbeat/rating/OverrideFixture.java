package io.downbeat.rating;

import io.downbeat.balances.RateType;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.contracts.overrides.RateOverride.PaidBy;
import io.downbeat.contracts.overrides.RateOverride.Specifier;
import io.downbeat.contracts.overrides.RateOverride.Target;
import io.downbeat.pricing.CardFixture;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Overrides for pure tests, each begun with whose rates it changes: {@code ofProduct("Input").times("0.8")}. */
record OverrideFixture(
        Target target,
        @Nullable BigDecimal priority,
        boolean isCommitSpecific,
        RateType targetRate,
        Instant from,
        @Nullable Instant until,
        @Nullable Boolean entitled) {

    private static OverrideFixture of(Target target) {
        return new OverrideFixture(
                target, null, false, RateType.LIST_RATE, Instant.parse("2020-01-01T00:00:00Z"), null, null);
    }

    static OverrideFixture ofProduct(String name) {
        return of(new Target.OfProduct(CardFixture.product(name)));
    }

    static OverrideFixture ofTags(String... anyOf) {
        return of(new Target.Tagged(List.of(anyOf)));
    }

    static OverrideFixture ofSpecifiers(Specifier... anyOf) {
        return of(new Target.Specified(List.of(anyOf)));
    }

    static Specifier specifier(@Nullable String product, String... allTags) {
        return new Specifier(
                product == null ? null : CardFixture.product(product),
                List.of(allTags),
                Map.of(),
                Map.of(),
                PaidBy.ANY);
    }

    static Specifier pricedBy(String product, Map<String, String> values) {
        return new Specifier(CardFixture.product(product), List.of(), values, Map.of(), PaidBy.ANY);
    }

    static Specifier presentedBy(String product, Map<String, String> values) {
        return new Specifier(CardFixture.product(product), List.of(), Map.of(), values, PaidBy.ANY);
    }

    /** The specifier while one of the commits pays. */
    static Specifier paidBy(@Nullable String product, @Nullable String tag, UUID... commits) {
        return new Specifier(
                product == null ? null : CardFixture.product(product),
                tag == null ? List.of() : List.of(tag),
                Map.of(),
                Map.of(),
                new PaidBy(List.of(commits), List.of(), List.of()));
    }

    OverrideFixture priority(String changed) {
        return new OverrideFixture(
                target, new BigDecimal(changed), isCommitSpecific, targetRate, from, until, entitled);
    }

    OverrideFixture whileCommitsPay(RateType changed) {
        return new OverrideFixture(target, priority, true, changed, from, until, entitled);
    }

    OverrideFixture between(String start, @Nullable String end) {
        return new OverrideFixture(
                target,
                priority,
                isCommitSpecific,
                targetRate,
                Fixtures.at(start),
                end == null ? null : Fixtures.at(end),
                entitled);
    }

    OverrideFixture entitled(boolean says) {
        return new OverrideFixture(target, priority, isCommitSpecific, targetRate, from, until, says);
    }

    RateOverride times(String factor) {
        return made(new RateModifier.Multiplier(new BigDecimal(factor)));
    }

    RateOverride overwrittenBy(Rate rate) {
        return made(new RateModifier.Overwrite(rate, null));
    }

    RateOverride made(@Nullable RateModifier modifier) {
        return new RateOverride(
                UUID.randomUUID(),
                target,
                modifier,
                entitled,
                priority,
                isCommitSpecific,
                targetRate,
                from,
                until,
                Instant.parse("2024-12-01T00:00:00Z"));
    }
}

package io.downbeat.rating;

import static io.downbeat.rating.Fixtures.JANUARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.Contract.MultiplierPrioritization;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.contracts.overrides.RateOverride.Specifier;
import io.downbeat.pricing.CardFixture;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier;
import io.downbeat.rating.prices.ContractPrices;
import io.downbeat.rating.prices.PricedInterval;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine against a slow and obvious calculator that asks day by day: random cards and overrides whose dates are days,
 * one product that is presented by team.
 */
class OverriddenRatesOracleTest {
    private static final int CONTRACTS = 1_000;
    private static final List<Instant> DAYS = IntStream.range(0, 31)
            .mapToObj(day -> JANUARY.start().plus(Duration.ofDays(day)))
            .toList();
    private static final List<Map<String, String>> TEAMS = List.of(Map.of("team", "x"), Map.of("team", "y"), Map.of());

    /** What the card says on one day. */
    private record Listed(boolean entitled, Rate rate, List<String> tags) {}

    private record Contract(
            List<Listed> listed, MultiplierPrioritization prioritization, List<RateOverride> overrides) {

        /** Nothing where the product cannot be had. */
        @Nullable
        Rate price(int day, Map<String, String> group) {
            Listed listed = this.listed.get(day);
            boolean entitled = listed.entitled;
            List<RateOverride> overwrites = new ArrayList<>();
            List<RateOverride> multipliers = new ArrayList<>();
            for (RateOverride override : overrides) {
                if (!override.covers(DAYS.get(day)) || !isFor(override, listed, group)) {
                    continue;
                }
                if (override.entitled() != null) {
                    entitled = override.entitled();
                }
                switch (override.modifier()) {
                    case null -> {}
                    case RateModifier.Overwrite _ -> overwrites.add(override);
                    default -> multipliers.add(override);
                }
            }
            if (!entitled) {
                return null;
            }
            if (!overwrites.isEmpty()) {
                return apply(overwrites.getLast(), listed);
            }
            RateOverride best = null;
            for (RateOverride next : multipliers) {
                if (best == null || weight(next).compareTo(weight(best)) <= 0) {
                    best = next;
                }
            }
            return best == null ? listed.rate : apply(best, listed);
        }

        private BigDecimal weight(RateOverride override) {
            return prioritization == MultiplierPrioritization.EXPLICIT
                    ? Objects.requireNonNull(override.priority())
                    : ((RateModifier.Multiplier) Objects.requireNonNull(override.modifier())).factor();
        }

        private static Rate apply(RateOverride override, Listed listed) {
            return Objects.requireNonNull(override.modifier()).apply(listed.rate);
        }

        private static boolean isFor(RateOverride override, Listed listed, Map<String, String> group) {
            for (Specifier specifier : override.target().specifiers()) {
                boolean product =
                        specifier.product() == null || specifier.product().equals(CardFixture.product("T"));
                boolean tags = listed.tags.containsAll(specifier.tags());
                boolean team = group.entrySet()
                        .containsAll(specifier.presentationGroupValues().entrySet());
                if (product && tags && team) {
                    return true;
                }
            }
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void every_day_of_every_team_has_the_price_that_a_look_at_that_day_alone_gives(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CONTRACTS; i++) {
            CardFixture card = new CardFixture();
            Contract contract = contract(random, card);
            List<PricedInterval> intervals = ContractPrices.intervals(
                    card.book(),
                    ContractPricesTest.terms(contract.prioritization, contract.overrides.toArray(RateOverride[]::new)),
                    JANUARY,
                    false);
            for (Map<String, String> team : TEAMS) {
                List<PricedInterval> own = intervals.stream()
                        .filter(interval -> interval.includes(team))
                        .toList();
                assertThat(daily(own)).as("seed %d, contract %d", seed, i).isEqualTo(expected(contract, team));
                assertThat(own)
                        .as("seed %d, contract %d: joined where nothing changes", seed, i)
                        .isEqualTo(joined(own));
            }
        }
    }

    private static List<String> expected(Contract contract, Map<String, String> team) {
        List<String> days = new ArrayList<>();
        int countedFrom = 0;
        for (int day = 0; day < DAYS.size(); day++) {
            Rate price = contract.price(day, team);
            if (day > 0 && !Objects.equals(price, contract.price(day - 1, team))) {
                countedFrom = day;
            }
            days.add(price == null ? "none" : price + " since " + countedFrom);
        }
        return days;
    }

    private static List<String> daily(List<PricedInterval> intervals) {
        return DAYS.stream()
                .map(day -> {
                    List<PricedInterval> covering = intervals.stream()
                            .filter(interval -> !day.isBefore(interval.term().from())
                                    && day.isBefore(interval.term().until()))
                            .toList();
                    assertThat(covering).hasSizeLessThan(2);
                    return covering.isEmpty()
                            ? "none"
                            : covering.getFirst().term().rate() + " since "
                                    + DAYS.indexOf(covering.getFirst().countedFrom());
                })
                .toList();
    }

    private static List<PricedInterval> joined(List<PricedInterval> intervals) {
        List<PricedInterval> joined = new ArrayList<>();
        for (PricedInterval next : intervals) {
            PricedInterval last = joined.isEmpty() ? null : joined.getLast();
            boolean isOne = last != null
                    && last.term().until().equals(next.term().from())
                    && last.term().rate().equals(next.term().rate());
            if (!isOne) {
                joined.add(next);
            }
        }
        return joined;
    }

    private static Contract contract(Random random, CardFixture card) {
        List<Listed> days = new ArrayList<>();
        Listed now = new Listed(random.nextInt(4) > 0, flat(random), List.of("a"));
        var product = card.with("T", ", 'tags': ['a'], 'presentation_group_key': ['team']");
        card.rate("T", "2020-01-01T00:00:00Z", Map.of(), now.entitled, now.rate, null);
        for (Instant day : DAYS) {
            if (random.nextInt(15) == 0) {
                now = new Listed(random.nextInt(4) > 0, flat(random), now.tags);
                card.rate("T", day.toString(), Map.of(), now.entitled, now.rate, null);
            }
            if (random.nextInt(15) == 0) {
                now = new Listed(now.entitled, now.rate, random.nextBoolean() ? List.of("a", "b") : List.of("b"));
                product.update(day.toString(), "{'tags': ['" + String.join("', '", now.tags) + "']}");
            }
            days.add(now);
        }
        MultiplierPrioritization prioritization =
                random.nextBoolean() ? MultiplierPrioritization.EXPLICIT : MultiplierPrioritization.LOWEST_MULTIPLIER;
        List<RateOverride> overrides = IntStream.range(0, random.nextInt(6))
                .mapToObj(_ -> override(random))
                .toList();
        return new Contract(days, prioritization, overrides);
    }

    private static RateOverride override(Random random) {
        boolean overwrites = random.nextInt(4) == 0;
        OverrideFixture fixture = switch (overwrites ? 0 : random.nextInt(4)) {
            case 0 -> OverrideFixture.ofProduct(random.nextInt(6) == 0 ? "other" : "T");
            case 1 -> OverrideFixture.ofTags("a", "c");
            case 2 -> OverrideFixture.ofSpecifiers(OverrideFixture.specifier(null, "a", "b"));
            default ->
                OverrideFixture.ofSpecifiers(
                        OverrideFixture.presentedBy("T", Map.of("team", random.nextBoolean() ? "x" : "y")));
        };
        int from = random.nextInt(40) - 5;
        fixture = fixture.priority(Integer.toString(1 + random.nextInt(3)))
                .between(day(from), random.nextInt(3) == 0 ? null : day(from + 1 + random.nextInt(20)));
        if (random.nextInt(3) == 0) {
            fixture = fixture.entitled(random.nextBoolean());
        }
        if (fixture.entitled() != null && random.nextInt(3) == 0) {
            return fixture.made(null);
        }
        return overwrites
                ? fixture.overwrittenBy(flat(random))
                : fixture.times(List.of("0", "0.5", "1", "1.5").get(random.nextInt(4)));
    }

    private static String day(int day) {
        return JANUARY.start().plus(Duration.ofDays(day)).toString();
    }

    private static FlatRate flat(Random random) {
        return Fixtures.flat(Integer.toString(random.nextInt(4) * 10));
    }
}

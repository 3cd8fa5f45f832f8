package io.downbeat.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine against the slow and obvious calculator: two contracts of one customer that share some of their balances, with
 * tiers, commit rates, overrides, custom units and prices that change with the days. A seed and the number of a scenario in it
 * name what failed.
 */
class BalancesOracleTest {
    private static final int SCENARIOS = 1_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void invoices_and_what_is_left_are_what_the_calculator_says(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < SCENARIOS; i++) {
            Sold sold = new RandomSold(random, true).next();
            var calculator = new ReferenceCalculator(sold);
            var engine = new EngineOnSold(sold);
            for (String contract : sold.contracts()) {
                assertThat(engine.lines(contract))
                        .as("seed %d, scenario %d, %s: %s", seed, i, contract, sold)
                        .isEqualTo(calculator.invoice(contract));
            }
            Map<String, String> left = new TreeMap<>();
            engine.left().forEach((id, amount) -> left.put(engine.name(id.value()), EngineOnSold.plain(amount)));
            Map<String, String> expected = new TreeMap<>();
            calculator.left().forEach((name, amount) -> expected.put(name, amount.toString()));
            assertThat(left).as("seed %d, scenario %d", seed, i).isEqualTo(expected);
        }
    }
}

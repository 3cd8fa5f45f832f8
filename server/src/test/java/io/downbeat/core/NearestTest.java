package io.downbeat.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> NAMES = List.of("id", "name", "customer_id", "contract_id");

    @ParameterizedTest
    @CsvSource({
        "nmae, name",
        "nam, name",
        "names, name",
        "costomer_id, customer_id",
        "contract, ",
        "customer, ",
        "it, ",
        "mane, ",
        "x, ",
    })
    void a_slip_of_the_hand_is_known_and_another_word_is_not(String given, String meant) {
        assertThat(Nearest.to(given, NAMES, 2).orElse(null)).isEqualTo(meant);
    }

    @Test
    void a_word_of_any_length_may_be_given() {
        assertThat(Nearest.to("name".repeat(1_000_000), NAMES, 2)).isEmpty();
        assertThat(Nearest.to("", NAMES, 2)).isEmpty();
    }
}

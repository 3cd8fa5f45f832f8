package io.downbeat.platform.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonTest {

    /** Whoever reads a provider's answer catches what the reader throws, and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"1E+2147483648", "{\"a\":[1e-2147483649]}", "1e", "[", "{\"a\":1,\"a\":2}"})
    void an_answer_that_cannot_be_read_is_always_one_kind_of_exception(String json) {
        assertThatThrownBy(() -> Json.read(json)).isInstanceOf(JacksonException.class);
    }
}

package io.downbeat.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LastCallsTest {
    private static final Answer GOOD = new Answer.Accepted(status(200), "ref");
    private static final Answer BAD = new Answer.Unknown(status(502), "bad gateway");

    private final LastCalls calls = new LastCalls();

    @Test
    void ten_failures_of_twenty_are_borne() {
        times(10, GOOD);
        times(9, BAD);
        assertThat(calls.add(BAD)).isEmpty();
    }

    @Test
    void eleven_failures_of_twenty_open_the_circuit_and_say_so() {
        times(9, GOOD);
        times(10, BAD);
        assertThat(calls.add(BAD))
                .contains("11 of the last 20 calls to this account failed, the last one so: bad gateway");
    }

    @Test
    void nineteen_calls_are_too_few_to_judge() {
        times(18, BAD);
        assertThat(calls.add(BAD)).isEmpty();
        assertThat(calls.add(BAD)).isPresent();
    }

    @Test
    void what_is_older_than_twenty_calls_counts_no_more() {
        times(10, BAD);
        times(10, GOOD);
        times(10, BAD);
        assertThat(calls.add(GOOD)).isEmpty();
        times(9, GOOD);
        times(10, BAD);
        assertThat(calls.add(BAD)).as("the eleventh of the last twenty").isPresent();
    }

    @Test
    void a_success_never_opens_it_and_after_opening_the_count_begins_anew() {
        times(19, BAD);
        assertThat(calls.add(GOOD)).isEmpty();
        assertThat(calls.add(BAD)).isPresent();
        times(18, BAD);
        assertThat(calls.add(BAD)).isEmpty();
        calls.good();
        assertThat(calls.add(BAD)).isPresent();
    }

    static Stream<Arguments> whatCounts() {
        return Stream.of(
                Arguments.of(new Answer.Unknown(Answer.Exchange.none("timeout"), "timeout"), true),
                Arguments.of(new Answer.Retryable(Answer.Exchange.none("refused"), "no connection", null), true),
                Arguments.of(new Answer.Retryable(status(500), "down", null), true),
                Arguments.of(new Answer.Retryable(status(499), "hm", null), false),
                Arguments.of(new Answer.Retryable(status(409), "locked", null), false),
                Arguments.of(new Answer.RateLimited(status(429), null), false),
                Arguments.of(new Answer.Stale(status(500), "replayed"), false),
                Arguments.of(new Answer.Refusal(status(400), "no such customer"), false),
                Arguments.of(new Answer.Misconfigured(status(401), "wrong key"), false),
                Arguments.of(GOOD, false));
    }

    @ParameterizedTest
    @MethodSource("whatCounts")
    void what_counts_as_a_failure_of_the_provider(Answer answer, boolean counts) {
        assertThat(LastCalls.isFailure(answer)).isEqualTo(counts);
    }

    private Optional<String> times(int count, Answer answer) {
        Optional<String> last = Optional.empty();
        for (int i = 0; i < count; i++) {
            last = calls.add(answer);
            assertThat(last).isEmpty();
        }
        return last;
    }

    private static Answer.Exchange status(int status) {
        return new Answer.Exchange(status, null, "");
    }
}

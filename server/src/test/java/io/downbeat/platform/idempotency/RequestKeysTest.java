package io.downbeat.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import io.downbeat.testing.LostDeadlock;
import io.downbeat.testing.TestServer;
import io.downbeat.testing.ThreadPerTask;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Idempotency-Key}: the same request once, whatever the network does to it (domain.md F, row 88). */
class RequestKeysTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    @Test
    void the_same_key_and_request_answer_the_same_and_act_once() {
        Api.Answer first = create("key-1", "{'name': 'Once'}");
        Api.Answer again = create("key-1", "{'name': 'Once'}");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(named("Once")).isEqualTo(1);
    }

    @Test
    void the_same_key_with_another_request_is_409_that_no_retry_mends() {
        create("key-2", "{'name': 'This'}").ok();
        Api.Answer other = create("key-2", "{'name': 'That'}");
        assertThat(other.refused(409)).contains("another request");
        assertThat(other.response().headers().firstValue("x-should-retry")).contains("false");
        assertThat(named("That")).isZero();
    }

    @Test
    void a_refusal_is_replayed_too_and_leaves_nothing_behind() {
        Api.Answer first = create("key-3", "{'ingest_aliases': ['x']}");
        assertThat(first.status()).isEqualTo(400);
        assertThat(create("key-3", "{'ingest_aliases': ['x']}").body()).isEqualTo(first.body());
        create("key-4", "{'name': 'Takes the alias', 'ingest_aliases': ['x']}").ok();
    }

    @Test
    void what_passes_by_itself_is_not_kept_and_the_same_key_does_it_later() {
        LostDeadlock.byWhoInserts(server, "customer", "NEW.name = 'Contended'");
        Api.Answer first = create("key-7", "{'name': 'Contended'}");
        assertThat(first.refused(409)).contains("try again");
        assertThat(first.response().headers().firstValue("x-should-retry")).contains("true");

        Api.Answer second = create("key-7", "{'name': 'Contended'}");
        second.ok();
        assertThat(second.response().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThat(create("key-7", "{'name': 'Contended'}").body()).isEqualTo(second.body());
        assertThat(named("Contended")).isEqualTo(1);
    }

    @Test
    void the_same_key_many_times_at_once_acts_once() {
        List<Api.Answer> answers = IntStream.range(0, 12)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> create("key-5", "{'name': 'Race'}"), ThreadPerTask.VIRTUAL))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(answers)
                .extracting(Api.Answer::status)
                .containsOnly(200, 409)
                .contains(200);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 200)
                        .map(Api.Answer::body)
                        .distinct())
                .hasSize(1);
        assertThat(named("Race")).isEqualTo(1);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 409)
                        .map(answer -> answer.response()
                                .headers()
                                .firstValue("x-should-retry")
                                .orElseThrow()))
                .as("a retry gets the first one's answer")
                .allMatch("true"::equals);
    }

    @Test
    void a_key_has_1_to_255_characters() {
        assertThat(create("k".repeat(256), "{'name': 'Long'}").refused(400)).contains("Idempotency-Key");
        create("k".repeat(255), "{'name': 'Long enough'}").ok();
    }

    @Test
    void a_key_is_forgotten_after_two_days_and_not_before_one() {
        String id = create("key-6", "{'name': 'Kept'}").ok().at("/data/id").stringValue();
        server.advanceTo("2025-01-02T00:00:01Z");
        assertThat(create("key-6", "{'name': 'Kept'}").ok().at("/data/id").stringValue())
                .isEqualTo(id);
        server.advanceTo("2025-01-03T02:00:00Z");
        assertThat(create("key-6", "{'name': 'Kept'}").ok().at("/data/id").stringValue())
                .isNotEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clock", "verify", "reconcile", "providers/check"})
    void what_runs_outside_a_transaction_takes_no_key(String path) {
        server.api().post("/downbeat/v1/" + path, "{}", "Idempotency-Key", "outside");
        Api.Answer other = server.api().post("/downbeat/v1/" + path, "{'other': 1}", "Idempotency-Key", "outside");
        assertThat(other.status()).as(other.body()).isNotEqualTo(409);
    }

    private static Api.Answer create(String key, String body) {
        return server.api().post("/v1/customers", body, "Idempotency-Key", key);
    }

    private static long named(String name) {
        return server.api()
                .get("/v1/customers?limit=100")
                .ok()
                .get("data")
                .valueStream()
                .filter(customer -> customer.get("name").stringValue().equals(name))
                .count();
    }
}

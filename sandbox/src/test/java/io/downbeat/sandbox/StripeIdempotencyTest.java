package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.sandbox.SandboxFixture.Answer;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class StripeIdempotencyTest {
    private static final String INVOICE = "customer=cus_1&metadata[delivery_id]=dlv_1";

    @AutoClose
    private final SandboxFixture fixture = new SandboxFixture();

    @Test
    void the_same_key_and_parameters_replay_the_first_answer() throws IOException {
        Answer first = fixture.keyed("k", "/v1/invoices", INVOICE);
        Answer second = fixture.keyed("k", "/v1/invoices", INVOICE);

        assertThat(first.isReplayed()).isFalse();
        assertThat(second.isReplayed()).isTrue();
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.headers())
                .containsEntry("original-request", first.headers().get("request-id"));
        assertThat(second.headers().get("request-id"))
                .isNotEqualTo(first.headers().get("request-id"));
        assertThat(fixture.ledger()).hasSize(1);
    }

    @Test
    void without_a_key_the_same_request_makes_a_second_invoice() throws IOException {
        fixture.stripe("POST", "/v1/invoices", INVOICE);
        fixture.stripe("POST", "/v1/invoices", INVOICE);

        assertThat(fixture.ledger()).hasSize(2);
    }

    @Test
    void other_parameters_under_a_used_key_are_an_idempotency_error() throws IOException {
        fixture.keyed("k", "/v1/invoices", INVOICE);
        Answer other = fixture.keyed("k", "/v1/invoices", "customer=cus_2");

        assertThat(other.status()).isEqualTo(400);
        assertThat(other.at("/error/type")).isEqualTo("idempotency_error");
        assertThat(fixture.ledger()).hasSize(1);
    }

    @Test
    void a_key_belongs_to_its_account() throws IOException {
        fixture.stripe("POST", "/v1/invoices", INVOICE, "Idempotency-Key", "k", "Stripe-Account", "acct_1");
        fixture.stripe("POST", "/v1/invoices", INVOICE, "Idempotency-Key", "k", "Stripe-Account", "acct_2");

        assertThat(fixture.ledger()).extracting(LedgerEntry::account).containsExactly("acct_1", "acct_2");
    }

    @Test
    void a_failed_validation_is_not_saved() throws IOException {
        Answer refused = fixture.keyed("k", "/v1/invoices", "currency=usd");
        Answer accepted = fixture.keyed("k", "/v1/invoices", INVOICE);

        assertThat(refused.at("/error/code")).isEqualTo("parameter_missing");
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(accepted.isReplayed()).isFalse();
    }

    @Test
    void a_refusal_by_the_invoices_state_is_saved() throws IOException {
        String open = fixture.openOf(1_000);
        Answer first = fixture.keyed("k", "/v1/invoices/" + open + "/add_lines", SandboxFixture.lines(1, 5));
        Answer second = fixture.keyed("k", "/v1/invoices/" + open + "/add_lines", SandboxFixture.lines(1, 5));

        assertThat(first.at("/error/code")).isEqualTo("invoice_not_editable");
        assertThat(second.isReplayed()).isTrue();
    }

    @Test
    void a_key_is_forgotten_after_24_hours_and_not_before() throws IOException {
        fixture.keyed("k", "/v1/invoices", INVOICE);
        fixture.advance(Duration.ofHours(24).minusMillis(1));
        assertThat(fixture.keyed("k", "/v1/invoices", INVOICE).isReplayed()).isTrue();

        fixture.advance(Duration.ofMillis(1));
        assertThat(fixture.keyed("k", "/v1/invoices", INVOICE).isReplayed()).isFalse();
        assertThat(fixture.ledger()).hasSize(2);
    }

    @Test
    void a_key_of_256_characters_is_refused() throws IOException {
        assertThat(fixture.keyed("k".repeat(255), "/v1/invoices", INVOICE).status())
                .isEqualTo(200);
        assertThat(fixture.keyed("k".repeat(256), "/v1/invoices", INVOICE).status())
                .isEqualTo(400);
    }

    @Test
    void a_key_still_in_flight_answers_409() throws Exception {
        fixture.fault(Fault.of("stripe", "create_invoice", "slow").delayMillis(1_500));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> first = threads.submit(() -> fixture.keyed("k", "/v1/invoices", INVOICE));
            while (fixture.sandbox.calls().getOrDefault("stripe/create_invoice", 0) < 1) {
                Thread.onSpinWait();
            }
            Answer second = fixture.keyed("k", "/v1/invoices", INVOICE);

            assertThat(List.of(second.status(), first.get().status())).containsExactlyInAnyOrder(200, 409);
            Answer conflict = second.status() == 409 ? second : first.get();
            assertThat(conflict.at("/error/code")).isEqualTo("idempotency_key_in_use");
        }
        assertThat(fixture.keyed("k", "/v1/invoices", INVOICE).isReplayed()).isTrue();
        assertThat(fixture.ledger()).hasSize(1);
    }

    @Test
    void one_key_fifty_times_at_once_makes_one_invoice() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> fixture.keyed("k", "/v1/invoices", INVOICE)));
            }
            for (Future<Answer> each : answers) {
                assertThat(each.get().status()).isIn(200, 409);
            }
        }
        assertThat(fixture.ledger()).hasSize(1);
    }

    @Test
    void a_lock_timeout_is_saved_and_replayed() throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", "lock_timeout"));
        Answer first = fixture.keyed("k", "/v1/invoices", INVOICE);
        Answer second = fixture.keyed("k", "/v1/invoices", INVOICE);

        assertThat(first.status()).isEqualTo(429);
        assertThat(first.isReplayed()).isFalse();
        assertThat(first.at("/error/code")).isEqualTo("lock_timeout");
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.isReplayed()).isTrue();
        assertThat(fixture.ledger()).isEmpty();
        assertThat(fixture.keyed("k2", "/v1/invoices", INVOICE).status()).isEqualTo(200);
    }

    @Test
    void the_global_rate_limit_is_not_saved() throws IOException {
        fixture.fault(Fault.of("stripe", "*", "rate_limited").retryAfter(7));
        Answer limited = fixture.keyed("k", "/v1/invoices", INVOICE);
        Answer accepted = fixture.keyed("k", "/v1/invoices", INVOICE);

        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.headers()).containsEntry("retry-after", "7");
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(accepted.isReplayed()).isFalse();
    }

    @Test
    void a_cached_error_is_replayed_with_and_without_its_effect() throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", "cached_error"));
        assertThat(fixture.keyed("k", "/v1/invoices", INVOICE).status()).isEqualTo(500);
        assertThat(fixture.keyed("k", "/v1/invoices", INVOICE).isReplayed()).isTrue();
        assertThat(fixture.ledger()).isEmpty();

        fixture.fault(Fault.of("stripe", "create_invoice", "cached_error_after"));
        assertThat(fixture.keyed("k2", "/v1/invoices", INVOICE).status()).isEqualTo(500);
        Answer replayed = fixture.keyed("k2", "/v1/invoices", INVOICE);
        assertThat(replayed.status()).isEqualTo(500);
        assertThat(replayed.isReplayed()).isTrue();
        assertThat(fixture.ledger()).hasSize(1);
    }

    @Test
    void an_error_after_applying_is_settled_by_the_same_key() throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", "server_error_after"));
        assertThat(fixture.keyed("k", "/v1/invoices", INVOICE).status()).isEqualTo(500);
        Answer again = fixture.keyed("k", "/v1/invoices", INVOICE);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.isReplayed()).isTrue();
        assertThat(fixture.ledger()).hasSize(1);
    }

    @Test
    void keys_that_expire_early_let_a_lost_answer_become_a_second_invoice() throws IOException {
        fixture.fault(
                Fault.of("stripe", "create_invoice", "apply_then_drop"),
                Fault.of("stripe", "create_invoice", "key_expiry").after(1));
        assertThatThrownBy(() -> fixture.keyed("k", "/v1/invoices", INVOICE)).isInstanceOf(IOException.class);
        fixture.keyed("k", "/v1/invoices", INVOICE);

        assertThat(fixture.ledger())
                .hasSize(2)
                .extracting(LedgerEntry::reference)
                .containsOnly("dlv_1");
    }
}

package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireFaultsTest {
    @AutoClose
    private final SandboxFixture fixture = new SandboxFixture();

    @ParameterizedTest
    @CsvSource({"drop_before,0", "apply_then_drop,1", "drop_mid_body,1"})
    void a_broken_connection_tells_nothing_about_the_effect(String fault, int effects) throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", fault));

        assertThatThrownBy(() -> fixture.draft("dlv_1")).isInstanceOf(IOException.class);
        assertThat(fixture.ledger()).hasSize(effects);
        fixture.draft("dlv_2");
        assertThat(fixture.ledger()).hasSize(effects + 1);
    }

    @Test
    void what_had_its_way_is_counted_even_when_it_is_cleared_and_what_made_no_difference_is_not() throws IOException {
        fixture.sandbox.setFaults(List.of(
                Fault.of("stripe", "create_invoice", "drop_before"),
                Fault.of("stripe", "create_invoice", "key_expiry").always()));
        assertThatThrownBy(() -> fixture.draft("dlv_1")).isInstanceOf(IOException.class);
        assertThat(fixture.sandbox.injected())
                .as("a request that never arrived lets no key expire")
                .containsExactly(Map.entry("stripe/create_invoice/drop_before", 1));

        fixture.draft("dlv_1");
        fixture.sandbox.clearFaults();
        assertThat(fixture.sandbox.injected())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("stripe/create_invoice/drop_before", 1, "stripe/create_invoice/key_expiry", 1));
    }

    @Test
    void a_late_request_lands_before_the_next_call() throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", "apply_late"));
        assertThatThrownBy(() -> fixture.draft("dlv_1")).isInstanceOf(IOException.class);
        assertThat(fixture.ledger()).isEmpty();

        assertThat(fixture.stripe("GET", "/v1/invoices").json().path("data")).hasSize(1);
    }

    @Test
    void a_late_request_can_outlast_the_look_up() throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", "apply_late").calls(2));
        assertThatThrownBy(() -> fixture.draft("dlv_1")).isInstanceOf(IOException.class);

        assertThat(fixture.stripe("GET", "/v1/invoices").json().path("data")).isEmpty();
        assertThat(fixture.stripe("GET", "/v1/invoices").json().path("data")).hasSize(1);
    }

    @Test
    void a_late_request_lands_after_its_delay_or_on_demand() throws IOException {
        fixture.fault(
                Fault.of("stripe", "create_invoice", "apply_late")
                        .delayMillis(50)
                        .times(1),
                Fault.of("stripe", "create_invoice", "apply_late")
                        .delayMillis(600_000)
                        .times(1));
        assertThatThrownBy(() -> fixture.draft("dlv_1")).isInstanceOf(IOException.class);
        while (fixture.ledger().isEmpty()) {
            Thread.onSpinWait();
        }

        assertThatThrownBy(() -> fixture.draft("dlv_2")).isInstanceOf(IOException.class);
        assertThat(fixture.stripe("GET", "/v1/invoices").json().path("data")).hasSize(1);
        assertThat(fixture.sandbox.deliverDelayed()).isEqualTo(1);
        assertThat(fixture.ledger()).extracting(LedgerEntry::reference).containsExactly("dlv_1", "dlv_2");
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limited,429,0",
        "server_error,500,0",
        "server_error_after,500,1",
        "unavailable,503,0",
        "bad_request,400,0",
        "unauthorized,401,0",
        "lock_timeout,429,0",
        "cached_error,500,0",
        "cached_error_after,500,1"
    })
    void a_refusal_shows_its_status_and_effect(String fault, int status, int effects) throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", fault));

        var answer = fixture.stripe("POST", "/v1/invoices", "customer=cus_1");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.at("/error/type")).isNotEmpty();
        assertThat(answer.headers()).containsKey("request-id");
        assertThat(fixture.ledger()).hasSize(effects);
    }

    @ParameterizedTest
    @CsvSource({"timed_out,0", "timed_out_after,1"})
    void a_request_that_timed_out_on_its_way_is_told_of_by_nobody_of_the_provider(String fault, int effects)
            throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", fault));

        var answer = fixture.stripe("POST", "/v1/invoices", "customer=cus_1");
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.headers()).doesNotContainKey("request-id");
        assertThat(fixture.ledger()).hasSize(effects);
    }

    @Test
    void a_slow_answer_comes_after_its_delay() throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", "slow").delayMillis(120));
        long before = System.nanoTime();
        fixture.draft("dlv_1");

        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(120_000_000L);
    }

    @Test
    void a_fault_strikes_as_often_as_told_and_after_the_good_calls() throws IOException {
        fixture.fault(
                Fault.of("stripe", "create_invoice", "unavailable").after(1).times(2));

        assertThat(statuses(5)).containsExactly(200, 503, 503, 200, 200);
    }

    @Test
    void a_fault_strikes_only_its_step_and_its_match() throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", "unavailable")
                .matching("cus_2")
                .always());

        assertThat(fixture.stripe("POST", "/v1/invoices", "customer=cus_1").status())
                .isEqualTo(200);
        assertThat(fixture.stripe("POST", "/v1/invoices", "customer=cus_2").status())
                .isEqualTo(503);
        assertThat(fixture.stripe("GET", "/v1/invoices?customer=cus_2").status())
                .isEqualTo(200);
    }

    @Test
    void a_probability_with_a_seed_repeats_itself() throws IOException {
        Fault sometimes = Fault.of("stripe", "*", "unavailable").probability(0.5, 7);
        fixture.fault(sometimes);
        List<Integer> first = statuses(30);
        fixture.fault(sometimes);

        assertThat(first).contains(200, 503);
        assertThat(statuses(30)).isEqualTo(first);
    }

    @Test
    void cleared_faults_strike_no_more() throws IOException {
        fixture.fault(Fault.of("stripe", "*", "unavailable").always());
        assertThat(statuses(1)).containsExactly(503);
        fixture.sandbox.clearFaults();

        assertThat(statuses(1)).containsExactly(200);
    }

    private List<Integer> statuses(int count) throws IOException {
        List<Integer> statuses = new java.util.ArrayList<>();
        for (int i = 0; i < count; i++) {
            statuses.add(
                    fixture.stripe("POST", "/v1/invoices", "customer=cus_1").status());
        }
        return statuses;
    }
}

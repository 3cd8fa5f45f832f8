package io.downbeat.lab.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.terminal.Progress;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a simulator, which is no Kill Bill: that the right things are asked and counted. */
class PeerBenchTest {
    private static final int SUBSCRIBERS = 5;

    private final Findings findings = new Findings(Progress.ofProcess("a comparison"));
    private KillBillSimulator peer;

    @BeforeEach
    void start() throws IOException {
        peer = new KillBillSimulator();
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    private void compare() {
        new PeerBench(peer.uri(), SUBSCRIBERS, 0.05, 0.1, findings).run();
    }

    @Test
    void both_loads_and_the_month_end_are_measured_beside_ours() {
        findings.add(Figure.of("the same, a customer a request", 50_000, "events/s"));
        findings.add(Figure.of("events ingested, 1 a request", 10_000, "events/s"));
        compare();
        assertThat(findings.hold()).isTrue();
        assertThat(names())
                .containsExactly(
                        "the same, a customer a request",
                        "events ingested, 1 a request",
                        "the peer: usage, 100 a request",
                        "the peer: usage, 1 a request",
                        "the peer: invoices at month end");
        assertThat(note("the peer: usage, 100 a request")).contains("ours is 50,000", "times as much");
        assertThat(note("the peer: usage, 1 a request")).contains("ours is 10,000");
        assertThat(note("the peer: invoices at month end")).contains("not measured in this run");
        assertThat(peer.recorded()).isGreaterThan(BigDecimal.valueOf(SUBSCRIBERS * 100L));
    }

    @Test
    void a_peer_that_bills_less_than_it_took_is_told() {
        peer.forgotten = new BigDecimal("0.01");
        compare();
        assertThat(findings.hold()).isFalse();
        assertThat(findings.checks())
                .filteredOn(check -> !check.holds())
                .singleElement()
                .satisfies(check -> assertThat(check.name()).isEqualTo("the peer bills all usage that it took"));
    }

    @Test
    void a_peer_that_does_not_know_us_ends_the_measure() {
        URI elsewhere = URI.create(peer.uri().toString());
        assertThatThrownBy(() -> new KillBill(elsewhere, "admin:wrong").setUp()).hasMessageContaining("401");
    }

    @Test
    void usage_is_as_its_api_takes_it() {
        var body = Json.read(UsageSender.body("s", "t", 3));
        assertThat(body.at("/subscriptionId").asString()).isEqualTo("s");
        assertThat(body.at("/trackingId").asString()).isEqualTo("t");
        assertThat(body.at("/unitUsageRecords/0/unitType").asString()).isEqualTo("calls");
        assertThat(body.at("/unitUsageRecords/0/usageRecords")).hasSize(3);
        assertThat(body.at("/unitUsageRecords/0/usageRecords/2/recordDate").asString())
                .isEqualTo("2025-01-03");
    }

    @Test
    void a_ratio_says_how_many_times_the_peers_ours_is() {
        assertThat(PeerBench.ratio(1_000, 250)).isEqualTo("ours is 1,000, 4.0 times as much");
        assertThat(PeerBench.ratio(1_000, 0)).isEqualTo("it did nothing");
    }

    private List<String> names() {
        return findings.figures().stream().map(Figure::name).toList();
    }

    private String note(String name) {
        return findings.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .map(figure -> Objects.requireNonNull(figure.note()))
                .findFirst()
                .orElseThrow();
    }
}

package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The scenarios of {@code pricing-cases.json}, whose invoices an independent exact calculator computed, each with a customer
 * of its own on one server: its clock runs once through all of them, and each is asked when it says.
 */
class PricingCasesTest {
    /** What an hour, or a day, brings to one scenario. */
    private record Step(String scenario, Runnable action) {}

    private static TestServer server;
    private static final Map<String, List<String>> INVOICES = new LinkedHashMap<>();
    private static final Map<String, List<String>> LEDGERS = new LinkedHashMap<>();
    private static final Map<String, PricingScenario> SCENARIOS = new LinkedHashMap<>();
    private static final Map<String, Throwable> FAILED = new LinkedHashMap<>();

    private static Map<String, JsonNode> rows() {
        Map<String, JsonNode> rows = new LinkedHashMap<>();
        try (InputStream file =
                Objects.requireNonNull(PricingCasesTest.class.getResourceAsStream("/pricing-cases.json"))) {
            for (JsonNode row : Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8))) {
                String name = row.get("row").stringValue();
                rows.put(rows.containsKey(name) ? name + " again" : name, row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    static Stream<String> played() {
        return rows().entrySet().stream()
                .filter(row -> PricingScenario.needs(row.getValue()).isEmpty())
                .map(Map.Entry::getKey);
    }

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2023-12-31T00:00:00Z");
        Map<Instant, List<Step>> steps = new TreeMap<>();
        rows().forEach((name, row) -> {
            if (PricingScenario.needs(row).isEmpty()) {
                PricingScenario scenario = new PricingScenario(row, name, server.api());
                SCENARIOS.put(name, scenario);
                run(new Step(name, scenario::setUp));
                scenario.agreements().forEach((at, agree) -> add(steps, at, new Step(name, agree)));
                scenario.usage().forEach((at, events) -> add(steps, at, new Step(name, () -> scenario.use(events))));
                scenario.entries().forEach((at, enter) -> add(steps, at, new Step(name, enter)));
                add(steps, scenario.asked(), new Step(name, () -> INVOICES.put(name, scenario.invoices())));
                add(steps, scenario.asksLedgers(), new Step(name, () -> LEDGERS.put(name, scenario.ledgers())));
            }
        });
        steps.forEach((at, due) -> {
            server.advanceTo(at.toString());
            due.forEach(PricingCasesTest::run);
        });
    }

    private static void add(Map<Instant, List<Step>> steps, Instant at, Step step) {
        steps.computeIfAbsent(at, _ -> new ArrayList<>()).add(step);
    }

    /** One scenario that fails keeps no other from being played. */
    private static void run(Step step) {
        if (FAILED.containsKey(step.scenario)) {
            return;
        }
        try {
            step.action.run();
        } catch (RuntimeException | AssertionError failure) {
            FAILED.put(step.scenario, failure);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("played")
    void the_invoices_are_to_the_cent_what_the_calculator_says(String row) {
        assertThat(INVOICES.get(row)).containsExactlyElementsOf(played(row).expectedInvoices());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("played")
    void the_ledgers_say_what_the_calculator_says(String row) {
        assertThat(LEDGERS.get(row)).containsExactlyElementsOf(played(row).expectedLedgers());
    }

    @Test
    void everything_that_was_played_stands_up_to_verify() {
        assertThat(server.api().post("/downbeat/v1/verify", "{}").ok().get("violations"))
                .isEmpty();
    }

    /** Property 12 of pricing.md, part 18. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("played")
    void an_invoice_that_is_voided_and_regenerated_without_any_change_is_the_same_again(String row) {
        PricingScenario scenario = played(row);
        List<String> before = scenario.invoices();
        scenario.regenerateAll();
        assertThat(scenario.invoices()).isEqualTo(before);
    }

    private static PricingScenario played(String row) {
        if (FAILED.containsKey(row)) {
            throw new AssertionError(row + " could not be played", FAILED.get(row));
        }
        return Objects.requireNonNull(SCENARIOS.get(row));
    }
}

package io.downbeat.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The short form of {@code ./downbeat prove}, and that it would tell if something were wrong. */
class ProofTest {
    @Test
    void
            every_delivery_has_one_effect_at_its_provider_or_is_parked_as_planned_although_servers_die_and_answers_get_lost()
                    throws Exception {
        Plan plan = Plan.quick(Long.getLong("downbeat.prove.seed", 20250602L));
        try (ProofEnvironment environment = ProofEnvironment.make(plan)) {
            var run = new ProofRun(plan, environment, line -> {});
            run.play(ProveCommand.freshKey());

            Oracle.Verdict verdict = run.judge();
            assertThat(verdict.problems()).as("seed %d", plan.seed()).isEmpty();
            assertThat(verdict.deliveries())
                    .isEqualTo(plan.deliveries()
                            + run.scenario().commits()
                            + verdict.recharges().purchases()
                            + plan.weeks() * verdict.recharges().customers());
            assertThat(verdict.kills()).isPositive();
            assertThatEverythingWasPlayed(verdict);
            assertThat(verdict.recharges().purchases())
                    .as("each customer's threshold is crossed several times")
                    .isGreaterThan(2 * verdict.recharges().customers());

            seesARechargeTooMany(environment, run);
            seesAnInvoiceTooMany(environment, run);
            seesWhatWasNotParked(environment, run);
            seesWhatNoPlanParked(run);
        }
    }

    private static void assertThatEverythingWasPlayed(Oracle.Verdict verdict) {
        verdict.tallies().forEach((destination, totals) -> {
            assertThat(totals.parked).as(destination.name()).isPositive();
            assertThat(totals.effects).as(destination.name()).isPositive();
        });
        assertThat(verdict.tallies().values().stream()
                        .mapToInt(totals -> totals.belowZero)
                        .sum())
                .as("totals below zero")
                .isGreaterThanOrEqualTo(Destinations.ALL.size());
        assertThat(verdict.tallies().values().stream()
                        .filter(totals -> totals.covered > 0)
                        .count())
                .as("destinations of invoices that balances paid for in part")
                .isGreaterThanOrEqualTo(Destinations.ALL.size() - 1);
        Map<Boolean, Integer> injected = new HashMap<>();
        verdict.injected().forEach((destination, kinds) -> {
            assertThat(kinds.values().stream().mapToInt(Integer::intValue).sum())
                    .as("faults at " + destination.name())
                    .isPositive();
            kinds.forEach(
                    (kind, times) -> injected.merge(destination.ownFaults().contains(kind), times, Integer::sum));
        });
        assertThat(injected.get(true))
                .as("faults that only some providers know")
                .isGreaterThan(5);
        assertThat(injected.get(false)).as("faults that all know").isGreaterThan(20);
    }

    /** As if a server had not asked whether the first payment was taken before it asked for another. */
    private static void seesARechargeTooMany(ProofEnvironment environment, ProofRun run) throws Exception {
        LedgerEntry paid = environment.sandbox().ledger().stream()
                .filter(entry -> entry.kind().equals("payment") && entry.charged())
                .findFirst()
                .orElseThrow();
        String again = id(stripe(
                environment.sandbox(),
                "payment_intents",
                "customer=" + paid.customer() + "&currency=usd&amount=" + paid.amount() + "&metadata[delivery_id]="
                        + paid.reference()));
        stripe(
                environment.sandbox(),
                "payment_intents/" + again + "/confirm",
                "off_session=true&payment_method=pm_" + paid.customer());
        List<String> problems = run.judge().problems();
        assertThat(problems)
                .as("a second payment for one recharge")
                .anySatisfy(problem -> assertThat(problem).contains("cents at Stripe for purchases of"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("paid [%1$d, %1$d] cents".formatted(paid.amount())));
    }

    private static void seesAnInvoiceTooMany(ProofEnvironment environment, ProofRun run) throws Exception {
        LedgerEntry doubled = chargeAgain(environment.sandbox());
        assertThat(run.judge().problems())
                .as("a second invoice in Stripe for one delivery")
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("2 effective objects")
                        .contains(String.valueOf(doubled.reference())));
    }

    /** An operator says that what was refused is there after all; of what was never sent that cannot be said. */
    private static void seesWhatWasNotParked(ProofEnvironment environment, ProofRun run) {
        String id =
                environment
                        .servers()
                        .api()
                        .get("/downbeat/v1/deliveries?state=PARKED&limit=100")
                        .get("data")
                        .values()
                        .stream()
                        .filter(parked -> parked.path("reason").asString("").contains("No such customer"))
                        .map(parked -> parked.get("id").stringValue())
                        .findFirst()
                        .orElseThrow();
        environment
                .servers()
                .api()
                .post("/downbeat/v1/deliveries/" + id + "/resolve", Map.of("provider_ref", "in_nowhere"));
        assertThat(run.judge().problems())
                .as("a delivery that the plan made terminal and that is not parked")
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("refused by plan, but not parked")
                        .contains(id));
    }

    /** As if nobody had been refused by plan. */
    private static void seesWhatNoPlanParked(ProofRun run) {
        run.scenario()
                .customers()
                .forEach(customer -> customer.schedule.rewrite(billed ->
                        new Schedule.Billed(billed.destination(), billed.configuration(), billed.label(), null)));
        List<String> problems = run.judge().problems();
        for (String name : List.of("Stripe", "Azure", "SNS")) {
            assertThat(problems)
                    .anySatisfy(problem -> assertThat(problem)
                            .startsWith("parked, and no plan made it so")
                            .contains(name));
        }
    }

    @Test
    void a_credit_pays_first_in_every_week_and_then_the_commit_until_it_is_used_up() {
        Instant[] weeks = new Instant[5];
        Arrays.setAll(weeks, Plan.quick(7)::week);
        var balances = new TestCustomer.Balances(10, 100, 80, weeks[0], List.of());

        assertThat(balances.owed(Map.of(weeks[0], 70L, weeks[1], -5L, weeks[2], 10L, weeks[3], 51L, weeks[4], 20L)))
                .isEqualTo(Map.of(weeks[0], 0L, weeks[1], -5L, weeks[2], 0L, weeks[3], 1L, weeks[4], 10L));
    }

    @Test
    void by_spend_each_outstanding_cent_is_bought_or_billed_once_and_no_purchase_is_below_the_threshold() {
        Instant[] weeks = new Instant[2];
        Arrays.setAll(weeks, Plan.quick(7)::week);
        var rule = new RechargeRule.Spend(100);
        Map<Instant, Long> used = Map.of(weeks[0], 250L, weeks[1], 99L);

        assertThat(rule.broken(List.of(100L, 150L), used, Map.of(weeks[0], 0L, weeks[1], 99L)))
                .isEmpty();
        assertThat(rule.broken(List.of(100L, 100L), used, Map.of(weeks[0], 50L, weeks[1], 99L)))
                .as("however it looked meanwhile")
                .isEmpty();
        assertThat(rule.broken(List.of(151L, 99L), used, Map.of(weeks[0], 0L, weeks[1], 99L)))
                .containsExactly("99 cents were bought, and no purchase is below 100");
        assertThat(rule.broken(List.of(150L), used, Map.of(weeks[0], 100L, weeks[1], 99L)))
                .singleElement(STRING)
                .startsWith("100 cents of the week of 2025-01-01");
        assertThat(rule.broken(List.of(100L, 151L), used, Map.of(weeks[0], 0L, weeks[1], 99L)))
                .containsExactly("251 cents were bought and 99 billed, of 349 that were used");
        assertThat(rule.broken(List.of(100L, 149L), used, Map.of(weeks[0], 0L, weeks[1], 99L)))
                .containsExactly("249 cents were bought and 99 billed, of 349 that were used");
    }

    @Test
    void by_balance_nothing_is_billed_and_more_than_the_threshold_is_left() {
        Instant week = Plan.quick(7).week(0);
        var rule = new RechargeRule.PrepaidBalance(100, 130);
        Map<Instant, Long> used = Map.of(week, 90L);
        Map<Instant, Long> billed = Map.of(week, 0L);

        assertThat(rule.broken(List.of(130L, 90L), used, billed)).isEmpty();
        assertThat(rule.broken(List.of(130L, 61L), used, billed)).isEmpty();
        assertThat(rule.broken(List.of(130L, 60L), used, billed))
                .containsExactly("100 cents are left, and that must be more than 100 and at most 130");
        assertThat(rule.broken(List.of(130L, 91L), used, billed))
                .containsExactly("131 cents are left, and that must be more than 100 and at most 130");
        assertThat(rule.broken(List.of(29L, 131L, 30L), used, billed))
                .containsExactly(
                        "29 cents were bought, and a purchase has from 30 to 130",
                        "131 cents were bought, and a purchase has from 30 to 130",
                        "100 cents are left, and that must be more than 100 and at most 130");
        assertThat(rule.broken(List.of(130L, 89L), used, Map.of(week, 1L)))
                .singleElement(STRING)
                .contains("which the balance had to pay");
    }

    @Test
    void a_text_is_kept_when_it_is_there_whole_or_cut_between_two_characters() {
        String family = "\uD83D\uDC69\u200D\uD83D\uDC66";
        assertThat(OddTexts.isKept("a" + family, "a" + family)).isTrue();
        assertThat(OddTexts.isKept("a" + family + " (2)", "a" + family)).isTrue();
        assertThat(OddTexts.isKept("a", "a" + family)).isTrue();
        for (int end = 2; end < 1 + family.length(); end++) {
            assertThat(OddTexts.isKept(("a" + family).substring(0, end), "a" + family))
                    .isFalse();
        }
        assertThat(OddTexts.isKept("", "a" + family)).isFalse();
        assertThat(OddTexts.isKept("b", "a" + family)).isFalse();
    }

    @Test
    void odd_texts_have_a_thousand_units_at_most_and_no_half_and_no_control_character() {
        var texts = new OddTexts(new Random(7));
        for (int i = 0; i < 500; i++) {
            String text = i % 2 == 0 ? texts.longest() : texts.any();
            assertThat(text.length()).isBetween(1, OddTexts.LONGEST);
            assertThat(text.chars().noneMatch(Character::isISOControl)).as(text).isTrue();
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text))
                    .as(text)
                    .isTrue();
        }
    }

    @Test
    void every_fault_that_the_sandbox_knows_is_drawn_somewhere_or_left_out_for_a_reason() {
        Set<String> named = new TreeSet<>(FaultPlan.EVERYWHERE);
        Destinations.ALL.forEach(destination -> named.addAll(destination.ownFaults()));
        named.addAll(FaultPlan.LEFT_OUT.keySet());

        assertThat(named).containsExactlyInAnyOrderElementsOf(Fault.kinds());
    }

    @Test
    void a_fifth_of_the_calls_goes_wrong_at_each_step_and_the_seed_repeats_which() throws Exception {
        Plan plan = Plan.quick(7);
        try (Sandbox sandbox = Sandbox.start("127.0.0.1", 0, () -> Plan.START)) {
            List<Fault> drawn = new FaultPlan(plan, sandbox).next();
            assertThat(new FaultPlan(plan, sandbox).next()).isEqualTo(drawn);
            assertThat(drawn)
                    .extracting(fault -> fault.provider() + "/" + fault.step())
                    .contains("stripe/webhook", "aws/assume_role", "gcp/check", "aws/sns_publish", "netsuite/token");
            for (String step : List.of("finalize", "create_invoice", "list_invoices", "webhook")) {
                double goesWell = drawn.stream()
                        .filter(fault -> fault.provider().equals("stripe")
                                && fault.step().equals(step))
                        .filter(fault -> !fault.ridesAlong())
                        .mapToDouble(fault -> 1 - fault.probability())
                        .reduce(1, (one, other) -> one * other);
                double ridesAlong = drawn.stream()
                        .filter(fault -> fault.provider().equals("stripe")
                                && fault.step().equals(step))
                        .filter(Fault::ridesAlong)
                        .mapToDouble(Fault::probability)
                        .sum();
                assertThat(1 - goesWell + ridesAlong).as(step).isCloseTo(plan.faulty(), within(1e-9));
            }
        }
    }

    /** As if a server had not asked before it sent again. */
    private static LedgerEntry chargeAgain(Sandbox sandbox) throws Exception {
        LedgerEntry held = sandbox.ledger().stream()
                .filter(entry ->
                        entry.provider().equals("stripe") && entry.kind().equals("invoice") && entry.charged())
                .findFirst()
                .orElseThrow();
        String made = id(stripe(
                sandbox,
                "invoices",
                "customer=" + held.customer()
                        + "&currency=usd&auto_advance=false&collection_method=send_invoice&days_until_due=30"
                        + "&metadata[delivery_id]=" + held.reference()));
        stripe(sandbox, "invoices/" + made + "/add_lines", "lines[0][amount]=100&lines[0][description]=again");
        stripe(sandbox, "invoices/" + made + "/finalize", "auto_advance=false");
        stripe(sandbox, "invoices/" + made + "/send", "");
        return held;
    }

    private static String id(String invoice) {
        return Json.read(invoice).get("id").stringValue();
    }

    private static String stripe(Sandbox sandbox, String path, String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.uri() + "/stripe/v1/" + path))
                .header("Authorization", "Bearer rk_prove")
                .header("Stripe-Account", "acct_prove")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}

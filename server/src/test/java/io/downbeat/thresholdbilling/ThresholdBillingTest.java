package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.LostDeadlock;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * What thresholds buy, and what becomes of it where nobody or the caller collects the money. Row numbers are those of
 * subscriptions.md 2.10. A unit of use costs one cent, so that 100 calls there are 10000 units here.
 */
class ThresholdBillingTest {
    @AutoClose
    private static final Purchases shop = new Purchases("2025-05-15T10:20:00Z");

    @AfterAll
    static void prove() {
        shop.verify();
    }

    private static final String NOT_THERE = "00000000-0000-0000-0000-000000000000";
    private static final String SHARED = ", \"hierarchy_configuration\": {\"child_access\": {\"type\": \"ALL\"}}";

    private static String childOf(Purchases.Buyer parent) {
        return """
            , "hierarchy_configuration": {"parent": {"contract_id": "%s", "customer_id": "%s"}}\
            """.formatted(parent.contract().id(), parent.customer().id());
    }

    @Test
    void without_a_gate_the_commit_is_there_at_once_and_its_invoice_goes_the_normal_way() { // T11
        var buyer = shop.buyer(shop.spend(10000, Purchases.NONE, "")).use(9999);
        assertThat(buyer.purchases()).isEmpty();
        buyer.use(1);
        JsonNode invoice = buyer.purchase();
        assertThat(invoice.get("status").stringValue()).isEqualTo("FINALIZED");
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("10000");
        assertThat(invoice.at("/line_items/0/type").stringValue()).isEqualTo("commit_purchase");
        assertThat(invoice.at("/line_items/0/name").stringValue()).isEqualTo("Top-up");
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.commits().getFirst().get("id")).isEqualTo(invoice.at("/line_items/0/commit_id"));
        assertThat(buyer.outstanding()).isEqualByComparingTo("0");
        assertThat(buyer.delivery().get("state").stringValue()).isEqualTo("CONFIRMED");
        assertThat(buyer.atStripe("invoice")).hasSize(1);
        assertThat(buyer.toldTypes()).containsExactly("payment_gate.threshold_reached");
        assertThat(buyer.told().getFirst().at("/properties/workflow_type").stringValue())
                .isEqualTo("spend");
        buyer.use(9999);
        shop.wait(Duration.ofHours(2));
        assertThat(buyer.purchases()).hasSize(1);
    }

    @Test
    void the_whole_outstanding_spend_is_bought_and_not_the_threshold() { // T2
        var buyer = shop.buyer(shop.spend(10000, Purchases.NONE, "")).use(9900).use(450);
        assertThat(buyer.purchase().get("total").decimalValue()).isEqualByComparingTo("10350");
        assertThat(access(buyer)).isEqualByComparingTo("10350");
    }

    @Test
    void a_discount_lowers_what_is_paid_and_not_what_is_bought() { // T3
        var buyer = shop.buyer(
                        shop.spend(10000, Purchases.NONE, ", \"discount_configuration\": {\"payment_fraction\": 0.9}"))
                .use(10350);
        assertThat(buyer.purchase().get("total").decimalValue()).isEqualByComparingTo("9315");
        assertThat(access(buyer)).isEqualByComparingTo("10350");
        assertThat(buyer.outstanding()).isEqualByComparingTo("0");
    }

    @Test
    void what_a_credit_pays_is_not_outstanding() { // T4
        var buyer = shop.buyer(shop.spend(10000, Purchases.NONE, ""))
                .credit(5000, "")
                .use(12000);
        assertThat(buyer.outstanding()).isEqualByComparingTo("7000");
        assertThat(buyer.purchases()).isEmpty();
    }

    @Test
    void the_caller_collects_and_releases() { // T9, T35
        var buyer = shop.buyer(shop.spend(10000, Purchases.EXTERNAL, "")).use(10000);
        JsonNode initiate = buyer.told().getLast();
        assertThat(buyer.toldTypes())
                .containsExactly("payment_gate.threshold_reached", "payment_gate.external_initiate");
        assertThat(initiate.at("/properties/invoice_total").decimalValue()).isEqualByComparingTo("10000");
        assertThat(initiate.at("/properties/invoice_currency").stringValue()).isEqualTo("USD");
        assertThat(initiate.at("/properties/invoice_id"))
                .isEqualTo(buyer.purchase().get("id"));
        assertThat(buyer.commits()).isEmpty();
        assertThat(buyer.delivery().get("state").stringValue()).isEqualTo("SKIPPED");
        assertThat(buyer.delivery().get("reason").stringValue()).isEqualTo("collected outside");
        buyer.use(3000);
        assertThat(buyer.purchases()).as("one is open").hasSize(1);
        String workflow = initiate.at("/properties/workflow_id").stringValue();
        var released = shop.release(workflow, "paid");
        released.ok();
        assertThat(released.body()).isEmpty();
        assertThat(shop.server.audited("release_payment_gate")).isPositive();
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.toldTypes().getLast()).isEqualTo("payment_gate.payment_status");
        assertThat(buyer.told().getLast().at("/properties/payment_status").stringValue())
                .isEqualTo("paid");
        assertThat(buyer.told().getLast().get("properties").has("billing_provider"))
                .isFalse();
        shop.release(workflow, "paid").ok();
        assertThat(shop.release(workflow, "FAILED").refused(409)).contains("PAID");
        shop.look();
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.outstanding()).as("what came meanwhile").isEqualByComparingTo("3000");
        assertThat(buyer.purchases()).hasSize(1);
        assertThat(buyer.atStripe("invoice")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"spend, 10000", "prepaid_balance, 1"})
    void what_the_caller_collected_is_not_asked_for_when_it_is_billed_again(String kind, long use) {
        String terms = kind.equals("spend")
                ? shop.spend(10000, Purchases.EXTERNAL, "")
                : shop.prepaid(500, 2000, Purchases.EXTERNAL, "");
        var buyer = shop.buyer("good", terms).use(use);
        shop.release(workflow(buyer), "PAID").ok();
        String second = again(buyer.purchase().get("id").stringValue());
        assertThat(outcome(buyer, second)).isEqualTo("SKIPPED collected outside");
        String third = again(second);
        shop.wait(Duration.ofHours(1));
        assertThat(outcome(buyer, third)).isEqualTo("SKIPPED collected outside");
        assertThat(buyer.atStripe("invoice")).isEmpty();
        assertThat(buyer.commits()).hasSize(1);
    }

    @Test
    void without_a_gate_what_is_billed_again_goes_the_normal_way_again() {
        var buyer = shop.buyer("good", shop.spend(10000, Purchases.NONE, "")).use(10000);
        String second = again(buyer.purchase().get("id").stringValue());
        shop.wait(Duration.ofHours(1));
        assertThat(outcome(buyer, second)).startsWith("CONFIRMED");
        assertThat(buyer.atStripe("invoice")).hasSize(2);
    }

    /** Voids it and bills it anew. */
    private static String again(String invoice) {
        String id = "{\"id\": \"" + invoice + "\"}";
        shop.api.post("/v1/invoices/void", id).ok();
        return shop.api.post("/v1/invoices/regenerate", id).ok().at("/data/id").stringValue();
    }

    /** What became of an invoice's delivery, and why. */
    private static String outcome(Purchases.Buyer buyer, String invoice) {
        return buyer.contract().deliveries().stream()
                .filter(delivery -> delivery.get("invoice_id").stringValue().equals(invoice))
                .map(delivery -> delivery.get("state").stringValue() + " "
                        + delivery.path("reason").asString(""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_was_paid_is_there_although_the_contract_has_come_to_end_before_it_was_bought() {
        var buyer = shop.buyer(shop.spend(10000, Purchases.EXTERNAL, "")).use(10000);
        String workflow = workflow(buyer);
        buyer.edit("\"update_contract_end_date\": \"2025-05-01T00:00:00Z\"").ok();

        shop.release(workflow, "PAID").ok();
        assertThat(buyer.commits()).hasSize(1);
    }

    @Test
    void a_payment_that_failed_outside_buys_nothing_and_disables_the_threshold() { // T10, T8
        var buyer = shop.buyer(shop.spend(10000, Purchases.EXTERNAL, "")).use(10000);
        String workflow = workflow(buyer);
        shop.release(workflow, "FAILED").ok();
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("VOID");
        assertThat(buyer.commits()).isEmpty();
        assertThat(buyer.isEnabled("spend")).isFalse();
        assertThat(buyer.told().getLast().at("/properties/payment_status").stringValue())
                .isEqualTo("failed");
        JsonNode edit =
                shop.api.post("/v2/contracts/getEditHistory", ids(buyer)).ok().at("/data/0");
        assertThat(edit.at("/update_spend_threshold_configuration/is_enabled").booleanValue())
                .isFalse();
        buyer.use(3000);
        assertThat(buyer.purchases()).hasSize(1);
        assertThat(shop.api
                        .post(
                                "/v1/invoices/regenerate",
                                "{\"id\": \"%s\"}"
                                        .formatted(buyer.purchase().get("id").stringValue()))
                        .refused(400))
                .contains("not paid for");
        buyer.edit("\"update_spend_threshold_configuration\": {\"is_enabled\": true}")
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(buyer.purchases()).hasSize(2);
        assertThat(buyer.purchases().getLast().get("total").decimalValue()).isEqualByComparingTo("13000");
    }

    @Test
    void a_release_that_never_comes_is_a_failure_after_a_day() { // T29
        var buyer = shop.buyer(shop.spend(10000, Purchases.EXTERNAL, "")).use(10000);
        String workflow = workflow(buyer);
        Instant deadline =
                Instant.parse(buyer.purchase().get("issued_at").stringValue()).plus(Duration.ofHours(24));
        shop.advanceTo(deadline.minusSeconds(1));
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("FINALIZED");
        shop.advanceTo(deadline);
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("VOID");
        assertThat(buyer.isEnabled("spend")).isFalse();
        assertThat(shop.release(workflow, "PAID").refused(409)).contains("FAILED");
    }

    @Test
    void a_release_names_a_workflow_that_is_collected_outside() {
        assertThat(shop.release(NOT_THERE, "PAID").refused(404)).contains(NOT_THERE);
        assertThat(shop.release(NOT_THERE, "MAYBE").refused(400)).startsWith("outcome: ");
    }

    /** The other, an invoice that becomes final, goes on to mark what was looked at: neither may wait for the other. */
    @Test
    void a_contract_that_somebody_holds_is_left_for_the_next_round_without_waiting() throws Exception {
        var buyer = shop.buyer(shop.spend(10000, Purchases.NONE, ""));
        Instant due = shop.now().plus(Duration.ofMinutes(1));
        try (ExecutorService evaluator = Executors.newVirtualThreadPerTaskExecutor();
                Connection reader = shop.server.database().connect()) {
            reader.setAutoCommit(false);
            reader.createStatement()
                    .execute("SELECT id FROM contract WHERE id = '%s' FOR SHARE"
                            .formatted(buyer.contract().id()));
            buyer.ingest(10000);
            // Due when this test looks: the server's own threads stand a minute before it.
            shop.server
                    .bean(JdbcClient.class)
                    .sql("""
                        INSERT INTO threshold_mark (customer_id, contract_id, due_at)
                        SELECT customer_id, contract_id, CAST(? AS timestamptz) FROM threshold_watch
                         WHERE contract_id = CAST(? AS uuid)
                        """)
                    .param(due.toString())
                    .param(buyer.contract().id())
                    .update();
            int looked = evaluator
                    .submit(() -> shop.server.bean(EvaluateThresholds.class).runDue(due))
                    .get(20, TimeUnit.SECONDS);
            assertThat(looked).isZero();
            assertThat(buyer.purchases()).isEmpty();
        }
        shop.look();
        assertThat(access(buyer)).isEqualByComparingTo("10000");
    }

    @Test
    void a_look_that_loses_a_deadlock_is_tried_again_at_once_and_nobody_is_told() {
        var buyer = shop.buyer(shop.spend(10000, Purchases.NONE, ""));
        var deadlock = LostDeadlock.byWhoInserts(
                shop.server,
                "payment_workflow",
                "NEW.contract_id = '" + buyer.contract().id() + "'");
        buyer.use(10000);
        assertThat(access(buyer)).isEqualByComparingTo("10000");
        assertThat(deadlock.tries()).isEqualTo(2);
        assertThat(shop.server
                        .bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM incident WHERE kind = 'THRESHOLD_NOT_EVALUATED' AND subject = ?")
                        .param(buyer.contract().id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_balance_that_falls_to_the_threshold_is_recharged() { // T12, T20
        var buyer = shop.buyer(shop.prepaid(500, 2000, Purchases.NONE, "")).credit(0, "");
        shop.wait(Duration.ZERO);
        assertThat(access(buyer)).as("T23: an empty one at once").isEqualByComparingTo("2000");
        buyer.use(1499);
        assertThat(buyer.commits()).as("501 are left").hasSize(1);
        Instant hour = shop.now().plus(Duration.ofMinutes(1)).truncatedTo(ChronoUnit.HOURS);
        buyer.use(1);
        assertThat(buyer.commits()).hasSize(2);
        JsonNode second = buyer.commits().getLast();
        assertThat(second.at("/access_schedule/schedule_items/0/amount").decimalValue())
                .isEqualByComparingTo("1500");
        assertThat(instant(second, "starting_at")).isEqualTo(hour);
        assertThat(instant(second, "ending_before")).isEqualTo("2026-06-01T00:00:00Z");
        assertThat(second.get("priority").decimalValue()).isEqualByComparingTo("100");
        assertThat(buyer.told().getLast().at("/properties/workflow_type").stringValue())
                .isEqualTo("prepaid_balance");
    }

    @Test
    void enabling_looks_at_once() { // T23
        var buyer = shop.buyer("").credit(300, "");
        buyer.edit(shop.prepaid(500, 2000, Purchases.NONE, "").replaceFirst(", \"prepaid", "\"add_prepaid"))
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(access(buyer)).isEqualByComparingTo("1700");
    }

    @Test
    void what_is_excluded_does_not_count() { // T15
        String exclude = """
            , "threshold_balance_specifiers": [{"exclude": [{"custom_field_filters": [
                {"entity": "ContractCreditOrCommit", "key": "pool", "value": "ai_trial"}]}]}]\
            """;
        var counted = shop.buyer("").credit(1000, "").credit(1000, ", \"custom_fields\": {\"pool\": \"ai_trial\"}");
        counted.edit(shop.prepaid(1500, 3000, Purchases.NONE, "").replaceFirst(", \"prepaid", "\"add_prepaid"))
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(counted.commits()).isEmpty();
        var excluding = shop.buyer("").credit(1000, "").credit(1000, ", \"custom_fields\": {\"pool\": \"ai_trial\"}");
        excluding
                .edit(shop.prepaid(1500, 3000, Purchases.NONE, exclude).replaceFirst(", \"prepaid", "\"add_prepaid"))
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(access(excluding)).isEqualByComparingTo("2000");
    }

    @Test
    void what_is_excluded_later_by_its_fields_does_not_count_from_then_on() {
        String exclude = """
            , "threshold_balance_specifiers": [{"exclude": [{"custom_field_filters": [
                {"entity": "ContractCredit", "key": "pool", "value": "ai_trial"}]}]}]\
            """;
        var buyer = shop.buyer("").credit(1000, "").credit(1000, "");
        buyer.edit(shop.prepaid(1500, 3000, Purchases.NONE, exclude).replaceFirst(", \"prepaid", "\"add_prepaid"))
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(buyer.commits()).isEmpty();
        shop.api
                .post(
                        "/v1/customFields/setValues",
                        "{\"entity\": \"contract_credit\", \"entity_id\": \"%s\", \"custom_fields\": {\"pool\": \"ai_trial\"}}"
                                .formatted(buyer.contract()
                                        .read()
                                        .at("/credits/0/id")
                                        .stringValue()))
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(access(buyer)).isEqualByComparingTo("2000");
    }

    @Test
    void what_seats_cost_is_not_outstanding() { // T5
        String team = shop.subscriptionProduct(1000);
        var buyer = shop.buyer(shop.spend(10000, Purchases.NONE, "") + """
            , "subscriptions": [{"collection_schedule": "ADVANCE", "initial_quantity": 4, "proration": {"is_prorated": true,
              "invoice_behavior": "BILL_IMMEDIATELY"}, "subscription_rate": {"product_id": "%s", "billing_frequency": "MONTHLY"}}]\
            """.formatted(team))
                .use(6000);
        assertThat(buyer.outstanding()).as("usage and seats of the draft").isEqualByComparingTo("10000");
        assertThat(buyer.commits()).isEmpty();
        buyer.use(4000);
        assertThat(access(buyer)).as("usage alone").isEqualByComparingTo("10000");
    }

    @Test
    void what_single_seats_have_is_no_balance_of_the_contract() { // T16
        String team = shop.subscriptionProduct(1000);
        // Seats are charged too, and what pays for everything pays for them first.
        String ofUsage = ", \"applicable_product_ids\": [\"" + shop.account.usageProduct + "\"]";
        String seats = """
            , "subscriptions": [{"temporary_id": "seats", "collection_schedule": "ADVANCE", "proration": {"is_prorated": true,
                "invoice_behavior": "BILL_IMMEDIATELY"}, "quantity_management_mode": "SEAT_BASED",
                "seat_config": {"seat_group_key": "user", "initial_seat_ids": ["a"], "initial_unassigned_seats": 0},
                "subscription_rate": {"product_id": "%1$s", "billing_frequency": "MONTHLY"}}],
              "recurring_credits": [{"product_id": "%2$s", "name": "Seats", "priority": 1, "starting_at": "2025-01-01T00:00:00Z",
                "commit_duration": {"value": 1}, "access_amount": {"unit_price": 5000,
                  "credit_type_id": "2714e483-4ff1-48e4-9e25-ac732e8f24f2"},
                "subscription_config": {"subscription_id": "seats", "allocation": "%3$s",
                  "apply_seat_increase_config": {"is_prorated": true}}}]\
            """;
        var single = shop.buyer(seats.formatted(team, shop.account.fixedProduct, "INDIVIDUAL"))
                .credit(400, ofUsage);
        single.edit(shop.prepaid(500, 2000, Purchases.NONE, "").replaceFirst(", \"prepaid", "\"add_prepaid"))
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(access(single)).isEqualByComparingTo("1600");
        var shared = shop.buyer(seats.formatted(team, shop.account.fixedProduct, "POOLED"))
                .credit(400, ofUsage);
        shared.edit(shop.prepaid(500, 2000, Purchases.NONE, "").replaceFirst(", \"prepaid", "\"add_prepaid"))
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(shared.commits())
                .as("what all seats share is the contract's")
                .isEmpty();
    }

    @Test
    void what_a_child_uses_of_a_shared_balance_has_its_parent_looked_at() {
        var parent = shop.buyer("").credit(2000, SHARED);
        var child = shop.buyer(childOf(parent));
        parent.edit(shop.prepaid(500, 2000, Purchases.NONE, "").replaceFirst(", \"prepaid", "\"add_prepaid"))
                .ok();
        shop.look();
        child.use(1499);
        assertThat(parent.commits()).as("501 are left").isEmpty();
        child.use(1);
        assertThat(access(parent)).isEqualByComparingTo("1500");
    }

    @Test
    void what_a_parent_shares_counts_for_its_child_who_is_another_customer() {
        var parent = shop.buyer("").credit(2000, SHARED);
        var child = shop.buyer(childOf(parent) + shop.prepaid(500, 2000, Purchases.NONE, ""));
        shop.look();
        assertThat(child.commits()).as("2000 are left").isEmpty();
        child.use(1000);
        parent.use(499);
        assertThat(child.commits()).as("501 are left").isEmpty();
        parent.use(1);
        assertThat(access(child)).isEqualByComparingTo("1500");
    }

    @Test
    void what_a_parent_shares_no_more_is_no_balance_of_its_child() {
        var parent = shop.buyer("").credit(2000, SHARED);
        var child = shop.buyer(childOf(parent) + shop.prepaid(500, 2000, Purchases.NONE, ""));
        shop.look();
        assertThat(child.commits()).isEmpty();
        shop.api
                .post("/v1/contracts/archive", """
                    {"customer_id": "%s", "contract_id": "%s", "void_invoices": false}\
                    """.formatted(
                                parent.customer().id(), parent.contract().id()))
                .ok();
        shop.look();
        assertThat(access(child)).isEqualByComparingTo("2000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ON_USAGE_INVOICE", "ON_SCHEDULED_INVOICE"})
    void what_is_charged_ahead_when_a_period_begins_is_looked_at_then(String placement) {
        try (var other = new Purchases("2025-01-31T20:00:00Z")) {
            var buyer =
                    other.buyer("""
                        , "credits": [{"product_id": "%s", "access_schedule": {"schedule_items": [{"amount": 3400,
                            "starting_at": "2025-01-01T00:00:00Z", "ending_before": "2026-01-01T00:00:00Z"}]}}],
                          "subscriptions": [{"collection_schedule": "ADVANCE", "initial_quantity": 1,
                            "proration": {"is_prorated": true, "invoice_behavior": "BILL_IMMEDIATELY"},
                            "billing_cycle_config": {"invoice_placement": "%s"},
                            "subscription_rate": {"product_id": "%s", "billing_frequency": "MONTHLY"}}]\
                        """.formatted(other.account.fixedProduct, placement, other.subscriptionProduct(1000))
                            + other.prepaid(500, 2000, Purchases.NONE, ""));
            other.advanceTo(Instant.parse("2025-01-31T23:59:59Z"));
            assertThat(buyer.commits()).as("1400 are left").isEmpty();
            other.advanceTo(Instant.parse("2025-02-01T00:00:00Z"));
            assertThat(access(buyer)).as("400 are left").isEqualByComparingTo("1600");
            other.verify();
        }
    }

    @Test
    void what_a_regenerated_invoice_draws_is_looked_at() {
        try (var other = new Purchases("2025-04-30T20:00:00Z")) {
            var buyer = other.buyer("").credit(2000, "").use(1400);
            buyer.edit(other.prepaid(500, 2000, Purchases.NONE, "").replaceFirst(", \"prepaid", "\"add_prepaid"))
                    .ok();
            other.advanceTo(Instant.parse("2025-05-02T01:00:00Z"));
            String april = buyer.customer().invoices().stream()
                    .filter(invoice -> invoice.get("status").stringValue().equals("FINALIZED"))
                    .filter(invoice ->
                            invoice.get("start_timestamp").stringValue().startsWith("2025-04"))
                    .map(invoice -> "{\"id\": \"" + invoice.get("id").stringValue() + "\"}")
                    .findFirst()
                    .orElseThrow();
            other.api.post("/v1/invoices/void", april).ok();
            buyer.customer().use("late", "2025-04-30T19:00:00Z", 200);
            other.look();
            assertThat(buyer.commits()).as("2000 are left").isEmpty();
            other.api.post("/v1/invoices/regenerate", april).ok();
            other.look();
            assertThat(access(buyer)).as("400 are left").isEqualByComparingTo("1600");
            other.verify();
        }
    }

    @Test
    void what_is_in_grace_is_outstanding_too_and_is_paid_from_its_own_period_on() { // T21, T22
        try (var other = new Purchases("2025-04-30T20:00:00Z")) {
            var buyer = other.buyer(other.spend(10000, Purchases.NONE, "")).use(4000);
            other.advanceTo(Instant.parse("2025-05-01T10:00:00Z"));
            buyer.use(6000);
            assertThat(buyer.purchase().get("total").decimalValue()).isEqualByComparingTo("10000");
            assertThat(instant(buyer.commits().getFirst(), "starting_at")).isEqualTo("2025-04-01T00:00:00Z");
            assertThat(buyer.outstanding()).isEqualByComparingTo("0");
            other.advanceTo(Instant.parse("2025-05-15T10:20:00Z"));
            buyer.use(10000);
            assertThat(instant(buyer.commits().getLast(), "starting_at")).isEqualTo("2025-05-01T00:00:00Z");
            other.verify();
        }
    }

    @Test
    void fifty_parallel_ingests_that_all_cross_buy_once() throws Exception { // T24
        var buyer = shop.buyer(shop.spend(10000, Purchases.EXTERNAL, ""));
        // A new contract is looked at once; that look is over.
        shop.wait(Duration.ZERO);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> all = IntStream.range(0, 50)
                    .mapToObj(_ -> pool.submit(() -> buyer.ingest(10000)))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        }
        shop.look();
        shop.look();
        assertThat(buyer.purchase().get("total").decimalValue()).isEqualByComparingTo("500000");
    }

    private static Instant instant(JsonNode commit, String member) {
        return Instant.parse(
                commit.at("/access_schedule/schedule_items/0/" + member).stringValue());
    }

    private static BigDecimal access(Purchases.Buyer buyer) {
        assertThat(buyer.commits()).hasSize(1);
        return buyer.commits()
                .getFirst()
                .at("/access_schedule/schedule_items/0/amount")
                .decimalValue();
    }

    private static String workflow(Purchases.Buyer buyer) {
        return buyer.told().getLast().at("/properties/workflow_id").stringValue();
    }

    private static String ids(Purchases.Buyer buyer) {
        return "{\"customer_id\": \"%s\", \"contract_id\": \"%s\"}"
                .formatted(buyer.customer().id(), buyer.contract().id());
    }
}

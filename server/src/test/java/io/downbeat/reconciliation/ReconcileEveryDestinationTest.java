package io.downbeat.reconciliation;

import static io.downbeat.reconciliation.EveryDestination.kinds;
import static io.downbeat.reconciliation.EveryDestination.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.downbeat.reconciliation.EveryDestination.Bill;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Each difference that can come to be between us and a destination other than Stripe ({@link ReconcileApiTest}): found as
 * exactly that, mended or left alone with the reason, and gone afterwards.
 */
class ReconcileEveryDestinationTest {
    private static EveryDestination all;

    @BeforeAll
    static void start() {
        all = new EveryDestination();
    }

    @AfterAll
    static void stop() {
        all.close();
    }

    @AfterEach
    void noFaults() {
        all.sandbox.clearFaults();
    }

    private static Bill atNetsuite(String method, long cents) {
        var customer = all.customer();
        return all.contract(customer, all.atNetsuite(customer, method), cents);
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static JsonNode account(JsonNode result) {
        assertThat(result.get("accounts")).hasSize(1);
        return result.at("/accounts/0");
    }

    /** Half an hour later, longer than any quiet time of a document. */
    private static JsonNode askAgain(String method, Instant from) {
        all.server.settle();
        all.advance(Duration.ofMinutes(30));
        return all.reconcile(method, from);
    }

    // ---- NetSuite

    @Test
    void netsuite_each_difference_is_found_and_mended_or_left_to_a_person() {
        Instant day = all.today();
        String method = all.netsuite("ns-every");
        Bill agrees = atNetsuite(method, 100);
        Bill edited = atNetsuite(method, 200);
        Bill voided = atNetsuite(method, 300);
        Bill deleted = atNetsuite(method, 400);
        all.deliver();
        List.of(agrees, edited, voided, deleted).forEach(Bill::delivered);
        assertThat(kinds(all.reconcile(method, day))).isEmpty();
        assertThat(account(all.reconcile(method, day)).get("checked").asInt()).isEqualTo(4);

        all.happensAtNetsuite(edited.ref(), "edited");
        all.happensAtNetsuite(voided.ref(), "voided");
        all.happensAtNetsuite(deleted.ref(), "deleted");
        UUID nobody = UUID.fromString(new UUID(all.now().toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE + 1).toString());
        all.writeAtNetsuite("ns-every", "downbeat-" + nobody, "");
        JsonNode result = all.reconcile(method, day);

        assertThat(list(result.get("findings")))
                .extracting(
                        found -> found.get("kind").asString(),
                        found -> found.path("delivery_id").asString(""),
                        found -> found.path("customer_name").asString(""),
                        found -> found.get("action").asString())
                .containsExactlyInAnyOrder(
                        tuple("DIFFERENT_AMOUNT", edited.id(), edited.customer().name(), "TELL_A_PERSON"),
                        tuple("VOIDED_THERE", voided.id(), voided.customer().name(), "RECORD_STATUS"),
                        tuple("MISSING_THERE", deleted.id(), deleted.customer().name(), "ASK_AGAIN"),
                        tuple("EXTRA_THERE", "", "", "TELL_A_PERSON"));
        assertThat(list(result.get("findings")))
                .filteredOn(found -> found.get("kind").asString().equals("DIFFERENT_AMOUNT"))
                .singleElement()
                .satisfies(found -> assertThat(found.get("detail").asString())
                        .isEqualTo("the invoice says 2.00 USD, there it is 3.00 USD"));

        assertThat(list(result.get("findings")))
                .extracting(found -> found.get("detail").asString())
                .contains(
                        "we say CONFIRMED, there it is voided",
                        "it is open there and carries the mark of no delivery of ours");

        List<LedgerEntry> held = all.held("netsuite");
        JsonNode applied = all.apply(result, "{'steps': [1, 2, 3, 4], 'by': 'kim'}");
        all.server.settle();
        assertThat(list(applied))
                .extracting(
                        step -> step.get("action").asString(),
                        step -> step.get("outcome").asString())
                .containsExactlyInAnyOrder(
                        tuple("TELL_A_PERSON", "LEFT_ALONE"),
                        tuple("TELL_A_PERSON", "LEFT_ALONE"),
                        tuple("RECORD_STATUS", "APPLIED"),
                        tuple("ASK_AGAIN", "APPLIED"));
        assertThat(voided.status()).isEqualTo("VOID");
        assertThat(deleted.state()).isEqualTo("PARKED");
        assertThat(deleted.reason()).contains("somebody deleted it there");
        assertThat(all.held("netsuite"))
                .as("nothing is sent over or beside what accounting did")
                .isEqualTo(held);
        assertThat(kinds(askAgain(method, day)))
                .as("what is left is a person's")
                .containsExactlyInAnyOrder("DIFFERENT_AMOUNT", "EXTRA_THERE");
    }

    @Test
    void netsuite_what_was_deleted_there_and_is_known_to_be_is_no_difference() {
        Instant day = all.today();
        String method = all.netsuite("ns-deleted");
        Bill bill = atNetsuite(method, 100);
        all.deliver();
        all.happensAtNetsuite(bill.delivered().ref(), "deleted");
        all.advance(Duration.ofHours(2));
        assertThat(bill.status()).isEqualTo("DELETED");

        assertThat(kinds(all.reconcile(method, day))).isEmpty();
    }

    @Test
    void netsuite_what_another_account_of_ours_holds_is_in_the_wrong_account() {
        Instant day = all.today();
        String right = all.netsuite("ns-right");
        all.netsuite("ns-wrong");
        Bill bill = atNetsuite(right, 100);
        all.deliver();
        all.happensAtNetsuite(bill.delivered().ref(), "deleted");
        all.writeAtNetsuite("ns-wrong", "downbeat-" + bill.id(), "");

        JsonNode result = all.reconcile(null, day);
        JsonNode found = list(result.get("findings")).stream()
                .filter(each -> each.path("delivery_id").asString("").equals(bill.id()))
                .findFirst()
                .orElseThrow();
        assertThat(found.get("kind").asString()).isEqualTo("WRONG_ACCOUNT");
        assertThat(found.get("account").asString()).isEqualTo("netsuite/NS-RIGHT");
        assertThat(found.get("detail").asString()).contains("netsuite/NS-WRONG");
        assertThat(all.apply(result, "{'steps': [1]}").at("/0/outcome").asString())
                .isEqualTo("LEFT_ALONE");
        assertThat(bill.state()).isEqualTo("CONFIRMED");
    }

    @Test
    void netsuite_what_landed_after_it_was_taken_back_is_taken_back_again() {
        Instant day = all.today();
        String method = all.netsuite("ns-late");
        Bill bill = atNetsuite(method, 100);
        all.sandbox.setFaults(List.of(new Fault(
                "netsuite", "upsert_invoice", "apply_late", 1, null, null, null, null, 3_600_000L, null, null)));
        all.server.advanceTo(day.plus(Duration.ofDays(2)).plusSeconds(10).toString());
        assertThat(bill.state()).isEqualTo("UNKNOWN");
        all.voided(bill.invoiceId());
        all.advance(Duration.ofMinutes(16));
        assertThat(bill.state()).isEqualTo("CANCELLED");
        assertThat(all.sandbox.deliverDelayed()).isEqualTo(1);
        all.advance(Duration.ofMinutes(16));

        JsonNode result = all.reconcile(method, day);
        assertThat(only(result).get("kind").asString()).isEqualTo("NOT_VOIDED_THERE");
        assertThat(all.apply(result, "{}").at("/0/outcome").asString()).isEqualTo("APPLIED");
        all.server.settle();
        assertThat(bill.state()).isEqualTo("CANCELLED");
        assertThat(all.held("netsuite"))
                .filteredOn(entry -> bill.id().equals(entry.reference()))
                .extracting(LedgerEntry::status)
                .containsExactly("deleted");
        assertThat(kinds(askAgain(method, day))).isEmpty();
    }

    @Test
    void netsuite_an_invoice_that_was_sent_days_after_it_was_finalized_is_not_missing() {
        String method = all.netsuite("ns-held-back");
        Bill bill = atNetsuite(method, 100);
        all.sandbox.setFaults(
                List.of(Fault.of("netsuite", "token", "unauthorized").times(-1)));
        all.deliver();
        assertThat(bill.state()).isEqualTo("PENDING");
        all.advance(Duration.ofHours(6));
        all.sandbox.clearFaults();
        Instant from = all.now();
        all.advance(Duration.ofHours(6));
        bill.delivered();

        JsonNode result = all.reconcile(method, from);
        assertThat(account(result).get("checked").asInt()).isEqualTo(1);
        assertThat(kinds(result)).isEmpty();
    }

    @Test
    void an_account_that_gives_no_answer_is_no_account_that_agrees() {
        Instant day = all.today();
        String method = all.netsuite("ns-silent");
        Bill bill = atNetsuite(method, 100);
        all.deliver();
        bill.delivered();
        all.sandbox.setFaults(
                List.of(Fault.of("netsuite", "suiteql", "unavailable").times(-1)));

        JsonNode asked = account(all.reconcile(method, day));
        assertThat(asked.get("asked").asBoolean()).isFalse();
        assertThat(asked.get("cannot_ask").asString()).startsWith("the question failed");
    }

    // ---- applying

    @Test
    void a_step_takes_effect_once_also_when_two_people_apply_it_at_once() throws Exception {
        Instant day = all.today();
        String method = all.netsuite("ns-twice");
        Bill bill = atNetsuite(method, 100);
        all.deliver();
        all.happensAtNetsuite(bill.delivered().ref(), "voided");
        JsonNode result = all.reconcile(method, day);

        List<JsonNode> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(2)) {
            Callable<JsonNode> apply = () -> all.apply(result, "{'by': 'kim'}");
            for (Future<JsonNode> each : threads.invokeAll(List.of(apply, apply))) {
                answers.add(each.get().get(0));
            }
        }
        assertThat(answers)
                .extracting(
                        step -> step.get("outcome").asString(),
                        step -> step.get("detail").asString())
                .containsExactlyInAnyOrder(tuple("APPLIED", "done"), tuple("APPLIED", "it was applied before"));
        var before = all.state();
        assertThat(all.apply(result, "{}").at("/0/detail").asString()).contains("before");
        assertThat(all.state()).as("applied again, nothing changes").isEqualTo(before);
        JdbcClient database = JdbcClient.create(all.server.database().dataSource());
        assertThat(database.sql("SELECT done_by, outcome FROM reconcile_action WHERE plan_id = :plan")
                        .param("plan", UUID.fromString(result.at("/plan/id").asString()))
                        .query()
                        .listOfRows())
                .singleElement()
                .asString()
                .contains("kim", "APPLIED");
        assertThat(database.sql("SELECT count(*) FROM delivery_action WHERE delivery_id = :id")
                        .param("id", UUID.fromString(bill.id()))
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_plan_can_be_applied_until_just_before_its_day_is_over() {
        Instant day = all.today();
        String method = all.netsuite("ns-expires");
        Bill bill = atNetsuite(method, 100);
        all.deliver();
        // Found by the hourly question too, but that does not move the delivery.
        all.happensAtNetsuite(bill.delivered().ref(), "edited");
        JsonNode result = all.reconcile(method, day);
        Instant ends = Instant.parse(result.at("/plan/expires_at").asString());
        assertThat(ends).isEqualTo(all.now().plus(Duration.ofHours(24)));
        String path = "/downbeat/v1/reconcile/" + result.at("/plan/id").asString() + "/apply";

        all.server.advanceTo(ends.minusMillis(1).toString());
        assertThat(all.ok(path, "{'steps': [1]}").at("/data/0/detail").asString())
                .isEqualTo("only a person can mend it");
        all.server.advanceTo(ends.toString());
        assertThat(all.server.api().post(path, "{'steps': [1]}").refused(409)).contains("reconcile again");
    }

    // ---- Azure

    @Test
    void azure_each_day_is_compared_by_its_sum() {
        Instant day = all.today();
        String method = all.azure("app-sums");
        List<Bill> bills = new ArrayList<>();
        for (String subscription : List.of("sub-agrees", "sub-more", "sub-extra")) {
            var customer = all.customer();
            bills.add(all.contract(customer, all.atAzure(customer, method, subscription), 100));
        }
        all.server.advanceTo(day.plus(Duration.ofHours(12)).toString());
        all.writeAtAzure("app-sums", "sub-more", day.plus(Duration.ofHours(3)), 7);
        all.server.advanceTo(day.plus(Duration.ofHours(36)).toString());
        all.writeAtAzure("app-sums", "sub-extra", day.plus(Duration.ofHours(30)), 9);
        all.deliver();
        bills.forEach(Bill::delivered);

        int before = all.calls("azure/list_usage");
        JsonNode result = all.reconcile(method, day);
        assertThat(all.calls("azure/list_usage") - before)
                .as("one list for all subscriptions")
                .isEqualTo(1);
        assertThat(account(result).get("asked").asBoolean()).isTrue();
        assertThat(account(result).get("checked").asInt()).isEqualTo(3);
        assertThat(list(result.get("findings")))
                .extracting(
                        found -> found.get("kind").asString(),
                        found -> found.get("detail").asString(),
                        found -> found.get("action").asString())
                .containsExactlyInAnyOrder(
                        tuple(
                                "DIFFERENT_AMOUNT",
                                "azure/sub-more, " + day + " to " + day.plus(Duration.ofDays(1))
                                        + ": we metered 1.00 USD, the marketplace shows 1.07 USD (Accepted)",
                                "TELL_A_PERSON"),
                        tuple(
                                "EXTRA_THERE",
                                "azure/sub-extra, " + day.plus(Duration.ofDays(1)) + " to "
                                        + day.plus(Duration.ofDays(2))
                                        + ": we metered nothing, the marketplace shows 0.09 USD (Accepted)",
                                "TELL_A_PERSON"));
        assertThat(list(result.at("/plan/steps")))
                .allSatisfy(
                        step -> assertThat(step.get("explanation").asString()).contains("gives nothing back"));
        assertThat(list(all.apply(result, "{'steps': [1, 2]}")))
                .allSatisfy(step -> assertThat(step.get("outcome").asString()).isEqualTo("LEFT_ALONE"));
        assertThat(kinds(askAgain(method, day))).hasSize(2);
    }

    @Test
    void azure_what_it_lost_is_missing_there_and_the_last_day_is_not_judged() {
        Instant day = all.today();
        String method = all.azure("app-lost");
        var customer = all.customer();
        Bill bill = all.contract(customer, all.atAzure(customer, method, "sub-lost"), 100);
        all.deliver();
        all.sandbox.reset();
        JsonNode found = only(all.reconcile(method, day));
        assertThat(found.get("kind").asString()).isEqualTo("MISSING_THERE");
        assertThat(found.get("customer_name").asString()).isEqualTo(customer.name());
        assertThat(found.get("detail").asString()).contains("sub-lost", "1.00 USD", "shows nothing");
        assertThat(found.get("action").asString())
                .as("a marketplace takes no second record of an hour")
                .isEqualTo("TELL_A_PERSON");
        assertThat(bill.state()).isEqualTo("CONFIRMED");
    }

    @Test
    void azure_a_day_that_is_not_over_for_a_day_is_not_judged() {
        Instant day = all.today();
        String method = all.azure("app-recent");
        var customer = all.customer();
        all.contract(customer, all.atAzure(customer, method, "sub-recent"), 100);
        all.server.advanceTo(day.plus(Duration.ofHours(12)).toString());
        all.writeAtAzure("app-recent", "sub-recent", day.plus(Duration.ofHours(3)), 7);
        all.server.advanceTo(day.plus(Duration.ofDays(2)).minusSeconds(1).toString());
        assertThat(kinds(all.reconcile(method, day))).isEmpty();
        all.server.advanceTo(day.plus(Duration.ofDays(2)).toString());
        assertThat(kinds(all.reconcile(method, day))).containsExactly("DIFFERENT_AMOUNT");
    }

    @Test
    void azure_a_day_under_two_plans_is_one_day() {
        Instant day = all.today();
        String method = all.azure("app-plans");
        var customer = all.customer();
        Bill bill = all.contract(customer, all.atAzure(customer, method, "sub-plans"), 100);
        all.server.advanceTo(day.plus(Duration.ofHours(7)).toString());
        all.use(customer, day.plus(Duration.ofHours(6)), 50);
        all.sandbox.setFaults(List.of(Fault.of("azure", "usage_event", "plan_changed")));
        all.deliver();
        bill.delivered();
        assertThat(all.held("azure"))
                .filteredOn(entry -> entry.customer().equals("sub-plans"))
                .extracting(entry -> entry.meterSlot().productCode())
                .doesNotHaveDuplicates()
                .hasSize(2);

        JsonNode result = all.reconcile(method, day);
        assertThat(kinds(result)).isEmpty();
        assertThat(account(result).get("checked").asInt()).isEqualTo(2);
    }

    @Test
    void azure_what_it_makes_less_of_later_is_told_and_what_it_does_not_answer_is_not() {
        Instant day = all.today();
        String method = all.azure("app-recon");
        var customer = all.customer();
        all.contract(customer, all.atAzure(customer, method, "sub-recon"), 100);
        all.deliver();
        all.sandbox.setFaults(List.of(Fault.of("azure", "list_usage", "wrong_total")));
        assertThat(only(all.reconcile(method, day)).get("detail").asString()).contains("1.00 USD", "0.99 USD");
        all.sandbox.setFaults(
                List.of(Fault.of("azure", "list_usage", "unavailable").times(-1)));
        JsonNode silent = account(all.reconcile(method, day));
        assertThat(silent.get("asked").asBoolean()).isFalse();
        assertThat(silent.get("cannot_ask").asString()).startsWith("the question failed");
    }

    // ---- Tackle

    @Test
    void tackle_each_hour_is_compared_and_asking_about_all_time_asks_about_the_metered_time_only() {
        Instant day = all.today();
        String method = all.tackle("tp-hours");
        List<Bill> bills = new ArrayList<>();
        for (String buyer : List.of("tk-agrees", "tk-twice", "tk-extra")) {
            var customer = all.customer();
            bills.add(all.contract(customer, all.atTackle(customer, method, buyer), 100));
        }
        all.server.advanceTo(day.plus(Duration.ofHours(4)).toString());
        all.writeAtTackle("tp-hours", "tk-twice", day, 100);
        all.writeAtTackle("tp-hours", "tk-extra", day.plus(Duration.ofHours(3)), 9);
        all.deliver();
        bills.forEach(Bill::delivered);

        int before = all.sandbox.calls().getOrDefault("tackle/find_usage_record", 0);
        JsonNode result = all.reconcile(method, Instant.EPOCH);
        assertThat(all.sandbox.calls().get("tackle/find_usage_record") - before).isLessThan(300);
        assertThat(list(result.get("findings")))
                .extracting(
                        found -> found.get("kind").asString(),
                        found -> found.get("detail").asString())
                .containsExactlyInAnyOrder(
                        tuple(
                                "DIFFERENT_AMOUNT",
                                "aws/us-east-1/prod-1/tk-twice-account, " + day + " to "
                                        + day.plus(Duration.ofHours(1))
                                        + ": we metered 1.00 USD, the marketplace shows 2.00 USD (submitted)"),
                        tuple(
                                "EXTRA_THERE",
                                "aws/us-east-1/prod-1/tk-extra-account, " + day.plus(Duration.ofHours(3)) + " to "
                                        + day.plus(Duration.ofHours(4))
                                        + ": we metered nothing, the marketplace shows 0.09 USD (submitted)"));

        all.sandbox.setFaults(
                List.of(Fault.of("tackle", "find_usage_record", "stale_list").times(-1)));
        assertThat(kinds(all.reconcile(method, day))).hasSize(3).containsOnly("MISSING_THERE");
        all.sandbox.setFaults(
                List.of(Fault.of("tackle", "find_usage_record", "server_error").times(-1)));
        assertThat(account(all.reconcile(method, day)).get("cannot_ask").asString())
                .startsWith("the question failed");
    }

    @Test
    void tackle_a_record_that_aws_refused_there_is_not_held() {
        Instant day = all.today();
        String method = all.tackle("tp-failed");
        var customer = all.customer();
        Bill bill = all.contract(customer, all.atTackle(customer, method, "tk-failed"), 100);
        all.sandbox.setFaults(List.of(Fault.of("tackle", "put_usage_record", "customer_not_subscribed")));
        all.server.advanceTo(day.plus(Duration.ofHours(7)).toString());
        JsonNode slot = all.all("/downbeat/v1/meterSlots?state=PARKED").getFirst();
        all.ok(
                "/downbeat/v1/meterSlots/" + slot.get("id").asString() + "/cancel",
                "{'reason': 'Tackle says that AWS refused it'}");
        all.deliver();
        bill.delivered();

        assertThat(kinds(all.reconcile(method, day)))
                .as("the refused hour is no charge, the later one is ours")
                .isEmpty();
    }

    @Test
    void tackle_is_not_asked_for_the_hours_that_the_same_buyer_was_metered_directly() {
        Instant day = all.today();
        String method = all.tackle("tp-moved");
        var customer = all.customer();
        String buyer = "aws-" + customer.name();
        Bill direct = all.contract(customer, customer.aws(), 100);
        Bill carried = all.contract(
                customer,
                all.configuration(
                        customer,
                        "aws_marketplace",
                        "tackle",
                        method,
                        "'aws_customer_id': '" + buyer + "', 'aws_product_code': 'prod-test'"),
                30);
        all.deliver();
        direct.delivered();
        carried.delivered();
        assertThat(all.held("aws")).anyMatch(entry -> entry.customer().equals(buyer));

        JsonNode result = all.reconcile(method, day);
        assertThat(kinds(result)).isEmpty();
        assertThat(account(result).get("checked").asInt()).isEqualTo(1);
    }

    // ---- who cannot be asked

    @Test
    void destinations_that_cannot_be_asked_say_so_and_where_to_look_instead() {
        Instant day = all.today();
        var aws = all.customer();
        String google = all.google("provider-cannot");
        String sqs = all.queue("aws_sqs", "https://sqs.us-east-1.amazonaws.com/111122223333/cannot");
        String sns = all.queue("aws_sns", "arn:aws:sns:us-east-1:111122223333:cannot");
        var toGoogle = all.customer();
        var toSqs = all.customer();
        var toSns = all.customer();
        List<Bill> bills = List.of(
                all.contract(aws, aws.aws(), 100),
                all.contract(toGoogle, all.atGoogle(toGoogle, google, "ent-cannot"), 100),
                all.contract(toSqs, all.atQueue(toSqs, "aws_sqs", sqs, "sqs-buyer"), 100),
                all.contract(toSns, all.atQueue(toSns, "aws_sns", sns, "sns-buyer"), 100));
        all.deliver();
        bills.forEach(Bill::delivered);

        String trail = "CloudTrail";
        assertThat(cannot(all.account.awsMethod, day)).contains("AWS", trail, "seller reports");
        assertThat(cannot(google, day)).contains("Google", "Producer Portal");
        assertThat(cannot(sqs, day)).contains("queue", "delivery_id");
        assertThat(cannot(sns, day)).contains("queue", "delivery_id");
    }

    private static String cannot(String method, Instant day) {
        JsonNode result = all.reconcile(method, day);
        assertThat(result.get("findings")).isEmpty();
        JsonNode asked = account(result);
        assertThat(asked.get("asked").asBoolean()).isFalse();
        assertThat(asked.get("checked").asInt()).isZero();
        return asked.get("cannot_ask").asString();
    }
}

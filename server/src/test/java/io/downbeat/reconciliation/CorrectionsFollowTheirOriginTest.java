package io.downbeat.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.reconciliation.EveryDestination.Bill;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Voiding an invoice takes it back at the provider that got it, wherever its contract went since; where that cannot be,
 * the invoice says so. What is regenerated is a new invoice for the route of today, and no cent is asked for twice.
 */
class CorrectionsFollowTheirOriginTest {
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
    void everythingHolds() {
        all.sandbox.clearFaults();
        all.assertVerified();
    }

    private static List<LedgerEntry> of(String delivery) {
        return all.sandbox.ledger().stream()
                .filter(entry -> delivery.equals(entry.reference()))
                .toList();
    }

    private static JsonNode delivery(AccountFixture.Contract contract, String invoice) {
        return contract.deliveries().stream()
                .filter(each -> each.get("invoice_id").asString().equals(invoice))
                .findFirst()
                .orElseThrow();
    }

    private static String state(AccountFixture.Contract contract, String invoice) {
        return delivery(contract, invoice).get("state").asString();
    }

    // ---- Stripe and NetSuite

    @Test
    void what_stripe_got_is_voided_there_after_the_contract_moved_to_netsuite_and_comes_anew_at_netsuite() {
        Instant day = all.today();
        var customer = all.customer();
        String netsuite = all.atNetsuite(customer, all.netsuite("ns-moved-to"));
        var contract =
                customer.contract(day.toString(), customer.stripe(), """
                    , 'scheduled_charges': [{'product_id': '%s', 'name': 'Fee', 'schedule': {'schedule_items': [
                       {'timestamp': '%s', 'unit_price': 900, 'quantity': 1}]}}]\
                    """.formatted(all.account.fixedProduct, day));
        all.advance(Duration.ofDays(2));
        JsonNode first = contract.deliveries().getFirst();
        String invoice = first.get("invoice_id").asString();
        assertThat(first.get("billing_provider").asString()).isEqualTo("stripe");
        assertThat(first.get("state").asString()).isEqualTo("CONFIRMED");
        contract.change(netsuite, "START_OF_CURRENT_PERIOD").ok();

        all.voided(invoice);
        assertThat(of(first.get("id").asString()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.status()).isEqualTo("void"));
        assertThat(all.invoice(customer, invoice)
                        .at("/external_invoice/external_status")
                        .asString())
                .isEqualTo("VOID");
        assertThat(all.held("netsuite")).noneMatch(entry -> entry.amount() == 900);

        String again = all.regenerated(invoice);
        JsonNode second = delivery(contract, again);
        assertThat(second.get("billing_provider").asString()).isEqualTo("netsuite");
        assertThat(second.get("state").asString()).isEqualTo("CONFIRMED");
        assertThat(all.invoice(customer, again)
                        .get("regenerated_from_invoice_id")
                        .asString())
                .isEqualTo(invoice);
        assertThat(of(second.get("id").asString()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.amount()).isEqualTo(900));
        all.advance(Duration.ofDays(1));
        assertThat(of(first.get("id").asString())).as("never sent again").hasSize(1);
        assertThat(state(contract, invoice)).isEqualTo("CANCELLED");
    }

    /** A contract that was billed at NetSuite for its first day and goes on at AWS. */
    private static Bill movedToAws(String account) {
        Instant day = all.today();
        var customer = all.customer();
        String netsuite = all.atNetsuite(customer, all.netsuite(account));
        var contract = customer.contract(day.toString(), netsuite, """
            , 'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'CUSTOM_DATE',
               'billing_anchor_date': '%s'}\
            """.formatted(day.plus(Duration.ofDays(1))));
        all.use(customer, day, 500);
        contract.change(customer.aws(), "START_OF_NEXT_PERIOD").ok();
        all.deliver();
        return new Bill(all, customer, contract, day).delivered();
    }

    @Test
    void what_netsuite_got_is_deleted_there_after_the_contract_moved_to_aws_and_its_period_stays_netsuites() {
        Bill bill = movedToAws("ns-to-aws");
        String invoice = bill.invoiceId();
        String delivery = bill.id();
        all.use(bill.customer(), all.now(), 70);
        all.advance(Duration.ofHours(2));
        assertThat(all.metered("aws-" + bill.customer().name())).isEqualTo(70);

        all.voided(invoice);
        assertThat(of(delivery))
                .singleElement()
                .satisfies(entry -> assertThat(entry.status()).isEqualTo("deleted"));
        String again = all.regenerated(invoice);
        JsonNode second = delivery(bill.contract(), again);
        assertThat(second.get("billing_provider").asString())
                .as("the schedule says NetSuite for that day, today too")
                .isEqualTo("netsuite");
        assertThat(second.get("state").asString()).isEqualTo("CONFIRMED");
        assertThat(of(second.get("id").asString()))
                .extracting(LedgerEntry::amount)
                .containsExactly(500L);
        all.advance(Duration.ofHours(2));
        assertThat(all.metered("aws-" + bill.customer().name())).isEqualTo(70);
        assertThat(of(delivery)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid", "period closed"})
    void what_netsuite_does_not_give_back_stays_and_the_invoice_says_so(String why) {
        Bill bill = movedToAws("ns-" + why.replace(' ', '-'));
        String ref = bill.ref();
        String before;
        if (why.equals("paid")) {
            all.happensAtNetsuite(ref, "paid");
            all.advance(Duration.ofHours(2));
            before = "PAID";
        } else {
            all.writeAtNetsuite("ns-period-closed", "downbeat-" + bill.id(), ", \"memo\": \"January [period closed]\"");
            before = "FINALIZED";
        }
        assertThat(bill.status()).isEqualTo(before);

        all.voided(bill.invoiceId());
        assertThat(bill.state()).isEqualTo("PARKED");
        String word = why.equals("paid") ? "payments or credits are applied" : "posting period of this transaction";
        assertThat(bill.reason()).contains(word);
        JsonNode external = bill.external();
        assertThat(external.get("invoice_id").asString()).isEqualTo(ref);
        assertThat(external.get("external_status").asString())
                .as("it is there as it was")
                .isEqualTo(before);
        assertThat(external.get("billing_provider_error").asString()).contains(word);
        assertThat(of(bill.id()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.status()).isNotEqualTo("deleted"));

        if (why.equals("paid")) {
            all.ok("/downbeat/v1/deliveries/" + bill.id() + "/resolve", "{'provider_ref': '" + ref + "'}");
            assertThat(bill.state()).isEqualTo("SENT");
        } else {
            all.happensAtNetsuite(ref, "voided");
            all.ok("/downbeat/v1/deliveries/" + bill.id() + "/retry", "{}");
            all.server.settle();
            assertThat(bill.state()).isEqualTo("CANCELLED");
            assertThat(bill.status()).isEqualTo("VOID");
        }
    }

    @Test
    void what_was_paid_at_stripe_stays_and_the_invoice_says_so() {
        var customer = all.customer();
        Bill bill = all.contract(customer, customer.stripe(), 800);
        all.deliver();
        String ref = bill.delivered().ref();
        String body = "{\"invoice\": \"" + ref + "\", \"event\": \"paid\"}";
        assertThat(all.sandbox
                        .control("POST", "/sandbox/stripe/events", body.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
        all.voided(bill.invoiceId());

        assertThat(bill.state()).isEqualTo("PARKED");
        assertThat(bill.external().get("invoice_id").asString()).isEqualTo(ref);
        assertThat(bill.external().get("billing_provider_error").asString()).isEqualTo(bill.reason());
    }

    // ---- marketplaces

    private static final Map<String, BiFunction<AccountFixture.Customer, String, String>> MARKETPLACES = Map.of(
            "aws", (customer, name) -> customer.aws(),
            "azure", (customer, name) -> all.atAzure(customer, all.azure("app-" + name), "sub-" + name),
            "google", (customer, name) -> all.atGoogle(customer, all.google("provider-" + name), "ent-" + name),
            "tackle", (customer, name) -> all.atTackle(customer, all.tackle("tp-" + name), "tk-" + name));

    private static Bill atMarketplace(String marketplace, long cents) {
        var customer = all.customer();
        return all.contract(customer, MARKETPLACES.get(marketplace).apply(customer, customer.name()), cents);
    }

    private static long metered(Bill bill) {
        return all.metered(bill.customer().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "azure", "google", "tackle"})
    void what_a_marketplace_was_told_stays_visible_until_the_new_invoice_takes_it_over(String marketplace) {
        Bill bill = atMarketplace(marketplace, 600);
        all.deliver();
        String invoice = bill.delivered().invoiceId();
        assertThat(metered(bill)).isEqualTo(600);

        all.voided(invoice);
        assertThat(bill.state()).isEqualTo("PARKED");
        assertThat(bill.reason())
                .contains("600 cents", "gives nothing back", "refund them there and resolve", "or regenerate");
        assertThat(bill.status()).isEqualTo("SENT");
        assertThat(bill.external().get("billing_provider_error").asString()).isEqualTo(bill.reason());
        JsonNode rest = all.metering(invoice);
        assertThat(rest.get("confirmed_cents").asLong()).isEqualTo(600);
        assertThat(rest.get("due_cents").asLong()).isZero();
        assertThat(rest.get("remainder_cents").asLong()).isEqualTo(-600);
        assertThat(rest.get("remainder_reason").asString()).contains("gives nothing back");

        String again = all.regenerated(invoice);
        all.advance(Duration.ofHours(2));
        assertThat(state(bill.contract(), again)).isEqualTo("CONFIRMED");
        assertThat(metered(bill)).as("no cent is metered twice").isEqualTo(600);
        assertThat(all.metering(again).get("confirmed_cents").asLong()).isEqualTo(600);
        assertThat(all.metering(again).get("remainder_cents").asLong()).isZero();
        assertThat(all.metering(invoice).get("remainder_cents").asLong()).isZero();
        assertThat(state(bill.contract(), invoice))
                .as("nobody is told any more to refund what the new invoice bills")
                .isEqualTo("CANCELLED");
        assertThat(delivery(bill.contract(), invoice).get("reason").asString())
                .contains("count for the invoice in its place");

        all.voided(again);
        assertThat(all.metering(again).get("remainder_cents").asLong()).isEqualTo(-600);
        String third = all.regenerated(again);
        all.advance(Duration.ofHours(2));
        assertThat(state(bill.contract(), third)).isEqualTo("CONFIRMED");
        assertThat(metered(bill)).isEqualTo(600);
    }

    @Test
    void an_invoice_of_which_a_part_was_metered_says_so_when_it_is_voided_although_its_delivery_never_came_to_rest() {
        Bill bill = atMarketplace("aws", 600);
        all.server.advanceTo(bill.day().plus(Duration.ofHours(36)).toString());
        all.use(bill.customer(), bill.day().plus(Duration.ofHours(20)), 50);
        all.deliver();
        assertThat(bill.state()).isEqualTo("PARKED");
        assertThat(bill.reason()).contains("50 of 650 cents were not metered");

        String invoice = bill.invoiceId();
        all.voided(invoice);
        assertThat(bill.state()).isEqualTo("PARKED");
        assertThat(bill.reason()).contains("600 cents were metered before the invoice was voided");
        assertThat(bill.status()).isEqualTo("SENT");

        String again = all.regenerated(invoice);
        all.advance(Duration.ofHours(2));
        assertThat(metered(bill)).isEqualTo(600);
        assertThat(state(bill.contract(), again)).isEqualTo("PARKED");
        assertThat(delivery(bill.contract(), again).get("reason").asString())
                .contains("50 of 650 cents were not metered");
    }

    private static void resolved(String delivery, String ref) {
        all.ok("/downbeat/v1/deliveries/" + delivery + "/resolve", "{'provider_ref': '" + ref + "'}");
        all.server.settle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "azure", "google", "tackle"})
    void what_a_person_refunded_counts_no_more_and_the_invoice_in_its_place_is_metered_in_full(String marketplace) {
        var customer = all.customer();
        Bill bill = Cheaper.tooDear(customer, MARKETPLACES.get(marketplace).apply(customer, customer.name()));
        String invoice = bill.invoiceId();
        assertThat(bill.reason()).contains("resolve this delivery with the refund's reference");
        resolved(bill.id(), "refund-" + customer.name());
        assertThat(all.metering(invoice).get("remainder_reason").asString()).contains("refunded it there");

        String again = all.regenerated(invoice);
        all.advance(Duration.ofHours(2));
        assertThat(metered(bill)).as("600 that were refunded, and 300").isEqualTo(900);
        assertThat(state(bill.contract(), again)).isEqualTo("CONFIRMED");
        assertThat(state(bill.contract(), invoice)).isEqualTo("SENT");
        assertThat(all.metering(again).get("confirmed_cents").asLong()).isEqualTo(300);
        assertThat(all.metering(again).get("remainder_cents").asLong()).isZero();
        assertThat(all.metering(invoice).get("remainder_cents").asLong()).isEqualTo(-600);

        new Cheaper(bill, invoice, again).use(100);
        assertThat(metered(bill)).as("nothing is left to be worked off").isEqualTo(950);
        all.voided(again);
        assertThat(delivery(bill.contract(), again).get("reason").asString())
                .as("of the first invoice nothing is asked for again")
                .startsWith("300 cents were metered");
    }

    @Test
    void what_a_person_refunded_of_a_cancelled_delivery_is_not_asked_for_again_when_its_invoice_is_voided() {
        Bill bill = atMarketplace("aws", 600);
        all.server.advanceTo(bill.day().plus(Duration.ofHours(36)).toString());
        all.use(bill.customer(), bill.day().plus(Duration.ofHours(20)), 50);
        all.deliver();
        assertThat(bill.reason()).contains("50 of 650 cents were not metered");
        all.ok("/downbeat/v1/deliveries/" + bill.id() + "/cancel", "{'reason': 'billed by hand'}");
        all.server.settle();
        assertThat(bill.state()).isEqualTo("PARKED");
        assertThat(bill.reason()).contains("600 cents of it were metered");
        resolved(bill.id(), "refund-" + bill.customer().name());

        String invoice = bill.invoiceId();
        all.voided(invoice);
        assertThat(bill.state()).isEqualTo("SENT");
        String again = all.regenerated(invoice);
        all.advance(Duration.ofHours(2));
        assertThat(delivery(bill.contract(), again).get("reason").asString())
                .as("no hour takes it any more, and nothing of it counts as metered")
                .contains("650 of 650 cents were not metered");
    }

    @Test
    void what_a_person_refunded_is_billed_by_the_provider_that_the_contract_went_to() {
        Instant day = all.today();
        var customer = all.customer();
        var contract = customer.contract(day.toString(), customer.aws(), """
            , 'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'CUSTOM_DATE', 'billing_anchor_date': '%2$s'},
              'scheduled_charges': [{'product_id': '%1$s', 'name': 'Fee', 'schedule': {'schedule_items': [
               {'timestamp': '%2$s', 'unit_price': 900, 'quantity': 1}]}}]\
            """.formatted(all.account.fixedProduct, day));
        all.advance(Duration.ofDays(2));
        assertThat(all.metered(customer.name())).isEqualTo(900);
        JsonNode first = contract.deliveries().getFirst();
        String invoice = first.get("invoice_id").asString();
        all.voided(invoice);
        resolved(first.get("id").asString(), "refund-" + customer.name());
        all.ok("/v1/archiveCustomerBillingProviderConfigurations", """
            {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}\
            """.formatted(customer.id(), customer.aws()));
        contract.change(customer.stripe(), "START_OF_CURRENT_PERIOD").ok();

        String again = all.regenerated(invoice);
        JsonNode second = delivery(contract, again);
        assertThat(second.get("billing_provider").asString()).isEqualTo("stripe");
        assertThat(second.get("state").asString()).as(second.toString()).isEqualTo("CONFIRMED");
    }

    /** A day of 600 cents, billed, voided and regenerated at half the price; the contract goes on. */
    private record Cheaper(Bill bill, String voided, String again) {
        /** Voided and not regenerated yet. */
        static Bill tooDear(AccountFixture.Customer customer, String configuration) {
            Instant day = all.today();
            String card = all.ok("/v1/contract-pricing/rate-cards/create", "{'name': 'Too dear'}")
                    .at("/data/id")
                    .asString();
            rate(card, "1");
            String id = all.ok("/v1/contracts/create", """
                {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s',
                 'billing_provider_configuration': {'billing_provider_configuration_id': '%s'},
                 'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'CUSTOM_DATE',
                   'billing_anchor_date': '%s'}}\
                """.formatted(
                                    customer.id(), card, day, configuration, day.plus(Duration.ofDays(1))))
                    .at("/data/id")
                    .asString();
            var bill = new Bill(all, customer, new AccountFixture.Contract(all.server.api(), customer, id), day);
            all.use(customer, day, 600);
            all.deliver();
            assertThat(metered(bill)).isEqualTo(600);
            all.voided(bill.invoiceId());
            rate(card, "0.5");
            return bill;
        }

        static Cheaper at(AccountFixture.Customer customer, String configuration) {
            Bill bill = tooDear(customer, configuration);
            String invoice = bill.invoiceId();
            String again = all.regenerated(invoice);
            all.advance(Duration.ofHours(2));
            assertThat(all.metering(again).get("due_cents").asLong()).isEqualTo(300);
            assertThat(all.metering(again).get("remainder_cents").asLong()).isEqualTo(-300);
            return new Cheaper(bill, invoice, again);
        }

        void use(long units) {
            all.use(bill.customer(), all.now(), units);
            all.advance(Duration.ofHours(2));
        }
    }

    @Test
    void what_the_new_invoice_does_not_bill_any_more_is_worked_off_by_later_usage() {
        var customer = all.customer();
        Cheaper cheaper = Cheaper.at(customer, customer.aws());
        assertThat(all.metering(cheaper.again).get("remainder_reason").asString())
                .contains("later usage works it off");
        assertThat(state(cheaper.bill.contract(), cheaper.again)).isEqualTo("CONFIRMED");

        cheaper.use(100);
        assertThat(metered(cheaper.bill))
                .as("50 cents are due, and AWS has them")
                .isEqualTo(600);
        assertThat(all.metering(cheaper.again).get("remainder_cents").asLong()).isEqualTo(-250);
        cheaper.use(600);
        assertThat(metered(cheaper.bill))
                .as("350 cents are due, 300 of them are there")
                .isEqualTo(650);
        assertThat(all.metering(cheaper.again).get("remainder_cents").asLong()).isZero();
    }

    @Test
    void cents_of_which_only_a_person_can_tell_where_they_are_work_nothing_off() {
        var customer = all.customer();
        Cheaper cheaper = Cheaper.at(
                customer, all.atTackle(customer, all.tackle("tp-" + customer.name()), "stuck-" + customer.name()));
        JsonNode parked = all.all("/downbeat/v1/meterSlots?state=PARKED&invoice_id=" + cheaper.voided)
                .getFirst();

        cheaper.use(100);
        assertThat(all.metering(cheaper.again).get("remainder_cents").asLong()).isEqualTo(-300);
        all.ok(
                "/downbeat/v1/meterSlots/" + parked.get("id").asString() + "/cancel",
                "{'reason': 'Tackle never sent it'}");
        all.advance(Duration.ofHours(2));
        assertThat(all.metering(cheaper.again).get("parked_cents").asLong()).isZero();
        assertThat(all.metering(cheaper.again).get("handed_over_cents").asLong())
                .as("what is due goes out after all")
                .isEqualTo(300);
    }

    private static void rate(String card, String price) {
        all.ok("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': %s}\
            """.formatted(card, all.account.usageProduct, price));
    }

    @Test
    void an_invoice_of_which_nothing_was_metered_is_simply_taken_back() {
        Bill bill = atMarketplace("aws", 0);
        all.deliver();
        String invoice = bill.delivered().invoiceId();
        all.voided(invoice);
        assertThat(bill.state()).isEqualTo("CANCELLED");
        assertThat(all.metering(invoice).get("remainder_cents").asLong()).isZero();
    }

    @Test
    void what_was_metered_before_its_configuration_was_archived_is_not_sent_elsewhere_by_regenerating() {
        Instant day = all.today();
        var customer = all.customer();
        var contract = customer.contract(
                day.toString(), customer.aws(), ", 'ending_before': '" + day.plus(Duration.ofDays(2)) + "'");
        all.use(customer, day, 600);
        all.advance(Duration.ofHours(3));
        assertThat(all.metered(customer.name())).isEqualTo(600);
        all.ok("/v1/archiveCustomerBillingProviderConfigurations", """
            {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}\
            """.formatted(customer.id(), customer.aws()));
        contract.change(customer.stripe(), "START_OF_CURRENT_PERIOD").ok();
        all.advance(Duration.ofDays(4));
        JsonNode parked = contract.deliveries().getFirst();
        String invoice = parked.get("invoice_id").asString();
        assertThat(parked.get("state").asString()).isEqualTo("PARKED");
        assertThat(parked.get("reason").asString()).contains("would be billed twice");

        all.voided(invoice);
        String again = all.regenerated(invoice);
        all.advance(Duration.ofHours(2));
        assertThat(state(contract, again)).isEqualTo("PARKED");
        assertThat(delivery(contract, again).get("reason").asString()).contains("600 cents", "would be billed twice");
        assertThat(all.held("stripe"))
                .as("AWS has billed the 600 cents")
                .noneMatch(entry -> entry.customer().equals("cus_" + customer.name()));

        all.ok("/downbeat/v1/deliveries/" + delivery(contract, again).get("id").asString() + "/retry", "{}");
        all.server.settle();
        assertThat(state(contract, again)).as("a person refunded them at AWS").isEqualTo("CONFIRMED");
    }

    // ---- queues

    @ParameterizedTest
    @ValueSource(strings = {"aws_sqs", "aws_sns"})
    void what_a_queue_took_cannot_come_back_and_the_invoice_says_so(String way) {
        var customer = all.customer();
        String address = way.equals("aws_sqs")
                ? "https://sqs.us-east-1.amazonaws.com/111122223333/" + customer.name()
                : "arn:aws:sns:us-east-1:111122223333:" + customer.name();
        Bill bill = all.contract(customer, all.atQueue(customer, way, all.queue(way, address), customer.name()), 700);
        all.deliver();
        String invoice = bill.delivered().invoiceId();
        String first = bill.id();

        all.voided(invoice);
        assertThat(bill.state()).isEqualTo("PARKED");
        assertThat(bill.reason()).contains("gives nothing back", "tell its consumers", first);
        assertThat(bill.status()).isEqualTo("SENT");
        assertThat(bill.external().get("billing_provider_error").asString()).isEqualTo(bill.reason());

        String again = all.regenerated(invoice);
        all.advance(Duration.ofHours(2));
        String second = delivery(bill.contract(), again).get("id").asString();
        assertThat(state(bill.contract(), again)).isEqualTo("SENT");
        assertThat(of(first)).as("never sent again").hasSize(1);
        assertThat(of(second))
                .singleElement()
                .satisfies(message -> assertThat(Json.read(message.metadata().get("body"))
                                .at("/payload/regenerated_from_invoice_id")
                                .asString())
                        .isEqualTo(invoice));
        assertThat(state(bill.contract(), invoice))
                .as("the consumers still have to be told")
                .isEqualTo("PARKED");
    }
}

package io.downbeat.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.PrivateKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Customers, products and accounts that a provider does not have, or not any more: each is refused as the provider would,
 * the delivery says which and what to do, nothing is charged, and where the provider can be asked the check says so ahead
 * of time. All are billed for one and the same day.
 */
class RefusedEverywhereTest {
    private static final String DIRECT = "direct_to_billing_provider";
    /** Of a delivery behind the open circuit of its account. */
    private static final String WAITS = "waits";

    /** The provider has no question that would show it. */
    private static final String UNASKABLE = "";

    private static EveryDestination all;
    private static final Map<String, Outcome> OUTCOMES = new HashMap<>();
    private static final Map<String, String> METHODS = new HashMap<>();

    /**
     * @param who the name that means the state, see docs/sandbox.md
     * @param reason of the delivery
     * @param failed the point of the check that says so ahead of time
     */
    private record Row(String who, Way way, String state, String reason, String failed) {
        String key() {
            return who + ": " + reason;
        }

        @Override
        public String toString() {
            return who;
        }
    }

    /** Makes a configuration of a customer for the one who is gone. */
    private interface Way extends BiFunction<AccountFixture.Customer, String, String> {}

    private record Outcome(EveryDestination.Bill bill, JsonNode checked) {}

    // ---- Stripe

    private static final String NO_CUSTOMER = "make a configuration with one that it has";
    private static final String REFUSED = "the provider refuses the account";

    static Stream<Row> stripe() {
        return Stream.of(
                new Row("cus_deleted_1", RefusedEverywhereTest::stripeCustomer, "PARKED", NO_CUSTOMER, "customer"),
                new Row("cus_missing_1", RefusedEverywhereTest::stripeCustomer, "PARKED", NO_CUSTOMER, "customer"),
                new Row("acct_missing_1", RefusedEverywhereTest::stripeAccount, WAITS, REFUSED, "credentials"),
                new Row("acct_revoked_1", RefusedEverywhereTest::stripeAccount, WAITS, REFUSED, "credentials"),
                new Row("acct_closed_1", RefusedEverywhereTest::stripeAccount, WAITS, REFUSED, "credentials"),
                new Row("acct_restricted_1", RefusedEverywhereTest::stripeAccount, WAITS, "charge", "credentials"));
    }

    @ParameterizedTest
    @MethodSource("stripe")
    void at_stripe(Row row) {
        assertRefused(row);
    }

    private static String stripeCustomer(AccountFixture.Customer customer, String who) {
        return stripe(customer, all.account.stripeMethod, who);
    }

    private static String stripeAccount(AccountFixture.Customer customer, String who) {
        String method = all.method("stripe", DIRECT, """
            {"stripe_account_id": "%s", "stripe_api_key": "rk_test_1", "stripe_webhook_secret": "whsec_1"}\
            """.formatted(who));
        return stripe(customer, method, "cus_of_" + who);
    }

    private static String stripe(AccountFixture.Customer customer, String method, String who) {
        return all.configuration(
                customer,
                "stripe",
                DIRECT,
                method,
                "'stripe_customer_id': '" + who + "', 'stripe_collection_method': 'charge_automatically'");
    }

    // ---- NetSuite

    private static final String SEE_CUSTOMER = "see in NetSuite that the customer exists, is active and belongs to";

    static Stream<Row> netsuite() {
        return Stream.of(
                new Row("missing-1", RefusedEverywhereTest::netsuiteCustomer, "PARKED", SEE_CUSTOMER, "customer"),
                new Row("inactive-1", RefusedEverywhereTest::netsuiteCustomer, "PARKED", SEE_CUSTOMER, "customer"),
                new Row("foreign-1", RefusedEverywhereTest::netsuiteCustomer, "PARKED", SEE_CUSTOMER, "subsidiary"),
                new Row("closed-1", RefusedEverywhereTest::netsuiteCustomer, "PARKED", "open the period", UNASKABLE),
                new Row(
                        "220",
                        RefusedEverywhereTest::netsuiteCustomer,
                        "PARKED",
                        "see in NetSuite that the item",
                        "mapping"),
                new Row("invalid-client", RefusedEverywhereTest::netsuiteAccount, WAITS, REFUSED, "credentials"));
    }

    @ParameterizedTest
    @MethodSource("netsuite")
    void at_netsuite(Row row) {
        assertRefused(row);
    }

    private static String netsuiteCustomer(AccountFixture.Customer customer, String who) {
        return netsuite(customer, METHODS.computeIfAbsent("netsuite", one -> netsuite("client-1")), who);
    }

    private static String netsuiteAccount(AccountFixture.Customer customer, String who) {
        return netsuite(customer, netsuite(who), "221");
    }

    private static String netsuite(AccountFixture.Customer customer, String method, String who) {
        return all.configuration(customer, "netsuite", DIRECT, method, "'netsuite_customer_id': '" + who + "'");
    }

    private static String netsuite(String client) {
        return all.method("netsuite", DIRECT, """
            {"netsuite_account_id": "of-%1$s", "netsuite_client_id": "%1$s", "netsuite_certificate_id": "certificate-1",
             "netsuite_subsidiary_id": "7", "netsuite_private_key": %2$s}\
            """.formatted(client, Json.write(PrivateKeys.EC)));
    }

    // ---- Azure

    static Stream<Row> azure() {
        return Stream.of(
                new Row("missing-1", RefusedEverywhereTest::azureBuyer, "PARKED", "Azure knows no SaaS", "customer"),
                new Row("suspended-1", RefusedEverywhereTest::azureBuyer, "PARKED", "is Suspended, not", "customer"),
                new Row("unsubscribed-1", RefusedEverywhereTest::azureBuyer, "PARKED", "is Unsubscribed", "customer"),
                new Row("pending-1", RefusedEverywhereTest::azureBuyer, "PARKED", "PendingFulfillment", "customer"),
                new Row("forbidden-1", RefusedEverywhereTest::azureBuyer, "PARKED", "different Microsoft", "customer"),
                new Row("foreign-1", RefusedEverywhereTest::azureBuyer, "PARKED", "not authorized to", UNASKABLE),
                new Row("unknown-app", RefusedEverywhereTest::azureAccount, "PARKED", NOT_METERED, "credentials"));
    }

    private static final String NOT_METERED = "700 of 700 cents were not metered";

    @ParameterizedTest
    @MethodSource("azure")
    void at_azure(Row row) {
        assertRefused(row);
    }

    private static String azureBuyer(AccountFixture.Customer customer, String who) {
        return all.atAzure(customer, METHODS.computeIfAbsent("azure", one -> all.azure("app-1")), who);
    }

    private static String azureAccount(AccountFixture.Customer customer, String who) {
        return all.atAzure(customer, all.azure(who), "sub-of-" + who);
    }

    // ---- Google

    static Stream<Row> google() {
        return Stream.of(
                new Row("missing-1", RefusedEverywhereTest::googleBuyer, "PARKED", "not found", "customer"),
                new Row("suspended-1", RefusedEverywhereTest::googleBuyer, "PARKED", "_SUSPENDED", "customer"),
                new Row("cancelled-1", RefusedEverywhereTest::googleBuyer, "PARKED", "_CANCELLED", "customer"),
                new Row("pending-1", RefusedEverywhereTest::googleBuyer, "PARKED", "_ACTIVATION_REQ", "customer"),
                new Row("unbilled-1", RefusedEverywhereTest::googleBuyer, "PARKED", "BILLING_DISABLED", "service"),
                new Row("deleted-1", RefusedEverywhereTest::googleBuyer, "PARKED", "PROJECT_DELETED", "service"),
                new Row("disabled-1", RefusedEverywhereTest::googleBuyer, "PARKED", "SERVICE_NOT_ACT", "service"),
                new Row("invalid-1", RefusedEverywhereTest::googleBuyer, "PARKED", "CONSUMER_INVALID", "service"),
                new Row("missing.goog", RefusedEverywhereTest::googleService, "PARKED", "'missing.goog'", "service"));
    }

    @ParameterizedTest
    @MethodSource("google")
    void at_google(Row row) {
        assertRefused(row);
    }

    private static String googleBuyer(AccountFixture.Customer customer, String who) {
        return all.atGoogle(customer, METHODS.computeIfAbsent("google", one -> all.google("provider-1")), who);
    }

    private static String googleService(AccountFixture.Customer customer, String who) {
        return all.configuration(
                customer,
                "gcp_marketplace",
                DIRECT,
                METHODS.computeIfAbsent("google", one -> all.google("provider-1")),
                "'gcp_entitlement_id': 'ent-1', 'gcp_service_name': '" + who + "'");
    }

    // ---- AWS, direct and through Tackle

    private static final String NO_AGREEMENT = "the customer has no agreement for this product";

    static Stream<Row> aws() {
        return Stream.of(
                new Row("unsubscribed-1", RefusedEverywhereTest::awsBuyer, "PARKED", NO_AGREEMENT, UNASKABLE),
                new Row("ended-1", RefusedEverywhereTest::awsBuyer, "PARKED", NO_AGREEMENT, UNASKABLE),
                new Row("suspended-1", RefusedEverywhereTest::awsBuyer, "PARKED", NO_AGREEMENT, UNASKABLE),
                new Row("license:expired-1", RefusedEverywhereTest::awsLicense, "PARKED", NO_AGREEMENT, UNASKABLE),
                new Row("invalid-1", RefusedEverywhereTest::awsBuyer, "PARKED", "customer that is invalid", UNASKABLE),
                new Row("prod-invalid", RefusedEverywhereTest::awsProduct, "PARKED", "product code passed", UNASKABLE),
                new Row("denied", RefusedEverywhereTest::awsRole, "PARKED", NOT_METERED, "credentials"),
                new Row("missing", RefusedEverywhereTest::awsRole, "PARKED", NOT_METERED, "credentials"));
    }

    @ParameterizedTest
    @MethodSource("aws")
    void at_aws(Row row) {
        assertRefused(row);
    }

    private static String awsBuyer(AccountFixture.Customer customer, String who) {
        return aws(customer, all.account.awsMethod, "'aws_customer_id': '" + who + "', 'aws_product_code': 'prod-1'");
    }

    private static String awsLicense(AccountFixture.Customer customer, String who) {
        return aws(customer, all.account.awsMethod, """
            'aws_customer_account_id': '123456789012', 'aws_product_code': 'prod-1',
            'aws_license_arn': 'arn:aws:license-manager::111122223333:%s'\
            """.formatted(who));
    }

    private static String awsProduct(AccountFixture.Customer customer, String who) {
        return aws(customer, all.account.awsMethod, "'aws_customer_id': 'b-1', 'aws_product_code': '" + who + "'");
    }

    private static String awsRole(AccountFixture.Customer customer, String who) {
        String method = all.method("aws_marketplace", DIRECT, """
            {"aws_region": "us-east-1", "aws_iam_role_arn": "arn:aws:iam::111122223333:role/%s"}\
            """.formatted(who));
        return aws(customer, method, "'aws_customer_id': 'of-" + who + "', 'aws_product_code': 'prod-1'");
    }

    private static String aws(AccountFixture.Customer customer, String method, String keys) {
        return all.configuration(customer, "aws_marketplace", DIRECT, method, keys + ", 'aws_region': 'us-east-1'");
    }

    static Stream<Row> tackle() {
        return Stream.of(
                new Row(
                        "invalid-2",
                        RefusedEverywhereTest::tackleBuyer,
                        "PARKED",
                        "customer_id is not known",
                        UNASKABLE),
                new Row(
                        "unsubscribed-2",
                        RefusedEverywhereTest::tackleBuyer,
                        "PARKED",
                        "parked metering record",
                        UNASKABLE),
                new Row("missing-9", RefusedEverywhereTest::tackleProduct, "PARKED", "Product not found", UNASKABLE));
    }

    @ParameterizedTest
    @MethodSource("tackle")
    void through_tackle(Row row) {
        assertRefused(row);
    }

    private static String tackleBuyer(AccountFixture.Customer customer, String who) {
        return all.atTackle(customer, METHODS.computeIfAbsent("tackle", one -> all.tackle("tackled")), who);
    }

    private static String tackleProduct(AccountFixture.Customer customer, String who) {
        return all.atTackle(customer, all.tackle(who), "buyer-of-" + who);
    }

    // ---- queues

    static Stream<Row> queues() {
        return Stream.of(
                new Row("missing-q", RefusedEverywhereTest::queue, WAITS, "NonExistentQueue", "destination"),
                new Row("denied-q", RefusedEverywhereTest::queue, WAITS, "AccessDenied", UNASKABLE),
                new Row("kms-disabled-q", RefusedEverywhereTest::queue, WAITS, "KmsDisabled", "destination"),
                new Row("missing-t", RefusedEverywhereTest::topic, WAITS, "Topic does not exist", "destination"),
                new Row("denied-t", RefusedEverywhereTest::topic, WAITS, "AccessDenied", UNASKABLE),
                new Row("kms-disabled-t", RefusedEverywhereTest::topic, WAITS, "KmsDisabled", "destination"));
    }

    @ParameterizedTest
    @MethodSource("queues")
    void at_queues(Row row) {
        assertRefused(row);
    }

    private static String queue(AccountFixture.Customer customer, String who) {
        String method = all.queue("aws_sqs", "https://sqs.us-east-1.amazonaws.com/111122223333/" + who);
        return all.atQueue(customer, "aws_sqs", method, "of-" + who);
    }

    private static String topic(AccountFixture.Customer customer, String who) {
        String method = all.queue("aws_sns", "arn:aws:sns:us-east-1:111122223333:" + who);
        return all.atQueue(customer, "aws_sns", method, "of-" + who);
    }

    // ---- one day, and what came of it

    @BeforeAll
    static void billEachForOneDay() {
        all = new EveryDestination();
        List<Row> rows = Stream.of(stripe(), netsuite(), azure(), google(), aws(), tackle(), queues())
                .flatMap(each -> each)
                .toList();
        // First all customers: their usual configurations need the account to have one method of a kind.
        Deque<AccountFixture.Customer> customers = new ArrayDeque<>();
        rows.forEach(row -> customers.add(all.customer()));
        for (Row row : rows) {
            AccountFixture.Customer customer = customers.remove();
            String configuration = row.way.apply(customer, row.who);
            EveryDestination.Bill bill = row.failed.equals("mapping")
                    ? ofInactiveItem(customer, configuration)
                    : all.contract(customer, configuration, 700);
            OUTCOMES.put(row.key(), new Outcome(bill, check(bill)));
        }
        all.deliver();
    }

    /** A contract of one day whose product is an item that was made inactive in NetSuite. */
    private static EveryDestination.Bill ofInactiveItem(AccountFixture.Customer customer, String configuration) {
        String product = made("products/create", """
            {'name': 'Old', 'type': 'USAGE', 'billable_metric_id': '%s'}\
            """.formatted(all.account.metric));
        all.ok("/v1/contract-pricing/products/update", """
            {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'netsuite_internal_item_id': '950'}\
            """.formatted(product));
        String card = made("rate-cards/create", "{'name': 'Old'}");
        all.ok("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1}\
            """.formatted(card, product));
        Instant day = all.today();
        String contract = all.ok("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s', 'ending_before': '%s',
             'billing_provider_configuration': {'billing_provider_configuration_id': '%s'}}\
            """.formatted(
                                customer.id(), card, day, day.plus(Duration.ofDays(1)), configuration))
                .at("/data/id")
                .asString();
        all.use(customer, day, 700);
        return new EveryDestination.Bill(
                all, customer, new AccountFixture.Contract(all.server.api(), customer, contract), day);
    }

    private static String made(String what, String body) {
        return all.ok("/v1/contract-pricing/" + what, body).at("/data/id").asString();
    }

    private static JsonNode check(EveryDestination.Bill bill) {
        String contract = bill.contract().id();
        return all.ok("/downbeat/v1/providers/check", "{'contract_id': '" + contract + "'}")
                .at("/data/0");
    }

    @AfterAll
    static void stop() {
        all.close();
        OUTCOMES.clear();
        METHODS.clear();
    }

    private static void assertRefused(Row row) {
        Outcome outcome = OUTCOMES.get(row.key());
        JsonNode delivery = outcome.bill.delivery();
        List<String> states = row.state.equals(WAITS) ? List.of("PENDING", "RETRY_WAIT") : List.of(row.state);
        assertThat(outcome.bill.state()).as(delivery.toString()).isIn(states);
        assertThat(outcome.bill.reason()).contains(row.reason).doesNotContain("rk_test_1");
        assertThat(all.sandbox.ledger())
                .as("what any provider charges or hands on")
                .noneMatch(held -> held.charged() || held.kind().equals("message"));
        List<String> failed = new ArrayList<>();
        outcome.checked.get("points").forEach(point -> {
            if (point.get("verdict").asString().equals("FAILED")) {
                failed.add(point.get("name").asString());
            }
        });
        assertThat(failed)
                .as(outcome.checked.toString())
                .isEqualTo(row.failed.equals(UNASKABLE) ? List.of() : List.of(row.failed));
        assertThat(outcome.checked.get("ok").asBoolean()).isEqualTo(row.failed.equals(UNASKABLE));
    }
}

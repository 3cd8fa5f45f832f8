package io.downbeat.providers;

import static io.downbeat.providers.ProvidersFixture.aws;
import static io.downbeat.providers.ProvidersFixture.by;
import static io.downbeat.providers.ProvidersFixture.item;
import static io.downbeat.providers.ProvidersFixture.stripe;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.CustomerId;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Rows 1 to 19 of the acceptance table, and what surrounds them, on a real server. */
class ConfigurationApiTest {
    private static final String DIRECT = "'delivery_method': 'direct_to_billing_provider', 'configuration': ";
    private static TestServer server;
    private static ProvidersFixture account;
    /** The one Stripe account that {@code delivery_method} alone must find; other tests use the others by id. */
    private static String awsMethod;

    private static String stripeMethod;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-05-15T00:00:00Z");
        account = new ProvidersFixture(server);
        stripeMethod = account.setUpStripe("acct_main");
        awsMethod = account.setUpAws("arn:aws:iam::1:role/main");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_buyers_names_fit_into_the_index_that_tells_buyers_apart() {
        String customer = account.customer();
        String keys = "{'aws_customer_id': '%1$s', 'aws_product_code': '%1$s', 'aws_region': 'us-east-1'}";
        StringBuilder name = new StringBuilder();
        new java.util.Random(7).ints(170, 0x4e00, 0x9fa5).forEach(c -> name.append((char) c));
        account.set(item(customer, "aws_marketplace", DIRECT + keys.formatted("ab" + name)));
        assertThat(refusedSet(item(customer, "aws_marketplace", DIRECT + keys.formatted("abc" + name))))
                .contains("data[0].configuration.aws_customer_id: must have at most 512 bytes");
        assertThat(refusedSet(item(customer, "aws_marketplace", DIRECT + keys.formatted("a\\u0001b"))))
                .contains("data[0].configuration.aws_customer_id: must not have control characters");
    }

    private static String refusedSet(String item) {
        return server.api()
                .post("/v1/setCustomerBillingProviderConfigurations", "{'data': [" + item + "]}")
                .refused(400);
    }

    @Test
    void row_1_the_only_account_is_found_by_delivery_method() {
        String customer = account.customer();
        JsonNode made = account.set(item(customer, "stripe", DIRECT + stripe("cus_1", "charge_automatically")));
        assertThat(made.get("billing_provider").stringValue()).isEqualTo("stripe");
        assertThat(made.get("customer_id").stringValue()).isEqualTo(customer);
        assertThat(made.get("delivery_method_id").stringValue()).isEqualTo(stripeMethod);
        JsonNode shown = account.configurations(customer, false).getFirst();
        assertThat(shown.get("id")).isEqualTo(made.get("id"));
        assertThat(shown.get("delivery_method").stringValue()).isEqualTo("direct_to_billing_provider");
        assertThat(shown.get("delivery_method_configuration")
                        .get("stripe_account_id")
                        .stringValue())
                .isEqualTo("acct_main");
        assertThat(shown.get("archived_at").isNull()).isTrue();
    }

    @Test
    void row_2_one_stripe_customer_may_have_two_collection_methods() {
        String customer = account.customer();
        String first = account.setId(item(customer, "stripe", by(stripeMethod, stripe("cus_2", "send_invoice"))));
        String second =
                account.setId(item(customer, "stripe", by(stripeMethod, stripe("cus_2", "charge_automatically"))));
        assertThat(account.ids(customer)).containsExactly(first, second);
        assertThat(account.trySet(item(customer, "stripe", by(stripeMethod, stripe("cus_2", "send_invoice"))))
                        .refused(400))
                .contains("data[0].configuration");
    }

    @Test
    void row_3_neither_delivery_method_nor_id_is_400() {
        assertThat(account.trySet(item(account.customer(), "stripe", "'configuration': {}"))
                        .refused(400))
                .contains("data[0].delivery_method_id");
    }

    @Test
    void rows_4_and_5_with_two_accounts_the_id_is_needed() {
        String first = account.setUp("netsuite", "direct_to_billing_provider", "{'netsuite_account_id': 'ns-1'}");
        String second = account.setUp("netsuite", "direct_to_billing_provider", "{'netsuite_account_id': 'ns-2'}");
        String customer = account.customer();
        String keys = "{'netsuite_customer_id': '7'}";
        assertThat(account.trySet(item(customer, "netsuite", DIRECT + keys)).refused(400))
                .contains("data[0].delivery_method_id");
        assertThat(account.set(item(customer, "netsuite", by(second, keys)))
                        .get("delivery_method_id")
                        .stringValue())
                .isEqualTo(second);
        assertThat(account.set(item(customer, "netsuite", by(first, keys)))
                        .get("delivery_method_id")
                        .stringValue())
                .isEqualTo(first);
    }

    @Test
    void row_6_tackle_does_not_go_with_stripe() {
        String customer = account.customer();
        assertThat(account.trySet(item(customer, "stripe", "'delivery_method': 'tackle'"))
                        .refused(400))
                .contains("tackle");
        assertThat(account.trySet(item(customer, "azure_marketplace", "'delivery_method': 'tackle'"))
                        .refused(400))
                .contains("tackle");
    }

    @Test
    void row_7_tackle_goes_with_aws_once_it_is_set_up() {
        String customer = account.customer();
        String wanted = item(customer, "aws_marketplace", "'delivery_method': 'tackle', 'configuration': " + aws("t"));
        assertThat(account.trySet(wanted).refused(400)).contains("setUpBillingProvider");
        account.setUp("aws_marketplace", "tackle", "{'tackle_product_id': 'p', 'tackle_api_token': 'SENTINEL'}");
        account.set(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'aws_customer_id': 'x', 'aws_region': 'us-east-1'} | aws_product_code",
                "{'aws_customer_id': 'x', 'aws_product_code': 'p'} | aws_region",
                "{'aws_product_code': 'p', 'aws_region': 'us-east-1'} | aws_customer_id",
                "{'aws_customer_id': 'x', 'aws_product_code': 'p', 'aws_region': 'r', 'aws_is_subscription_product':"
                        + " 'true'} | aws_is_subscription_product",
                "{'aws_customer_id': 'x', 'aws_product_code': 'p', 'aws_region': 'r', 'aws_api_token': 'SENTINEL'} |"
                        + " aws_api_token",
            })
    void row_8_an_incomplete_aws_configuration_is_400(String keys, String field) {
        String customer = account.customer();
        assertThat(account.trySet(item(customer, "aws_marketplace", by(awsMethod, keys)))
                        .refused(400))
                .startsWith("data[0].configuration." + field + ": ")
                .doesNotContain("SENTINEL");
        assertThat(account.ids(customer)).isEmpty();
    }

    @Test
    void row_9_the_subscription_flag_and_unknown_keys_are_echoed() {
        JsonNode made = account.set(item(account.customer(), "aws_marketplace", by(awsMethod, """
            {'aws_customer_account_id': '123456789012', 'aws_product_code': 'p9', 'aws_region': 'us-east-1',
             'aws_is_subscription_product': true, 'note': {'a': [1, 'b']}}\
            """)));
        assertThat(made.get("configuration").get("aws_is_subscription_product").booleanValue())
                .isTrue();
        assertThat(made.get("configuration").get("note").toString()).isEqualTo("{\"a\":[1,\"b\"]}");
    }

    @Test
    void row_10_azure_gcp_and_netsuite_take_their_own_keys() {
        String azure = account.setUp(
                "azure_marketplace",
                "direct_to_billing_provider",
                "{'azure_tenant_id': 't10', 'azure_client_id': 'c'}");
        String gcp = account.setUp("gcp_marketplace", "direct_to_billing_provider", "{'gcp_provider_id': 'p10'}");
        String netsuite = account.setUp("netsuite", "direct_to_billing_provider", "{'netsuite_account_id': 'ns-10'}");
        String customer = account.customer();
        account.set(item(customer, "azure_marketplace", by(azure, "{'azure_subscription_id': 's'}")));
        account.set(item(customer, "gcp_marketplace", by(gcp, "{'gcp_entitlement_id': 'e', 'gcp_service_name': 'n'}")));
        account.set(item(customer, "netsuite", by(netsuite, "{'netsuite_customer_id': 5}")));
        assertThat(account.trySet(item(customer, "gcp_marketplace", by(gcp, "{'gcp_entitlement_id': 'e'}")))
                        .refused(400))
                .contains("gcp_service_name");
        assertThat(account.trySet(item(customer, "azure_marketplace", by(azure, "{}")))
                        .refused(400))
                .contains("azure_subscription_id");
    }

    @Test
    void row_11_a_batch_with_a_bad_item_stores_nothing() {
        String customer = account.customer();
        String good = item(customer, "stripe", by(stripeMethod, stripe("cus_11", "send_invoice")));
        String bad = item(customer, "stripe", by(stripeMethod, stripe("cus_11", "by_carrier_pigeon")));
        assertThat(account.trySet(good, bad).refused(400)).contains("data[1].configuration.stripe_collection_method");
        assertThat(account.trySet(good, good).refused(400)).contains("data[1]");
        assertThat(account.ids(customer)).isEmpty();
        account.set(good);
    }

    @Test
    void row_12_a_batch_for_two_customers_answers_in_the_order_of_the_request() {
        String one = account.customer();
        String two = account.customer();
        JsonNode made = account.trySet(
                        item(two, "stripe", by(stripeMethod, stripe("cus_z", "send_invoice"))),
                        item(one, "aws_marketplace", by(awsMethod, aws("row-12"))),
                        item(one, "stripe", by(stripeMethod, stripe("cus_a", "send_invoice"))))
                .ok()
                .get("data");
        assertThat(made.values().stream().map(each -> each.get("customer_id").stringValue()))
                .containsExactly(two, one, one);
        assertThat(made.get(1).get("billing_provider").stringValue()).isEqualTo("aws_marketplace");
        assertThat(account.ids(one)).hasSize(2);
    }

    @Test
    void row_13_an_unknown_provider_method_or_field_is_400() {
        String customer = account.customer();
        assertThat(account.trySet(item(customer, "paypal", DIRECT + "{}")).refused(400))
                .contains("data[0].billing_provider");
        assertThat(account.trySet(item(customer, "gcp", DIRECT + "{}")).refused(400))
                .contains("data[0].billing_provider");
        assertThat(account.trySet(item(customer, "stripe", "'delivery_method': 'by_post'"))
                        .refused(400))
                .contains("data[0].delivery_method");
        assertThat(account.trySet(item(customer, "stripe", "'taxprovider': 'anrok', " + DIRECT + "{}"))
                        .refused(400))
                .contains("data[0].taxprovider");
        assertThat(account.api().post(ProvidersFixture.SET, "{}").refused(400)).contains("data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"charge_automatically", "send_invoice"})
    void row_14_a_tax_provider_needs_a_payment_intent(String collectionMethod) {
        String item = item(
                account.customer(),
                "stripe",
                "'tax_provider': 'stripe', " + by(stripeMethod, stripe("cus_14", collectionMethod)));
        assertThat(account.trySet(item).refused(400)).contains("data[0].tax_provider");
    }

    @Test
    void a_tax_provider_goes_with_a_payment_intent_however_it_is_spelt() {
        JsonNode made = account.set(item(
                account.customer(),
                "stripe",
                "'tax_provider': 'STRIPE', " + by(stripeMethod, stripe("cus_14", "manual_charge_payment_intent"))));
        assertThat(made.get("tax_provider").stringValue()).isEqualTo("stripe");
        assertThat(made.get("configuration").get("stripe_collection_method").stringValue())
                .isEqualTo("manually_charge_payment_intent");
        assertThat(account.trySet(item(
                                account.customer(),
                                "aws_marketplace",
                                "'tax_provider': 'stripe', " + by(awsMethod, aws("row-14"))))
                        .refused(400))
                .contains("tax_provider");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anrok", "avalara"})
    void a_tax_provider_that_nobody_would_ask_is_refused(String taxProvider) {
        assertThat(account.trySet(item(
                                account.customer(),
                                "stripe",
                                "'tax_provider': '" + taxProvider + "', "
                                        + by(stripeMethod, stripe("cus_14", "auto_charge_payment_intent"))))
                        .refused(400))
                .startsWith("data[0].tax_provider: " + taxProvider + " is not built; use stripe");
    }

    @Test
    void row_15_an_unknown_customer_has_no_configurations_and_gets_none() {
        String nobody = UUID.randomUUID().toString();
        assertThat(account.configurations(nobody, true)).isEmpty();
        assertThat(account.trySet(item(nobody, "stripe", by(stripeMethod, stripe("c", "send_invoice"))))
                        .refused(400))
                .contains("data[0].customer_id");
        String archived = account.customer();
        account.api()
                .post("/v1/customers/archive", "{'id': '" + archived + "'}")
                .ok();
        assertThat(account.trySet(item(archived, "stripe", by(stripeMethod, stripe("c", "send_invoice"))))
                        .refused(400))
                .contains("archived");
    }

    @Test
    void row_16_an_archived_configuration_is_hidden_unless_asked_for() {
        String customer = account.customer();
        String id = account.setId(item(customer, "aws_marketplace", by(awsMethod, aws("row-16"))));
        JsonNode echo = account.archive(customer, id).ok().get("data");
        assertThat(echo.get("customer_id").stringValue()).isEqualTo(customer);
        assertThat(echo.get("customer_billing_provider_configuration_ids")
                        .get(0)
                        .stringValue())
                .isEqualTo(id);
        assertThat(account.configurations(customer, false)).isEmpty();
        assertThat(account.configurations(customer, true)
                        .getFirst()
                        .get("archived_at")
                        .stringValue())
                .isEqualTo("2025-05-15T00:00:00.000Z");
        account.archive(customer, id).ok();
    }

    @Test
    void row_17_archiving_is_all_or_nothing() {
        String customer = account.customer();
        String other = account.customer();
        String mine = account.setId(item(customer, "aws_marketplace", by(awsMethod, aws("row-17-a"))));
        String theirs = account.setId(item(other, "aws_marketplace", by(awsMethod, aws("row-17-b"))));
        assertThat(account.archive(customer, mine, theirs).refused(400))
                .contains("customer_billing_provider_configuration_ids[1]");
        assertThat(account.ids(customer)).containsExactly(mine);
        assertThat(account.ids(other)).containsExactly(theirs);
        assertThat(account.archive(UUID.randomUUID().toString(), mine).refused(400))
                .contains("[0]");
    }

    @Test
    void row_18_an_aws_buyer_is_free_for_another_customer_once_archived() {
        String first = account.customer();
        String second = account.customer();
        String both = "{'aws_customer_id': 'buyer', 'aws_customer_account_id': '42', 'aws_product_code': 'p18',"
                + " 'aws_region': 'us-east-1'}";
        String byAccount = "{'aws_customer_account_id': '42', 'aws_product_code': 'p18', 'aws_region': 'us-east-1'}";
        String id = account.setId(item(first, "aws_marketplace", by(awsMethod, both)));
        assertThat(account.trySet(item(second, "aws_marketplace", by(awsMethod, both)))
                        .refused(400))
                .contains("archive");
        assertThat(account.trySet(item(second, "aws_marketplace", by(awsMethod, byAccount)))
                        .refused(400))
                .contains("archive");
        account.archive(first, id).ok();
        account.set(item(second, "aws_marketplace", by(awsMethod, byAccount)));
    }

    @Test
    void azure_and_gcp_buyers_are_one_customers_through_any_account() {
        String one = account.setUp(
                "azure_marketplace", "direct_to_billing_provider", "{'azure_tenant_id': 't1', 'azure_client_id': 'c'}");
        String two = account.setUp(
                "azure_marketplace", "direct_to_billing_provider", "{'azure_tenant_id': 't2', 'azure_client_id': 'c'}");
        account.set(item(account.customer(), "azure_marketplace", by(one, "{'azure_subscription_id': 'AB-CD'}")));
        assertThat(account.trySet(item(
                                account.customer(), "azure_marketplace", by(two, "{'azure_subscription_id': 'ab-cd'}")))
                        .refused(400))
                .contains("archive");
    }

    @Test
    void row_19_a_customer_is_created_with_its_configurations_or_not_at_all() {
        String good = """
            {'name': 'With', 'ingest_aliases': ['%s'], 'customer_billing_provider_configurations': [
             {'billing_provider': 'stripe', %s}]}\
            """;
        String customer = account.api()
                .post("/v1/customers", good.formatted("row-19", by(stripeMethod, stripe("cus_19", "send_invoice"))))
                .ok()
                .get("data")
                .get("id")
                .stringValue();
        assertThat(account.ids(customer)).hasSize(1);
        assertThat(account.api()
                        .post("/v1/customers", good.formatted("row-19-b", by(stripeMethod, "{}")))
                        .refused(400))
                .startsWith("customer_billing_provider_configurations[0].configuration.");
        assertThat(account.api()
                        .get("/v1/customers?ingest_alias=row-19-b")
                        .ok()
                        .get("data")
                        .size())
                .isZero();
        assertThat(account.api()
                        .post(
                                "/v1/customers",
                                "{'name': 'x', 'customer_billing_provider_configurations': [{'billing_provider':"
                                        + " 'custom', 'delivery_method': 'direct_to_billing_provider'}]}")
                        .refused(400))
                .contains("billing_provider");
    }

    @Test
    void row_74_two_unbillable_rules_of_equal_specificity_are_400() {
        String rules =
                "'unbillable_invoices_configuration': [%s], " + by(stripeMethod, stripe("cus_74", "send_invoice"));
        String usd = "'fiat_credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'";
        String customer = account.customer();
        for (String refused : List.of(
                "{'invoice_type': 'usage'}, {'invoice_type': 'usage'}",
                "{'invoice_type': 'usage', 'max_amount': 1, " + usd + "}, {'invoice_type': 'usage', 'max_amount': 2, "
                        + usd + "}",
                "{'invoice_type': 'usage', 'max_amount': 1}",
                "{'invoice_type': 'usage', 'max_amount': 0, " + usd + "}",
                "{'max_amount': 1, " + usd + "}")) {
            assertThat(account.trySet(item(customer, "stripe", rules.formatted(refused)))
                            .refused(400))
                    .contains("unbillable_invoices_configuration[");
        }
        account.set(item(
                customer,
                "stripe",
                rules.formatted("{'invoice_type': 'usage'}, {'invoice_type': 'usage', 'max_amount': 1000, " + usd
                        + "}, {'invoice_type': 'scheduled'}")));
        JsonNode shown = account.configurations(customer, false).getFirst().get("unbillable_invoices_configuration");
        assertThat(shown.size()).isEqualTo(3);
        assertThat(shown.get(1).get("max_amount").intValue()).isEqualTo(1000);
        assertThat(account.trySet(item(
                                customer,
                                "aws_marketplace",
                                "'unbillable_invoices_configuration': " + "[{'invoice_type': 'usage'}], "
                                        + by(awsMethod, aws("row-74"))))
                        .refused(400))
                .contains("stripe only");
    }

    @Test
    void one_identity_asked_for_by_many_at_once_goes_to_one() throws Exception {
        List<String> customers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            customers.add(account.customer());
        }
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            customers.forEach(customer -> threads.submit(() ->
                    statuses.add(account.trySet(item(customer, "aws_marketplace", by(awsMethod, aws("race"))))
                            .status())));
        }
        assertThat(statuses).hasSize(8).containsOnlyOnce(200).containsOnly(200, 400);
    }

    @Test
    void others_find_configurations_by_id_and_by_pair() {
        String customer = account.customer();
        String id = account.setId(item(customer, "aws_marketplace", by(awsMethod, aws("find"))));
        account.set(item(customer, "stripe", by(stripeMethod, stripe("cus_find", "send_invoice"))));
        Providers providers = server.bean(Providers.class);
        ConfigurationId known = new ConfigurationId(UUID.fromString(id));
        CustomerId owner = new CustomerId(UUID.fromString(customer));
        ProviderConfiguration found = providers.find(known).orElseThrow();
        assertThat(found.value("aws_customer_id")).isEqualTo("find");
        assertThat(found.value("aws_customer_account_id")).isNull();
        assertThat(found.setting("aws_iam_role_arn")).isEqualTo("arn:aws:iam::1:role/main");
        assertThat(providers.hold(known)).contains(found);
        assertThat(providers.live(
                        owner, BillingProvider.AWS_MARKETPLACE, DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER))
                .containsExactly(found);
        account.archive(customer, id).ok();
        assertThat(providers.live(
                        owner, BillingProvider.AWS_MARKETPLACE, DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER))
                .isEmpty();
        assertThat(providers.find(known).orElseThrow().isArchived()).isTrue();
        assertThat(providers.find(new ConfigurationId(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void a_delivery_method_of_another_provider_or_kind_is_not_meant() {
        String customer = account.customer();
        Api.Answer otherProvider = account.trySet(item(customer, "stripe", by(awsMethod, stripe("c", "send_invoice"))));
        assertThat(otherProvider.refused(400)).contains("data[0].delivery_method_id");
        Api.Answer otherKind = account.trySet(
                item(customer, "aws_marketplace", "'delivery_method': 'aws_sqs', " + by(awsMethod, aws("kind"))));
        assertThat(otherKind.refused(400)).contains("data[0].delivery_method_id");
    }
}

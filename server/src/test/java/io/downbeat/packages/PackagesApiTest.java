package io.downbeat.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.OpenApiContract;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Packages and the contracts that are created from them; row numbers are those of the acceptance rows. */
class PackagesApiTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private static final Api api = server.api();
    private static AccountFixture account;
    private static AccountFixture.Customer customer;

    @BeforeAll
    static void account() {
        account = AccountFixture.setUp(api);
        AccountFixture.registerKey(server.api(), "a", "contract");
        AccountFixture.registerKey(server.api(), "tier", "commit", "package_commit");
        AccountFixture.registerKey(server.api(), "starting_at", "commit", "package_commit");
        customer = account.customer("acme");
    }

    /** @param more further members, each with a leading comma */
    private static String create(String name, String more) {
        return api.post("/v1/packages/create", ("{'name': '" + name + "'" + more + "}"))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static Api.Answer provision(String more) {
        return api.post("/v1/contracts/create", "{'customer_id': '" + customer.id() + "', " + more + "}");
    }

    private static JsonNode contract(String more) {
        String id = provision(more).ok().at("/data/id").stringValue();
        return api.post("/v2/contracts/get", "{'customer_id': '" + customer.id() + "', 'contract_id': '" + id + "'}")
                .ok()
                .get("data");
    }

    private static JsonNode get(String id) {
        return api.post("/v1/packages/get", "{'package_id': '" + id + "'}").ok().get("data");
    }

    private static String commit(String more) {
        return """
            , 'commits': [{'product_id': '%s', 'type': 'PREPAID', 'name': 'Base', 'access_schedule': {'schedule_items': [
                {'amount': 1000, 'starting_at_offset': {'value': 1, 'unit': 'MONTHS'}, 'duration': {'value': 1, 'unit': 'MONTHS'}}]}%s}]\
            """.formatted(account.fixedProduct, more);
    }

    @Test
    void row_p1_recurring_credits_come_for_as_long_as_the_package_says() {
        String id = create("Starter Plan", """
            , 'rate_card_id': '%s', 'duration': {'value': 12, 'unit': 'MONTHS'}, 'recurring_credits': [{'product_id': '%s',
              'priority': 1, 'name': 'Monthly', 'commit_duration': {'value': 1, 'unit': 'PERIODS'},
              'recurrence_frequency': 'MONTHLY', 'access_amount': {'unit_price': 1000, 'quantity': 1,
              'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'},
              'starting_at_offset': {'value': 0, 'unit': 'MONTHS'}, 'duration': {'value': 3, 'unit': 'MONTHS'}}]\
            """.formatted(account.rateCard, account.fixedProduct));
        JsonNode made = contract("'package_id': '" + id + "', 'starting_at': '2025-10-01T00:00:00Z'");
        assertThat(made.get("ending_before").stringValue()).isEqualTo("2026-10-01T00:00:00.000Z");
        assertThat(made.at("/recurring_credits/0/ending_before").stringValue()).isEqualTo("2026-01-01T00:00:00.000Z");
        JsonNode shown = get(id);
        assertThat(shown.at("/recurring_credits/0/duration").toString()).isEqualTo("{\"unit\":\"MONTHS\",\"value\":3}");
        assertThat(shown.at("/recurring_credits/0/product/name").stringValue()).isEqualTo("Fee");
    }

    private static String subscriptionProduct() {
        String seat = api.post("/v1/contract-pricing/products/create", "{'name': 'Seat', 'type': 'SUBSCRIPTION'}")
                .ok()
                .at("/data/id")
                .stringValue();
        for (String frequency : List.of("MONTHLY", "ANNUAL")) {
            api.post("/v1/contract-pricing/rate-cards/addRate", """
                {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
                 'rate_type': 'FLAT', 'price': 1000, 'billing_frequency': '%s'}\
                """.formatted(account.rateCard, seat, frequency))
                    .ok();
        }
        return seat;
    }

    @Test
    void seats_of_a_package_are_assigned_to_nobody_when_its_contract_starts() {
        String id = create("Seats", """
            , 'rate_card_id': '%s', 'subscriptions': [{'temporary_id': 'team', 'collection_schedule': 'ADVANCE', 'proration': {},
               'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'},
               'quantity_management_mode': 'SEAT_BASED', 'seat_config': {'seat_group_key': 'user', 'initial_unassigned_seats': 3}}],
              'recurring_credits': [{'product_id': '%s', 'priority': 1, 'commit_duration': {'value': 1},
               'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'access_amount': {'unit_price': 100,
               'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'}, 'subscription_config': {'subscription_id': 'team',
               'allocation': 'INDIVIDUAL', 'apply_seat_increase_config': {'is_prorated': false}}}]\
            """.formatted(account.rateCard, subscriptionProduct(), account.fixedProduct));
        assertThat(get(id).at("/subscriptions/0/seat_config").toString())
                .isEqualTo("{\"seat_group_key\":\"user\",\"initial_unassigned_seats\":3}");
        JsonNode made = contract("'package_id': '" + id + "', 'starting_at': '2025-01-01T00:00:00Z'");
        JsonNode subscription = made.at("/subscriptions/0");
        assertThat(subscription.at("/quantity_schedule/0/quantity").intValue()).isEqualTo(3);
        assertThat(subscription.get("quantity_management_mode").stringValue()).isEqualTo("SEAT_BASED");
        assertThat(made.get("credits")).isEmpty();
        api.post("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s', 'update_subscriptions': [{'subscription_id': '%s', 'seat_updates':
              {'add_seat_ids': [{'starting_at': '2025-01-01T00:00:00Z', 'seat_ids': ['a']}]}}]}\
            """.formatted(
                                customer.id(),
                                made.get("id").stringValue(),
                                subscription.get("id").stringValue()))
                .ok();
        JsonNode seats = api.post("/v1/contracts/seatBalances/list", """
            {'customer_id': '%s', 'contract_id': '%s'}\
            """.formatted(
                                customer.id(), made.get("id").stringValue()))
                .ok()
                .get("data");
        assertThat(seats).hasSize(1);
        assertThat(seats.at("/0/balances/0/balance").intValue()).isEqualTo(100);
        assertThat(api.post(
                                "/v1/packages/create",
                                "{'name': 'Known', 'subscriptions': [{'seat_config': {'seat_group_key': 'user',"
                                        + " 'initial_seat_ids': ['a']}}]}")
                        .refused(400))
                .isEqualTo("subscriptions[0].seat_config.initial_seat_ids: unknown field");
    }

    @Test
    void the_words_of_a_package_are_shown_as_they_are_published() {
        AccountFixture.registerKey(api, "type", "commit", "package_commit");
        String id = create("Lower case", """
            , 'rate_card_id': '%1$s', 'multiplier_override_prioritization': 'explicit',
              'usage_statement_schedule': {'frequency': 'quarterly', 'day': 'contract_start'},
              'scheduled_charges_on_usage_invoices': 'all',
              'commits': [{'product_id': '%2$s', 'type': 'prepaid', 'rate_type': 'commit_rate', 'name': 'prepaid',
                'custom_fields': {'type': 'lower'}, 'specifiers': [{'pricing_group_values': {'type': 'lower'}}],
                'access_schedule': {'schedule_items': [{'amount': 1, 'starting_at_offset': {'value': 0, 'unit': 'days'},
                  'duration': {'value': 1, 'unit': 'months'}}]}}],
              'overrides': [{'starting_at_offset': {'value': 0, 'unit': 'days'}, 'type': 'multiplier', 'multiplier': 0.5,
                  'priority': 1, 'rate_target': 'commit_rate', 'is_commit_specific': true,
                  'override_specifiers': [{'product_id': '%4$s'}]},
                {'starting_at_offset': {'value': 0, 'unit': 'days'}, 'multiplier': 0.5, 'priority': 2, 'target': 'list_rate',
                  'override_specifiers': [{'product_id': '%3$s', 'billing_frequency': 'yearly'}]}],
              'recurring_credits': [{'product_id': '%2$s', 'priority': 1, 'commit_duration': {'value': 1, 'unit': 'periods'},
                'recurrence_frequency': 'monthly', 'proration': 'first', 'rate_type': 'list_rate',
                'proration_rounding': {'access': {'decimal_places': 0, 'rounding_method': 'half_up'}},
                'starting_at_offset': {'value': 0, 'unit': 'days'}, 'access_amount': {'unit_price': 100,
                'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'}}],
              'subscriptions': [{'collection_schedule': 'advance', 'initial_quantity': 1,
                'quantity_management_mode': 'quantity_only', 'billing_cycle_config': {'invoice_placement': 'on_scheduled_invoice'},
                'proration': {'invoice_behavior': 'bill_immediately', 'rounding': {'decimal_places': 0, 'rounding_method': 'floor'}},
                'subscription_rate': {'product_id': '%3$s', 'billing_frequency': 'yearly'}}],
              'spend_threshold_configuration': {'is_enabled': false, 'threshold_amount': 500,
                'commit': {'product_id': '%2$s', 'name': 'none'}, 'payment_gate_config': {'payment_gate_type': 'stripe',
                'tax_type': 'none', 'stripe_config': {'payment_type': 'invoice', 'invoice_metadata': {'type': 'lower'}}}}\
            """.formatted(
                        account.rateCard, account.fixedProduct, subscriptionProduct(), account.usageProduct));
        // Each answer is held against the published document, with its words.
        JsonNode shown = get(id);
        assertThat(shown.at("/commits/0/type").stringValue()).isEqualTo("PREPAID");
        assertThat(shown.at("/commits/0/name").stringValue()).isEqualTo("prepaid");
        assertThat(shown.at("/commits/0/custom_fields/type").stringValue()).isEqualTo("lower");
        assertThat(shown.at("/commits/0/specifiers/0/pricing_group_values/type").stringValue())
                .isEqualTo("lower");
        assertThat(shown.at("/overrides/0/target").stringValue()).isEqualTo("COMMIT_RATE");
        assertThat(shown.at("/overrides/1/override_specifiers/0/billing_frequency")
                        .stringValue())
                .isEqualTo("ANNUAL");
        assertThat(shown.at("/subscriptions/0/subscription_rate/billing_frequency")
                        .stringValue())
                .isEqualTo("ANNUAL");
        assertThat(shown.at("/spend_threshold_configuration/payment_gate_config")
                        .toString())
                .contains("\"payment_gate_type\":\"STRIPE\"", "\"type\":\"lower\"");
        assertThat(shown.at("/spend_threshold_configuration/commit/name").stringValue())
                .isEqualTo("none");
        assertThat(api.post("/v1/packages/list?limit=100", "{}")
                        .ok()
                        .get("data")
                        .valueStream()
                        .filter(one -> one.get("id").stringValue().equals(id))
                        .findFirst())
                .contains(shown);
    }

    /** Each answer is held against the published document, with the members that it requires. */
    @Test
    void terms_in_a_contracts_own_form_are_shown_in_that_of_packages() {
        String id = create("Own form", """
            , 'rate_card_id': '%1$s',
              'commits': [{'product_id': '%2$s', 'type': 'PREPAID', 'access_schedule': {'schedule_items': [{'amount': 700,
                  'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'duration': {'value': 1, 'unit': 'MONTHS'}}]},
                'invoice_schedule': {'schedule_items': [{'date_offset': {'value': 1, 'unit': 'DAYS'}, 'amount': 600}]}}],
              'scheduled_charges': [{'product_id': '%2$s', 'schedule': {'schedule_items': [
                {'date_offset': {'value': 1, 'unit': 'MONTHS'}, 'amount': 5000.5},
                {'date_offset': {'value': 2, 'unit': 'MONTHS'}, 'unit_price': 20, 'quantity': 3, 'amount': 60}]}}],
              'recurring_commits': [{'product_id': '%2$s', 'priority': 1, 'commit_duration': {'value': 1},
                'recurrence_frequency': 'MONTHLY', 'starting_at_offset': {'value': 0, 'unit': 'DAYS'},
                'access_amount': {'unit_price': 100, 'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'},
                'invoice_amount': {'unit_price': 90, 'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2'}}],
              'overrides': [
                {'product_id': '%3$s', 'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'multiplier': 0.9},
                {'applicable_product_tags': ['compute'], 'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'multiplier': 0.8},
                {'override_specifiers': [{'product_id': '%3$s'}], 'starting_at_offset': {'value': 0, 'unit': 'DAYS'},
                  'multiplier': 0.7}]\
            """.formatted(account.rateCard, account.fixedProduct, account.usageProduct));
        JsonNode shown = get(id);
        assertThat(prices(shown.at("/commits/0/invoice_schedule"))).containsExactly("600 x 1");
        assertThat(prices(shown.at("/scheduled_charges/0/schedule"))).containsExactly("5000.5 x 1", "20 x 3");
        assertThat(shown.at("/commits/0/access_schedule/schedule_items/0").has("unit_price"))
                .isFalse();
        assertThat(shown.at("/recurring_commits/0/invoice_amount/quantity").intValue())
                .isEqualTo(1);
        JsonNode overrides = shown.get("overrides");
        assertThat(overrides.at("/0/product/id").stringValue()).isEqualTo(account.usageProduct);
        assertThat(overrides.at("/0/product/name").stringValue()).isNotEmpty();
        assertThat(overrides.get(0).has("product_id")).isFalse();
        assertThat(overrides
                        .valueStream()
                        .map(one -> one.get("override_specifiers").size()))
                .containsExactly(0, 0, 1);
        assertThat(overrides.at("/1/applicable_product_tags/0").stringValue()).isEqualTo("compute");
        assertThat(overrides.at("/2/override_specifiers/0/product_id").stringValue())
                .isEqualTo(account.usageProduct);
        JsonNode made = contract("'package_id': '" + id + "', 'starting_at': '2025-02-01T00:00:00Z'");
        assertThat(prices(made.at("/scheduled_charges/0/schedule"))).containsExactly("5000.5 x 1", "20 x 3");
        assertThat(made.at("/overrides")).hasSize(3);
    }

    private static List<String> prices(JsonNode schedule) {
        return schedule.get("schedule_items")
                .valueStream()
                .map(item -> item.get("unit_price") + " x " + item.get("quantity"))
                .toList();
    }

    @Test
    void threshold_billing_of_a_package_is_its_contracts() {
        String id = create("Topped up", """
            , 'rate_card_id': '%s', 'prepaid_balance_threshold_configuration': {'is_enabled': true, 'threshold_amount': 500,
              'recharge_to_amount': 2000, 'commit': {'product_id': '%s', 'name': 'Recharge'},
              'payment_gate_config': {'payment_gate_type': 'NONE'}}\
            """.formatted(account.rateCard, account.fixedProduct));
        assertThat(get(id).at("/prepaid_balance_threshold_configuration/threshold_amount")
                        .intValue())
                .isEqualTo(500);
        JsonNode made = contract("'package_id': '" + id + "', 'starting_at': '2025-02-01T00:00:00Z',"
                + " 'billing_provider_configuration': {'billing_provider_configuration_id': '" + customer.stripe()
                + "'}");
        assertThat(made.at("/prepaid_balance_threshold_configuration/recharge_to_amount")
                        .intValue())
                .isEqualTo(2000);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '|',
            nullValues = "-",
            value = {
                "STRIPE | - | -",
                "STRIPE | stripe | -",
                "STRIPE | netsuite | threshold billing that is paid through Stripe needs a Stripe configuration:"
                        + " disable it first",
                "STRIPE | aws_marketplace | threshold billing does not work with a marketplace: disable the contract's"
                        + " threshold configurations first",
                "NONE | netsuite | -",
                "NONE | azure_marketplace | threshold billing does not work with a marketplace: disable the contract's"
                        + " threshold configurations first",
            })
    void threshold_billing_of_a_package_is_held_to_its_billing_provider(String gate, String provider, String refusal) {
        String stripe = ", 'stripe_config': {'payment_type': 'PAYMENT_INTENT'}";
        Api.Answer answer = api.post("/v1/packages/create", """
            {'name': 'Gated', 'rate_card_id': '%s', 'spend_threshold_configuration': {'is_enabled': true, 'threshold_amount': 500,
             'commit': {'product_id': '%s', 'name': 'Spent'}, 'payment_gate_config': {'payment_gate_type': '%s'%s}}%s}
            """.formatted(
                account.rateCard,
                account.fixedProduct,
                gate,
                gate.equals("STRIPE") ? stripe : "",
                provider == null
                        ? ""
                        : ", 'billing_provider': '" + provider + "', 'delivery_method': 'direct_to_billing_provider'"));
        if (refusal == null) {
            answer.ok();
        } else {
            assertThat(answer.refused(400)).isEqualTo(refusal);
        }
    }

    @Test
    void a_contract_of_a_package_with_a_stripe_gate_needs_a_stripe_configuration() {
        String id = create("Gated for anybody", """
            , 'rate_card_id': '%s', 'spend_threshold_configuration': {'is_enabled': true, 'threshold_amount': 500,
              'commit': {'product_id': '%s', 'name': 'Spent'}, 'payment_gate_config': {'payment_gate_type': 'STRIPE',
              'stripe_config': {'payment_type': 'PAYMENT_INTENT'}}}\
            """.formatted(account.rateCard, account.fixedProduct));
        String start = "'package_id': '" + id + "', 'starting_at': '2025-02-01T00:00:00Z'";
        assertThat(provision(start).refused(400)).contains("needs a Stripe configuration");
        assertThat(contract(start + ", 'billing_provider_configuration': {'billing_provider_configuration_id': '"
                                + customer.stripe() + "'}")
                        .at("/spend_threshold_configuration/is_enabled")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void a_rate_card_alias_of_a_package_is_a_cards_from_the_start() {
        String package_ = "{'name': 'By alias', 'rate_card_alias': 'nobodys'}";
        assertThat(api.post("/v1/packages/create", package_).refused(400))
                .isEqualTo("rate_card_alias: no rate card has this alias when the contract starts");
        assertThat(api.post("/v1/packages/list", "{}").ok().toString()).doesNotContain("nobodys");
    }

    @Test
    void a_prepaid_commit_that_is_paid_only_behind_the_contracts_end_is_refused() {
        String paid = """
            {'name': 'Given away', 'duration': {'value': 2, 'unit': 'MONTHS'}, 'commits': [{'product_id': '%s', 'type': 'PREPAID',
             'access_schedule': {'schedule_items': [{'amount': 1, 'starting_at_offset': {'value': 0, 'unit': 'DAYS'},
              'duration': {'value': 1, 'unit': 'MONTHS'}}]}, 'invoice_schedule': {'schedule_items': [
              {'date_offset': {'value': %s, 'unit': 'MONTHS'}, 'unit_price': 3, 'quantity': 1}]}}]}
            """;
        assertThat(api.post("/v1/packages/create", paid.formatted(account.fixedProduct, 2))
                        .refused(400))
                .startsWith("invoice_schedule: a payment of a contract's commit must lie before the contract's"
                        + " ending_before");
        api.post("/v1/packages/create", paid.formatted(account.fixedProduct, 1)).ok();
    }

    @Test
    void row_p2_an_alias_names_the_package_that_has_it_when_the_contract_starts() {
        String first = create("First", ", 'aliases': [{'name': 'starter'}]");
        String second = create("Second", ", 'aliases': [{'name': 'starter', 'starting_at': '2026-02-01T00:00:00Z'}]");
        assertThat(contract("'package_alias': 'starter', 'starting_at': '2026-01-31T00:00:00Z'")
                        .get("package_id")
                        .stringValue())
                .isEqualTo(first);
        assertThat(contract("'package_alias': 'starter', 'starting_at': '2026-02-01T00:00:00Z'")
                        .get("package_id")
                        .stringValue())
                .isEqualTo(second);
        assertThat(get(first).get("aliases").toString())
                .isEqualTo("[{\"name\":\"starter\",\"ending_before\":\"2026-02-01T00:00:00.000Z\"}]");
        assertThat(get(second).get("aliases").toString())
                .isEqualTo("[{\"name\":\"starter\",\"starting_at\":\"2026-02-01T00:00:00.000Z\"}]");
    }

    @Test
    void an_alias_without_dates_moves_as_a_whole() {
        String first = create("First", ", 'aliases': [{'name': 'whole', 'starting_at': '2025-06-01T00:00:00Z'}]");
        String second = create("Second", ", 'aliases': [{'name': 'whole'}]");
        assertThat(get(first).get("aliases")).isEmpty();
        assertThat(get(second).get("aliases").toString()).isEqualTo("[{\"name\":\"whole\"}]");
    }

    @Test
    void who_had_an_alias_before_has_it_no_more_after_another_had_it_for_a_while() {
        String first = create("First", ", 'aliases': [{'name': 'lent'}]");
        String later = create("Later", ", 'aliases': [{'name': 'lent', 'starting_at': '2025-08-01T00:00:00Z'}]");
        create("While", """
            , 'aliases': [{'name': 'lent', 'starting_at': '2025-03-01T00:00:00Z', 'ending_before': '2025-04-01T00:00:00Z'}]\
            """);
        assertThat(get(first).at("/aliases/0/ending_before").stringValue()).isEqualTo("2025-03-01T00:00:00.000Z");
        assertThat(provision("'package_alias': 'lent', 'starting_at': '2025-04-01T00:00:00Z'")
                        .refused(400))
                .startsWith("package_alias: no package has this alias at 2025-04-01T00:00:00Z");
        assertThat(contract("'package_alias': 'lent', 'starting_at': '2025-08-01T00:00:00Z'")
                        .get("package_id")
                        .stringValue())
                .isEqualTo(later);
    }

    @Test
    void row_p3_months_end_on_the_last_day_of_a_shorter_month() {
        String id = create("Clamped", commit(""));
        JsonNode made = contract("'package_id': '" + id + "', 'starting_at': '2025-01-31T00:00:00Z'");
        JsonNode item = made.at("/commits/0/access_schedule/schedule_items/0");
        assertThat(item.get("starting_at").stringValue()).isEqualTo("2025-02-28T00:00:00.000Z");
        assertThat(item.get("ending_before").stringValue()).isEqualTo("2025-03-31T00:00:00.000Z");
    }

    @Test
    void row_p4_a_package_is_named_once_and_brings_its_own_terms() {
        String id = create("Own terms", ", 'rate_card_id': '" + account.rateCard + "'");
        String start = "'starting_at': '2025-02-01T00:00:00Z', 'package_id': '" + id + "'";
        assertThat(provision(start + ", 'package_alias': 'x'").refused(400))
                .isEqualTo("package_alias: name the package either by id or by alias");
        assertThat(provision(start + ", 'rate_card_id': '" + account.rateCard + "'")
                        .refused(400))
                .isEqualTo("rate_card_id: comes from the package");
        assertThat(provision(start + ", 'nonsense': 1").refused(400)).startsWith("nonsense: unknown field");
        JsonNode made = contract(start + ", 'commits': [], 'uniqueness_key': 'p4', 'custom_fields': {'a': 'b'}");
        assertThat(made.get("rate_card_id").stringValue()).isEqualTo(account.rateCard);
        assertThat(made.get("uniqueness_key").stringValue()).isEqualTo("p4");
        assertThat(made.at("/custom_fields/a").stringValue()).isEqualTo("b");
    }

    @Test
    void row_p5_a_billing_provider_of_the_package_needs_exactly_one_configuration() {
        String id = create("Billed", ", 'billing_provider': 'stripe', 'delivery_method': 'direct_to_billing_provider'");
        String start = "'starting_at': '2025-02-01T00:00:00Z', 'package_id': '" + id + "'";
        assertThat(provision(start).refused(400))
                .startsWith("billing_provider_configuration: the customer has 2 live configurations");
        assertThat(provision(start + ", 'billing_provider_configuration': {'billing_provider_configuration_id': '"
                                + customer.stripe() + "'}")
                        .refused(400))
                .isEqualTo("billing_provider_configuration: comes from the package");

        String bare = api.post("/v1/customers", "{'name': 'Bare'}")
                .ok()
                .at("/data/id")
                .stringValue();
        String forBare = "{'customer_id': '" + bare + "', " + start + "}";
        assertThat(api.post("/v1/contracts/create", forBare).refused(400)).contains("no live configuration");
        api.post("/v1/customers/" + bare + "/billing-config/stripe", """
            {"billing_provider_customer_id": "cus_9", "stripe_collection_method": "send_invoice"}\
            """).ok();
        api.post("/v1/contracts/create", forBare).ok();
    }

    @Test
    void a_package_without_a_billing_provider_leaves_it_to_the_request() {
        String id = create("Unbilled", "");
        JsonNode made = contract("'starting_at': '2025-02-01T00:00:00Z', 'package_id': '" + id
                + "', 'billing_provider_configuration': {'billing_provider_configuration_id': '" + customer.stripe()
                + "'}");
        assertThat(made.at("/customer_billing_provider_configuration/id").stringValue())
                .isEqualTo(customer.stripe());
    }

    @Test
    void row_p6_an_archived_package_provisions_nothing_and_its_contracts_go_on() {
        String id = create("Gone", "");
        String start = "'starting_at': '2025-02-01T00:00:00Z', 'package_id': '" + id + "'";
        JsonNode made = contract(start);
        String archive = "{'package_id': '" + id + "'}";
        long before = server.audited("archive_package");
        api.post("/v1/packages/archive", archive).ok();
        assertThat(api.post("/v1/packages/archive", archive).refused(422)).isEqualTo("already archived");
        assertThat(provision(start).refused(400)).isEqualTo("package_id: this package is archived");
        assertThat(get(id).get("archived_at").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
        assertThat(made.has("archived_at")).isFalse();
        assertThat(server.audited("archive_package")).isEqualTo(before + 1);
    }

    @Test
    void row_p8_a_uniqueness_key_is_used_once_and_shown_with_its_prefix() {
        String id = create("Unique", ", 'uniqueness_key': 'k'");
        int before = list("?limit=100", "{'archive_filter': 'ALL'}").size();
        assertThat(api.post(
                                "/v1/packages/create",
                                "{'name': 'Again', 'uniqueness_key': 'k', 'aliases': [{'name': 'k8'}]}")
                        .refused(409))
                .isEqualTo("This uniqueness key has already been used");
        assertThat(list("?limit=100", "{'archive_filter': 'ALL'}")).hasSize(before);
        assertThat(get(id).get("uniqueness_key").stringValue()).isEqualTo("package:k");
    }

    @Test
    void row_p9_custom_fields_of_a_term_go_to_what_is_made_of_it() {
        String id = create("Golden", commit(", 'custom_fields': {'tier': 'gold', 'starting_at': 'free text'}"));
        JsonNode made = contract("'package_id': '" + id + "', 'starting_at': '2025-02-01T00:00:00Z'");
        assertThat(made.at("/commits/0/custom_fields/tier").stringValue()).isEqualTo("gold");
        assertThat(get(id).at("/commits/0/custom_fields/starting_at").stringValue())
                .isEqualTo("free text");
    }

    @Test
    void custom_fields_that_a_term_is_given_later_go_to_contracts_made_later() {
        String id = create("Silver", commit(", 'custom_fields': {'tier': 'silver'}"));
        String start = "'package_id': '" + id + "', 'starting_at': '2025-02-01T00:00:00Z'";
        JsonNode earlier = contract(start);
        String term = get(id).at("/commits/0/id").stringValue();
        api.post(
                        "/v1/customFields/setValues",
                        "{'entity': 'package_commit', 'entity_id': '%s', 'custom_fields': {'tier': 'gold'}}"
                                .formatted(term))
                .ok();
        assertThat(get(id).at("/commits/0/custom_fields/tier").stringValue()).isEqualTo("gold");
        assertThat(contract(start).at("/commits/0/custom_fields/tier").stringValue())
                .isEqualTo("gold");
        assertThat(earlier.at("/commits/0/custom_fields/tier").stringValue()).isEqualTo("silver");
        assertThat(api.post(
                                "/v1/customFields/setValues",
                                "{'entity': 'package_credit', 'entity_id': '%s', 'custom_fields': {}}".formatted(term))
                        .refused(404))
                .startsWith("no package_credit has the id");
    }

    @Test
    void custom_fields_of_a_term_need_keys_of_package_terms() {
        AccountFixture.registerKey(api, "commits_only", "commit");
        assertThat(api.post(
                                "/v1/packages/create",
                                "{'name': 'Unregistered'" + commit(", 'custom_fields': {'commits_only': 'x'}") + "}")
                        .refused(400))
                .isEqualTo("commits[0].custom_fields.commits_only: no such custom field key");
    }

    @Test
    void row_p11_an_alias_that_nobody_has_then_is_400() {
        assertThat(provision("'package_alias': 'nobodys', 'starting_at': '2025-02-01T00:00:00Z'")
                        .refused(400))
                .isEqualTo("package_alias: no package has this alias at 2025-02-01T00:00:00Z");
    }

    @Test
    void row_p12_a_contract_starts_on_an_hour() {
        String id = create("Hourly", "");
        assertThat(provision("'package_id': '" + id + "', 'starting_at': '2025-02-01T10:30:00Z'")
                        .refused(400))
                .startsWith("starting_at: is required to be on an hour boundary");
    }

    @Test
    void an_override_names_a_commit_of_its_package_by_a_temporary_id() {
        String id = create("Specific", commit(", 'temporary_id': 'base'") + """
            , 'rate_card_id': '%s', 'overrides': [{'starting_at_offset': {'value': '0', 'unit': 'DAYS'}, 'type': 'MULTIPLIER',
              'multiplier': 0.5, 'is_commit_specific': true, 'override_specifiers': [{'commit_ids': ['base']}]}]\
            """.formatted(account.rateCard));
        JsonNode shown = get(id);
        assertThat(shown.at("/overrides/0/override_specifiers/0/commit_template_ids/0")
                        .stringValue())
                .isEqualTo(shown.at("/commits/0/id").stringValue());
        assertThat(shown.at("/overrides/0/starting_at_offset").toString()).isEqualTo("{\"unit\":\"DAYS\",\"value\":0}");
        JsonNode made = contract("'package_id': '" + id + "', 'starting_at': '2025-02-01T00:00:00Z'");
        assertThat(made.at("/overrides/0/override_specifiers/0/commit_ids/0").stringValue())
                .isEqualTo(made.at("/commits/0/id").stringValue());
    }

    @Test
    void a_temporary_id_in_a_list_of_another_kind_is_refused_of_a_package_too() {
        String override = """
            , 'rate_card_id': '%s', 'overrides': [{'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'multiplier': 0.5,
              'is_commit_specific': true, 'override_specifiers': [{'recurring_commit_ids': ['base']}]}]\
            """.formatted(account.rateCard);
        assertThat(api.post(
                                "/v1/packages/create",
                                "{'name': 'Mistaken'" + commit(", 'temporary_id': 'base'") + override + "}")
                        .refused(400))
                .isEqualTo("overrides[0].override_specifiers[0].recurring_commit_ids: \"base\" is a commit: name it in"
                        + " commit_ids");
    }

    @Test
    void what_lies_behind_the_contracts_end_is_left_out_and_what_reaches_beyond_it_ends_with_it() {
        String id = create("Cut", """
            , 'duration': {'value': 2, 'unit': 'MONTHS'}, 'contract_name': 'Two months',
              'commits': [{'product_id': '%1$s', 'type': 'PREPAID', 'access_schedule': {'schedule_items': [
                  {'amount': 1, 'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'duration': {'value': 3, 'unit': 'MONTHS'}},
                  {'amount': 2, 'starting_at_offset': {'value': 2, 'unit': 'MONTHS'}, 'duration': {'value': 1, 'unit': 'MONTHS'}}]},
                 'invoice_schedule': {'schedule_items': [
                  {'date_offset': {'value': 1, 'unit': 'MONTHS'}, 'unit_price': 3, 'quantity': 1},
                  {'date_offset': {'value': 2, 'unit': 'MONTHS'}, 'unit_price': 4, 'quantity': 1}]}},
                {'product_id': '%1$s', 'type': 'PREPAID', 'access_schedule': {'schedule_items': [
                  {'amount': 3, 'starting_at_offset': {'value': 1, 'unit': 'YEARS'}, 'duration': {'value': 1, 'unit': 'DAYS'}}]}}],
              'scheduled_charges': [{'product_id': '%1$s', 'schedule': {'schedule_items': [
                  {'date_offset': {'value': 1, 'unit': 'MONTHS'}, 'unit_price': 5, 'quantity': 2},
                  {'date_offset': {'value': 2, 'unit': 'MONTHS'}, 'unit_price': 7, 'quantity': 1}]}}]\
            """.formatted(account.fixedProduct));
        JsonNode made = contract("'package_id': '" + id + "', 'starting_at': '2025-02-01T00:00:00Z'");
        assertThat(made.get("name").stringValue()).isEqualTo("Two months");
        assertThat(made.get("ending_before").stringValue()).isEqualTo("2025-04-01T00:00:00.000Z");
        assertThat(made.get("commits")).hasSize(1);
        assertThat(made.at("/commits/0/access_schedule/schedule_items")).hasSize(1);
        assertThat(made.at("/commits/0/access_schedule/schedule_items/0/ending_before")
                        .stringValue())
                .isEqualTo("2025-04-01T00:00:00.000Z");
        assertThat(made.at("/commits/0/invoice_schedule/schedule_items")).hasSize(1);
        assertThat(made.at("/scheduled_charges/0/schedule/schedule_items")).hasSize(1);
        assertThat(made.at("/scheduled_charges/0/schedule/schedule_items/0/timestamp")
                        .stringValue())
                .isEqualTo("2025-03-01T00:00:00.000Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'duration': {'value': 0, 'unit': 'DAYS'} | duration.value: must be a whole number from 1 to 36500",
                "'duration': {'value': '1.5', 'unit': 'DAYS'} | duration.value: must be a whole number",
                "'duration': {'value': 1, 'unit': 'HOURS'} | duration.unit: must be one of",
                "'duration': 5 | duration: must be an object",
                "'starting_at': '2025-01-01T00:00:00Z' | starting_at: unknown field",
                "'hierarchy_configuration': {} | hierarchy_configuration: unknown field",
                "'billing_provider': 'stripe' | delivery_method: billing_provider and delivery_method go together",
                "'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'CUSTOM_DATE'} |"
                        + " usage_statement_schedule.day: must be",
                "'aliases': [{'name': ''}] | aliases[0].name: must have 1 to 255 characters",
                "'aliases': [{'name': 'a', 'starting_at': '2025-01-02T00:00:00Z', 'ending_before':"
                        + " '2025-01-02T00:00:00Z'}] | aliases[0].ending_before: must be after",
                "'commits': [{'type': 'PREPAID', 'access_schedule': {'schedule_items': [{'amount': 1, 'starting_at':"
                        + " '2025-01-01T00:00:00Z'}]}}] | commits[0].access_schedule.schedule_items[0].starting_at: a"
                        + " package has no instants; give starting_at_offset",
                "'commits': [{'product_id': 'FIXED', 'type': 'PREPAID', 'access_schedule': {'schedule_items':"
                        + " [{'amount': 1, 'starting_at_offset': {'value': 0, 'unit': 'DAYS'}}]}}] |"
                        + " commits[0].access_schedule.schedule_items[0].duration: is required",
                "'commits': [{'product_id': 'FIXED', 'type': 'PREPAID', 'access_schedule': {'schedule_items':"
                    + " [{'amount': 1, 'starting_at_offset': {'value': -1, 'unit': 'DAYS'}, 'duration': {'value': 1,"
                    + " 'unit': 'DAYS'}}]}}] | commits[0].access_schedule.schedule_items[0].starting_at_offset.value:"
                    + " must be a whole number from 0",
                "'scheduled_charges': [{'product_id': 'FIXED', 'schedule': {'recurring_schedule': {}}}] |"
                        + " scheduled_charges[0].schedule.recurring_schedule: unknown field",
                "'overrides': [{'type': 'MULTIPLIER', 'multiplier': 2}] | overrides[0].starting_at_offset: is required",
                "'overrides': [{'starting_at_offset': {'value': 0, 'unit': 'DAYS'}, 'type': 'OVERWRITE',"
                    + " 'overwrite_rate': {'rate_type': 'FLAT', 'price': 1, 'custom_rate': {'a': 1}}}] |"
                    + " overrides[0].overwrite_rate.custom_rate: is for rate_type CUSTOM, which is not supported; use"
                    + " FLAT or TIERED",
                "'recurring_credits': [{'product_id': 'FIXED', 'priority': 1, 'duration': {'value': 1, 'unit':"
                        + " 'DAYS'}}] | recurring_credits[0].starting_at_offset: is required",
                "'commits': [{'id': 'x'}] | commits[0].id: unknown field",
                "'commits': 5 | commits: must be a list",
                "'rate_card_id': '018f0000-0000-7000-8000-000000000000' | rate_card_id: no rate card has this id"
            })
    void what_makes_no_package_is_refused_with_its_place(String member, String why) {
        String body = "{'name': 'Bad', " + member.replace("FIXED", account.fixedProduct) + "}";
        assertThat(api.post("/v1/packages/create", body).refused(400)).startsWith(why);
    }

    @Test
    void the_members_known_are_those_of_the_published_document() {
        assertThat(CreatePackage.fields())
                .containsExactlyInAnyOrderElementsOf(
                        OpenApiContract.requestFields("/v1/packages/create").keySet().stream()
                                .filter(place -> place.size() == 1)
                                .map(place -> (String) place.getFirst())
                                .toList());
    }

    @Test
    void a_package_needs_a_name_and_has_no_contract_before_one_is_created() {
        assertThat(api.post("/v1/packages/create", "{}").refused(400)).isEqualTo("name: is required");
        assertThat(api.post("/v1/packages/get", "{'package_id': '" + UUID.randomUUID() + "'}")
                        .refused(404))
                .startsWith("no package has the id");
        Api.Answer unknown =
                api.post("/v1/packages/listContractsOnPackage", "{'package_id': '" + UUID.randomUUID() + "'}");
        assertThat(unknown.refused(400)).startsWith("no package has the id");
        assertThat(unknown.json().get("code").stringValue()).isEqualTo("PackageNotFound");
    }

    @Test
    void contracts_of_a_package_are_listed_page_by_page() {
        String id = create("Listed", ", 'duration': {'value': 1, 'unit': 'MONTHS'}");
        List<String> made = new ArrayList<>();
        for (String start : List.of("2025-02-01", "2025-03-01", "2025-04-01")) {
            made.add(contract("'package_id': '" + id + "', 'starting_at': '" + start + "T00:00:00Z'")
                    .get("id")
                    .stringValue());
        }
        api.post("/v1/contracts/archive", """
            {'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}\
            """.formatted(customer.id(), made.get(2)))
                .ok();
        assertThat(onPackage(id, "")).containsExactly(made.get(0), made.get(1));
        assertThat(onPackage(id, ", 'include_archived': true")).containsExactlyElementsOf(made);
        assertThat(onPackage(id, ", 'covering_date': '2025-03-01T00:00:00Z'")).containsExactly(made.get(1));
        assertThat(onPackage(id, ", 'starting_at': '2025-03-01T00:00:00Z'")).containsExactly(made.get(1));
        assertThat(api.post(
                                "/v1/packages/listContractsOnPackage",
                                "{'package_id': '" + id
                                        + "', 'covering_date': '2025-03-01T00:00:00Z', 'starting_at':"
                                        + " '2025-03-01T00:00:00Z'}")
                        .refused(400))
                .isEqualTo("covering_date: give either starting_at or covering_date");
    }

    private static List<String> onPackage(String id, String more) {
        List<String> all = new ArrayList<>();
        String page = "?limit=1";
        while (true) {
            JsonNode answer = api.post(
                            "/v1/packages/listContractsOnPackage" + page, "{'package_id': '" + id + "'" + more + "}")
                    .ok();
            answer.get("data").forEach(one -> all.add(one.get("contract_id").stringValue()));
            if (answer.get("next_page").isNull()) {
                return all;
            }
            page = "?limit=1&next_page=" + answer.get("next_page").stringValue();
        }
    }

    @Test
    void packages_are_listed_by_whether_they_are_archived() {
        String there = create("There", "");
        String gone = create("Gone too", "");
        api.post("/v1/packages/archive", "{'package_id': '" + gone + "'}").ok();
        assertThat(list("?limit=100", "{}")).contains(there).doesNotContain(gone);
        assertThat(list("?limit=100", "{'archive_filter': 'ARCHIVED'}"))
                .contains(gone)
                .doesNotContain(there);
        assertThat(list("", "{'archive_filter': 'ALL'}")).hasSizeLessThanOrEqualTo(10);
    }

    private static List<String> list(String query, String body) {
        List<String> all = new ArrayList<>();
        api.post("/v1/packages/list" + query, body)
                .ok()
                .get("data")
                .forEach(one -> all.add(one.get("id").stringValue()));
        return all;
    }

    @Test
    void nobody_rewrites_a_package() {
        String id = create("Written once", "");
        JdbcClient database = server.bean(JdbcClient.class);
        for (String statement :
                List.of("UPDATE package SET name = 'other' WHERE id = :id", "DELETE FROM package WHERE id = :id")) {
            assertThatThrownBy(() -> database.sql(statement)
                            .param("id", UUID.fromString(id))
                            .update())
                    .hasMessageContaining("is never changed");
        }
    }
}

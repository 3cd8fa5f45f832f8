package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members of the published API that are never acted on here: each is refused with what says the same, and changes nothing. */
class RefusedForAReasonTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-20T00:00:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static final AccountFixture.Customer acme = account.customer("acme");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        custom_rate | {'a': 1} | is for rate_type CUSTOM, which is not supported; use FLAT or TIERED
        is_prorated | true     | is for rate_type SUBSCRIPTION; a subscription of a contract has its own proration and quantity
        quantity    | 2        | is for rate_type SUBSCRIPTION; a subscription of a contract has its own proration and quantity
        """)
    void a_rate_has_nothing_of_other_rate_types(String member, String value, String why) {
        assertThat(api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1, '%s': %s}\
            """.formatted(
                                        account.rateCard, account.usageProduct, member, value))
                        .refused(400))
                .isEqualTo(member + ": " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        /v1/contract-pricing/products/create | 'type': 'FIXED', 'sql_breakdown_granularity': 'HOUR' | sql_breakdown_granularity: is for products of SQL metrics, and there are none here
        /v1/customers | 'customer_revenue_system_configurations': [{'provider': 'netsuite'}] | customer_revenue_system_configurations: an invoice goes to exactly one destination here; NetSuite can be it as billing_provider of customer_billing_provider_configurations
        """)
    void a_product_or_customer_is_not_created_with_it(String path, String member, String why) {
        assertThat(api.post(path, "{'name': 'n', " + member + "}").refused(400)).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({"commits,PREPAID", "commits,POSTPAID"})
    void a_commit_says_its_amount_by_its_schedules(String list, String type) {
        assertThat(api.post("/v1/contracts/create", """
            {'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z',
             '%s': [{'type': '%s', 'product_id': '%s', 'amount': 5}]}\
            """.formatted(acme.id(), list, type, account.fixedProduct))
                        .refused(400))
                .isEqualTo(list + "[0].amount: is said by access_schedule, and by invoice_schedule for what is paid");
    }
}

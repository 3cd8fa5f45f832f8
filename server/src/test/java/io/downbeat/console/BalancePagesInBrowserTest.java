package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

/** Commits and credits as a person sees them: what is left of what, what paid which line, and who changed it. */
class BalancePagesInBrowserTest extends InBrowser {
    private static AccountFixture.Contract contract;

    /** June is final, July is a draft; a customer of its own. */
    @BeforeAll
    static void agree() {
        AccountFixture account = story().account();
        AccountFixture.Customer umbrella = account.customer("umbrella");
        // Usage first: June is final as soon as its contract is there.
        umbrella.use("u-june", "2025-06-20T00:00:00Z", 20_000);
        umbrella.use("u-july", "2025-07-05T00:00:00Z", 45_000);
        story().server().settle();
        contract = umbrella.contract("2025-06-01T00:00:00Z", umbrella.stripe(), """
            , 'name': 'Growth',
            'commits': [{'type': 'PREPAID', 'name': 'Yearly commit', 'product_id': '%1$s', 'priority': 10,
              'access_schedule': {'schedule_items': [%2$s, %3$s]}, 'invoice_schedule': {'schedule_items': [
                {'timestamp': '2025-06-01T00:00:00Z', 'amount': 48000}, {'timestamp': '2026-06-01T00:00:00Z', 'amount': 48000}]}},
             {'type': 'POSTPAID', 'name': 'Minimum spend', 'product_id': '%1$s', 'priority': 50,
              'access_schedule': {'schedule_items': [%4$s]}, 'invoice_schedule': {'do_not_invoice': true,
                'schedule_items': [{'timestamp': '2026-06-01T00:00:00Z', 'amount': 100000}]}}],
            'recurring_credits': [{'name': 'Monthly credit', 'product_id': '%1$s', 'priority': 1,
              'starting_at': '2025-06-01T00:00:00Z', 'commit_duration': {'value': 1, 'unit': 'PERIODS'}, 'access_amount': {
                'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 5000, 'quantity': 1}}],
            'overrides': [{'product_id': '%5$s', 'type': 'MULTIPLIER', 'multiplier': 0.8, 'starting_at': '2025-07-01T00:00:00Z'},
             {'applicable_product_tags': ['gpu', 'tpu'], 'entitled': false, 'starting_at': '2025-06-01T00:00:00Z',
              'ending_before': '2026-01-01T00:00:00Z'}]\
            """.formatted(
                        account.fixedProduct,
                        segment(30000, "2025-06-01", "2026-06-01"),
                        segment(60000, "2026-06-01", "2027-06-01"),
                        segment(100000, "2025-06-01", "2026-06-01"),
                        account.usageProduct));
        api().post("/v1/contracts/customerCredits/create", """
            {'customer_id': '%s', 'name': 'Welcome credit', 'product_id': '%s', 'priority': 5, 'applicable_product_ids': ['%s'],
             'access_schedule': {'schedule_items': [%s]}}\
            """.formatted(
                                umbrella.id(),
                                account.fixedProduct,
                                account.usageProduct,
                                segment(1000, "2025-07-01", "2025-08-01")))
                .ok();
        story().server().settle();
        JsonNode commit = contract.read().at("/commits/0");
        api().post("/v1/contracts/addManualBalanceLedgerEntry", """
            {'customer_id': '%s', 'contract_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': 2500, 'reason': 'goodwill',
             'timestamp': '2025-07-10T00:00:00Z'}\
            """.formatted(
                        umbrella.id(),
                        contract.id(),
                        commit.get("id").stringValue(),
                        commit.at("/access_schedule/schedule_items/0/id").stringValue()))
                .ok();
    }

    private static Api api() {
        return story().server().api();
    }

    private static String id(String path, String body) {
        return api().post(path, body).ok().at("/data/id").stringValue();
    }

    private static String segment(int amount, String from, String until) {
        return "{'amount': %d, 'starting_at': '%sT00:00:00Z', 'ending_before': '%sT00:00:00Z'}"
                .formatted(amount, from, until);
    }

    private static List<String> texts(String testId) {
        return browser().all("[data-testid=" + testId + "]").stream()
                .map(WebElement::getText)
                .map(text -> text.replace('\n', ' '))
                .toList();
    }

    private static String june() {
        return contract.customer().invoices().stream()
                .filter(invoice -> invoice.get("type").stringValue().equals("USAGE")
                        && invoice.get("status").stringValue().equals("FINALIZED"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
    }

    @Test
    void a_contract_shows_what_is_left_of_what_and_its_overrides_in_words() {
        browser().go("/console/contracts/" + contract.id());
        assertThat(texts("balance"))
                .hasSize(4)
                .anySatisfy(row -> assertThat(row).contains("Yearly commit", "$0.00 of $300.00", "1 more later"))
                .anySatisfy(row -> assertThat(row).contains("Monthly credit Credit, monthly", "of $50.00", "used up"))
                .anySatisfy(row -> assertThat(row).contains("Welcome credit Credit, the customer's", "Use"));
        assertThat(texts("overrides").getFirst())
                .contains("Use: 0.8 × the listed price", "from 1 Jul 2025")
                .contains("What is tagged gpu or tpu: cannot be had", "1 Jun 2025 to 31 Dec 2025");
        look("contract-balances");
    }

    @Test
    void a_contract_says_what_else_it_agreed_on() {
        AccountFixture account = story().account();
        String metric = id("/v1/billable-metrics/create", """
            {'name': 'regional', 'aggregation_type': 'COUNT', 'event_type_filter': {'in_values': ['regional']},
             'property_filters': [{'name': 'region', 'exists': true}], 'group_keys': [['region']]}\
            """);
        String regional = id(
                "/v1/contract-pricing/products/create",
                "{'name': 'Regional', 'type': 'USAGE', 'billable_metric_id': '%s'}".formatted(metric));
        String card = id("/v1/contract-pricing/rate-cards/create", "{'name': 'By region'}");
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1}\
            """.formatted(card, regional))
                .ok();
        String seats = id("/v1/contract-pricing/products/create", "{'name': 'Seats', 'type': 'SUBSCRIPTION'}");
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1000, 'billing_frequency': 'MONTHLY'}\
            """.formatted(card, seats))
                .ok();
        AccountFixture.Customer initech = account.customer("initech");
        String parent = id("/v1/contracts/create", """
                          {'customer_id': '%1$s', 'rate_card_id': '%2$s', 'starting_at': '2025-06-01T00:00:00Z', 'name': 'Group',
                           'billing_provider_configuration': {'billing_provider_configuration_id': '%3$s'},
                           'discounts': [{'product_id': '%4$s', 'name': 'Launch discount', 'schedule': {'recurring_schedule': {
                             'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-12-01T00:00:00Z', 'frequency': 'MONTHLY',
                             'amount_distribution': 'EACH', 'unit_price': 2500, 'quantity': 1}}}],
                           'professional_services': [{'product_id': '%4$s', 'max_amount': 90000, 'unit_price': 30000, 'quantity': 3,
                             'description': 'Migration of the old system'}],
                           'usage_filter': {'group_key': 'region', 'group_values': ['us', 'eu']},
                           'subscriptions': [{'subscription_rate': {'product_id': '%5$s', 'billing_frequency': 'MONTHLY'},
              'collection_schedule': 'ADVANCE', 'proration': {}, 'initial_quantity': 12}],
            'prepaid_balance_threshold_configuration': {'is_enabled': false, 'threshold_amount': 50000,
                     'recharge_to_amount': 200000, 'commit': {'product_id': '%4$s'}, 'payment_gate_config': {'payment_gate_type': 'EXTERNAL'}},
                   'reseller_royalties': [{'reseller_type': 'AWS', 'fraction': 0.035, 'netsuite_reseller_id': 'R',
                             'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2026-06-01T00:00:00Z'}]}\
            """.formatted(
                        initech.id(), card, initech.stripe(), account.fixedProduct, seats));
        String child = id("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-06-01T00:00:00Z', 'hierarchy_configuration': {
              'parent': {'contract_id': '%s', 'customer_id': '%s'}, 'payer': 'PARENT',
              'usage_statement_behavior': 'CONSOLIDATE'}}\
            """.formatted(
                        account.customer("initech branch").id(), account.rateCard, parent, initech.id()));
        browser().go("/console/contracts/" + parent);
        assertThat(texts("also-agreed").getFirst())
                .contains("this contract pays, its usage stands on the parent's consolidated invoice")
                .contains("Launch discount: takes $25.00 off each time", "6 times from 1 Jun 2025 to 1 Nov 2025")
                .contains("billed on request up to $900.00 in all", "Migration of the old system")
                .contains("Seats: 12 of it now, charged monthly in advance", "from 1 Jun 2025")
                .contains("Threshold billing, off: when the balance is down to $500.00, it is filled up to $2,000.00")
                .contains("Usage filter: bills only usage whose region is eu or us", "from 1 Jun 2025")
                .contains("a reseller keeps 3.5% of what is billed", "1 Jun 2025 to 31 May 2026");
        look("contract-also-agreed");
        browser().follow(browser().find("[data-testid=also-agreed] a"));
        assertThat(browser().here()).endsWith(child);
        assertThat(texts("also-agreed").getFirst()).contains("the parent pays");
    }

    @Test
    void a_balance_shows_its_ledger_and_what_is_paid_for_it() {
        browser().go("/console/contracts/" + contract.id());
        browser()
                .follow(browser()
                        .find("[data-balance-id='"
                                + contract.read().at("/commits/0/id").stringValue() + "'] a"));
        assertThat(texts("ledger-entry"))
                .satisfiesExactly(
                        begins -> assertThat(begins).contains("1 Jun 2025 Can be used $300.00 $300.00"),
                        june -> assertThat(june).contains("1 Jul 2025 Paid invoice", "-$150.00 $150.00"),
                        byHand -> assertThat(byHand).contains("10 Jul 2025 By hand: goodwill $25.00 $175.00"),
                        draft -> assertThat(draft)
                                .contains("1 Aug 2025 Would pay invoice", "as its draft stands now", "-$175.00 $0.00"));
        assertThat(texts("payment")).hasSize(2).first().asString().contains("invoice", "$480.00");
        look("balance");
        browser().go("/console/balances/" + contract.customer().id());
        assertThat(texts("balance")).hasSizeGreaterThanOrEqualTo(6);
        look("balances");
        browser().go("/console/customers/" + contract.customer().id());
        assertThat(texts("balance")).hasSize(4);
        look("customer-balances");
    }

    @Test
    void an_invoice_says_which_balance_paid_which_line() {
        browser().go("/console/invoices/" + june());
        assertThat(texts("invoice-line"))
                .satisfiesExactly(
                        paid -> assertThat(paid).contains("paid by Monthly credit", "5,000", "$50.00"),
                        off -> assertThat(off).contains("Monthly credit applied", "-$50.00"),
                        paid -> assertThat(paid).contains("paid by Yearly commit", "15,000", "$150.00"),
                        off -> assertThat(off).contains("Yearly commit applied", "-$150.00"));
        assertThat(texts("invoice-subtotal")).containsExactly("$200.00");
        assertThat(texts("invoice-total")).containsExactly("$0.00");
        look("invoice-balances");
        String draft = contract.customer().invoices().stream()
                .filter(invoice -> invoice.get("type").stringValue().equals("USAGE")
                        && invoice.get("status").stringValue().equals("DRAFT"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
        browser().go("/console/invoices/" + draft);
        assertThat(browser().text()).contains("owed all the same");
        look("invoice-balances-draft");
    }
}

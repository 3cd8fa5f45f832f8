package io.downbeat.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.platform.callers.Changes;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Each operation that changes something leaves one entry of its caller when it does, and one when it is refused. */
class AuditedOperationsTest {
    /** They need a marketplace, an open payment or a provider that misbehaves. Refused they are here; done, in the tests of their features. */
    private static final Set<String> ELSEWHERE = Set.of(
            "apply_repair_plan",
            "cancel_metering_record",
            "check_account",
            "play_story",
            "probe_account",
            "release_payment_gate",
            "resolve_metering_record",
            "resume_metering",
            "retry_notification");

    /** Done from pages of the console and by no address of the API. */
    private static final Set<String> ONLY_BY_PAGES = Set.of("check_account", "play_story", "probe_account");

    private static final String NOBODY = "00000000-0000-0000-0000-000000000001";

    @AutoClose
    private static final TestServer server = TestServer.withoutProviders("2025-01-20T00:00:00Z");

    private final Api api = server.api();
    private final Set<String> seen = new TreeSet<>();
    private AuditQuery next = AuditQuery.all(false);

    @Test
    void each_change_leaves_one_entry_of_whoever_asked() {
        entries();
        catalogue();
        customers();
        AccountFixture account = AccountFixture.setUp(api);
        AccountFixture.Customer customer = account.customer("acme");
        providers(account, customer);
        contracts(account, customer);
        invoices(customer);
        operators();
        Set<String> wanted = actions();
        wanted.removeAll(ELSEWHERE);
        assertThat(seen).containsAll(wanted);
        secretsAreNowhere();
    }

    private void catalogue() {
        String metric = made("create_billable_metric", "/v1/billable-metrics/create", """
            {'name': 'M', 'aggregation_type': 'COUNT', 'event_type_filter': {'in_values': ['x']}}\
            """);
        String product = made("create_product", "/v1/contract-pricing/products/create", """
            {'name': 'P', 'type': 'USAGE', 'billable_metric_id': '%s'}\
            """.formatted(metric));
        done("update_product", product, "/v1/contract-pricing/products/update", """
            {'product_id': '%s', 'starting_at': '2025-02-01T00:00:00Z', 'name': 'Q'}\
            """.formatted(product));
        String card = made("create_rate_card", "/v1/contract-pricing/rate-cards/create", "{'name': 'C'}");
        done("update_rate_card", card, "/v1/contract-pricing/rate-cards/update", """
            {'rate_card_id': '%s', 'name': 'D'}\
            """.formatted(card));
        String rate = "'product_id': '%s', 'entitled': true, 'rate_type': 'FLAT', 'price': 1".formatted(product);
        done("add_rate", card, "/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', %s}\
            """.formatted(card, rate));
        done("add_rates", card, "/v1/contract-pricing/rate-cards/addRates", """
            {'rate_card_id': '%s', 'rates': [{'starting_at': '2030-01-01T00:00:00Z', %s}]}\
            """.formatted(card, rate));
        done("move_rate_card_products", card, "/v1/contract-pricing/rate-cards/moveRateCardProducts", """
            {'rate_card_id': '%s', 'product_moves': [{'product_id': '%s', 'position': 0}]}\
            """.formatted(
                        card, product));
        done(
                "set_rate_card_products_order",
                card,
                "/v1/contract-pricing/rate-cards/setRateCardProductsOrder",
                "{'rate_card_id': '" + card + "', 'product_order': []}");
        done(
                "update_rate_card_named_schedule",
                card,
                "/v1/contract-pricing/rate-cards/updateNamedSchedule",
                """
                {'rate_card_id': '%s', 'schedule_name': 'n', 'starting_at': '2025-01-01T00:00:00Z', 'value': 1}\
                """.formatted(card));
        made("create_credit_type", "/downbeat/v1/creditTypes", "{'name': 'AI credits'}");
        done("archive_rate_card", card, "/v1/contract-pricing/rate-cards/archive", id(card));
        done("archive_product", product, "/v1/contract-pricing/products/archive", "{'product_id': '" + product + "'}");
        done("archive_billable_metric", metric, "/v1/billable-metrics/archive", id(metric));
    }

    private void customers() {
        String customer = made("create_customer", "/v1/customers", "{'name': 'one'}");
        String of = "/v1/customers/" + customer;
        done("change_name", customer, of + "/setName", "{'name': 'two'}");
        done("set_ingest_aliases", customer, of + "/setIngestAliases", "{'ingest_aliases': ['two']}");
        done("update_customer", customer, of + "/updateConfig", "{'salesforce_account_id': 's'}");
        done("update_customer_named_schedule", customer, "/v1/customers/updateNamedSchedule", """
            {'customer_id': '%s', 'schedule_name': 'n', 'starting_at': '2025-01-01T00:00:00Z', 'value': 1}\
            """.formatted(customer));
        fields(customer);
        String alert = made("create_alert", "/v1/alerts/create", """
            {'alert_type': 'spend_threshold_reached', 'name': 'A', 'threshold': 1, 'customer_id': '%s'}\
            """.formatted(customer));
        done("reset_alert", alert, "/v1/customer-alerts/reset", """
            {'customer_id': '%s', 'alert_id': '%s'}\
            """.formatted(customer, alert));
        done("archive_alert", alert, "/v1/alerts/archive", id(alert));
        done("archive_customer", customer, "/v1/customers/archive", id(customer));
        String token = made("create_token", "/downbeat/v1/tokens", "{'name': 'a token', 'role': 'read_only'}");
        done("revoke_token", token, "/downbeat/v1/tokens/" + token + "/revoke", "{}");
        api.post("/downbeat/v1/signInLinks", "{}").ok();
        told("create_sign_in_link", null);
        String hook = made(
                "create_webhook",
                "/downbeat/v1/webhooks",
                "{'url': 'http://127.0.0.1:9/secret-path', 'secret': 'whsec_audited_secret'}");
        done("test_webhook", hook, "/downbeat/v1/webhooks/" + hook + "/test", "{}");
        done(
                "replay_webhook",
                hook,
                "/downbeat/v1/webhooks/" + hook + "/replay",
                "{'from': '2025-01-01T00:00:00Z', 'to': '2025-02-01T00:00:00Z'}");
        done("archive_webhook", hook, "/downbeat/v1/webhooks/" + hook + "/archive", "{}");
        entries();
    }

    private void fields(String customer) {
        String key = made(
                "add_custom_field_key",
                "/v1/customFields/addKey",
                "{'entity': 'customer', 'key': 'crm', 'enforce_uniqueness': false}");
        String of = "{'entity': 'customer', 'entity_id': '" + customer + "', ";
        done("set_custom_fields", customer, "/v1/customFields/setValues", of + "'custom_fields': {'crm': '1'}}");
        done("delete_custom_fields", customer, "/v1/customFields/deleteValues", of + "'keys': ['crm']}");
        done("remove_custom_field_key", key, "/v1/customFields/removeKey", "{'entity': 'customer', 'key': 'crm'}");
        String notification = made(
                "create_notification",
                "/v2/notifications/create",
                "{'name': 'n', 'policy': {'type': 'contract.end', 'offset': '-P1D'}}");
        done(
                "edit_notification",
                notification,
                "/v2/notifications/edit",
                "{'id': '" + notification + "', 'policy': {'type': 'contract.end', 'offset': '-P2D'}}");
        done("archive_notification", notification, "/v2/notifications/archive", id(notification));
    }

    private void providers(AccountFixture account, AccountFixture.Customer customer) {
        assertThat(entries())
                .filteredOn(entry -> entry.what().action().equals("set_billing_provider_configuration"))
                .as("of several made by one call there is one entry")
                .hasSize(1);
        seen.add("set_billing_provider_configuration");
        JsonNode method = api.post("/v1/setUpBillingProvider", """
            {'billing_provider': 'azure_marketplace', 'delivery_method': 'direct_to_billing_provider', 'configuration':
              {'azure_tenant_id': 't', 'azure_client_id': 'c', 'raw_azure_client_secret': 'an_audited_secret'}}\
            """).ok().get("data");
        told("set_up_billing_provider", method.get("delivery_method_id").stringValue());
        done(
                "update_credentials",
                account.stripeMethod,
                "/downbeat/v1/deliveryMethods/" + account.stripeMethod + "/credentials",
                "{'configuration': {'stripe_api_key': 'rk_audited_secret2'}}");
        done(
                "archive_billing_provider_configuration",
                customer.otherStripe(),
                "/v1/archiveCustomerBillingProviderConfigurations",
                "{'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}"
                        .formatted(customer.id(), customer.otherStripe()));
    }

    private void contracts(AccountFixture account, AccountFixture.Customer customer) {
        AccountFixture.Contract contract = customer.contract("2025-01-01T00:00:00Z");
        told("create_contract", contract.id());
        String of = "{'customer_id': '%s', 'contract_id': '%s'".formatted(customer.id(), contract.id());
        done("edit_contract", contract.id(), "/v2/contracts/edit", of + ", 'update_contract_name': 'named'}");
        contract.change(customer.aws(), "START_OF_NEXT_PERIOD").ok();
        AuditEntry change = told("schedule_billing_provider_change", contract.id());
        assertThat(change.before().get("billing_provider_configuration_id").stringValue())
                .isEqualTo(customer.stripe());
        assertThat(change.after().get("billing_provider_configuration_id").stringValue())
                .isEqualTo(customer.aws());
        done(
                "end_contract",
                contract.id(),
                "/v1/contracts/updateEndDate",
                of + ", 'ending_before': '2025-06-01T00:00:00Z'}");
        services(account, contract, of);
        done(
                "update_contract_named_schedule",
                contract.id(),
                "/v1/contracts/updateNamedSchedule",
                of + ", 'schedule_name': 'n', 'starting_at': '2025-01-01T00:00:00Z', 'value': 1}");
        filters(customer);
        packages(customer);
        done("amend_contract", contract.id(), "/v1/contracts/amend", of + """
            , 'starting_at': '2025-02-01T00:00:00Z', 'reseller_royalties': [{'reseller_type': 'AWS', 'fraction': 0.03,
              'netsuite_reseller_id': 'R', 'starting_at': '2025-02-01T00:00:00Z'}]}\
            """);
        balances(account, customer);
        AccountFixture.Contract other = account.customer("other").contract("2025-01-01T00:00:00Z");
        entries();
        done(
                "archive_contract",
                other.id(),
                "/v1/contracts/archive",
                "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                        .formatted(other.customer().id(), other.id()));
        historical(account);
    }

    private void historical(AccountFixture account) {
        AccountFixture.Customer before = account.customer("before");
        AccountFixture.Contract contract = before.contract(
                "2024-06-01T00:00:00Z",
                before.stripe(),
                ", 'usage_statement_schedule': {'frequency': 'MONTHLY',"
                        + " 'invoice_generation_starting_at': '2024-12-01T00:00:00Z'}");
        entries();
        String body = """
            'invoices': [{'customer_id': '%s', 'contract_id': '%s', 'credit_type_id': '%s',
              'inclusive_start_date': '2024-06-01T00:00:00Z', 'exclusive_end_date': '2024-07-01T00:00:00Z',
              'issue_date': '2024-07-02T00:00:00Z', 'usage_line_items': []}]}\
            """.formatted(contract.customer().id(), contract.id(), CreditType.USD_CENTS.id());
        api.post("/v1/contracts/createHistoricalInvoices", "{'preview': true, " + body)
                .ok();
        assertThat(entries()).noneMatch(entry -> entry.what().action().equals("create_historical_invoice"));
        String invoice = api.post("/v1/contracts/createHistoricalInvoices", "{'preview': false, " + body)
                .ok()
                .at("/data/0/id")
                .stringValue();
        told("create_historical_invoice", invoice);
    }

    private void services(AccountFixture account, AccountFixture.Contract contract, String of) {
        done("edit_contract", contract.id(), "/v2/contracts/edit", of + """
            , 'add_professional_services': [{'product_id': '%s', 'max_amount': 5, 'unit_price': 1, 'quantity': 1}]}\
            """.formatted(account.fixedProduct));
        String invoice = api.post(
                        "/v1/contracts/scheduleProServicesInvoice",
                        of
                                + """
                                , 'issued_at': '2025-05-01T00:00:00Z', 'line_items': [{'professional_service_id': '%s', 'quantity': 1}]}\
                                """.formatted(contract.read()
                                        .at("/professional_services/0/id")
                                        .stringValue()))
                .ok()
                .at("/data/0/id")
                .stringValue();
        told("schedule_professional_services_invoice", invoice);
    }

    private void filters(AccountFixture.Customer customer) {
        String metric =
                api.post("/v1/billable-metrics/create", """
                    {'name': 'R', 'aggregation_type': 'COUNT', 'event_type_filter': {'in_values': ['r']},
                     'group_keys': [['region']], 'property_filters': [{'name': 'region', 'exists': true}]}\
                    """).ok().at("/data/id").stringValue();
        String product = api.post(
                        "/v1/contract-pricing/products/create",
                        "{'name': 'R', 'type': 'USAGE', 'billable_metric_id': '" + metric + "'}")
                .ok()
                .at("/data/id")
                .stringValue();
        String card = api.post("/v1/contract-pricing/rate-cards/create", "{'name': 'R'}")
                .ok()
                .at("/data/id")
                .stringValue();
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1}\
            """.formatted(card, product))
                .ok();
        String contract = api.post(
                        "/v1/contracts/create",
                        "{'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'}"
                                .formatted(customer.id(), card))
                .ok()
                .at("/data/id")
                .stringValue();
        entries();
        done("set_usage_filter", contract, "/v1/contracts/setUsageFilter", """
            {'customer_id': '%s', 'contract_id': '%s', 'group_key': 'region', 'group_values': ['eu'],
             'starting_at': '2025-02-01T00:00:00Z'}\
            """.formatted(customer.id(), contract));
    }

    private void balances(AccountFixture account, AccountFixture.Customer customer) {
        String of = "{'customer_id': '" + customer.id() + "', ";
        String terms = """
            'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': [
              {'amount': 1, 'starting_at': '2030-01-01T00:00:00Z', 'ending_before': '2031-01-01T00:00:00Z'}]}}\
            """.formatted(account.fixedProduct);
        String end = "', 'access_ending_before': '2030-06-01T00:00:00Z'}";
        String commit =
                made("create_commit", "/v1/contracts/customerCommits/create", of + "'type': 'PREPAID', " + terms);
        String credit = made("create_credit", "/v1/contracts/customerCredits/create", of + terms);
        String commitId = of + "'commit_id': '" + commit;
        String creditId = of + "'credit_id': '" + credit;
        done("edit_commit", commit, "/v2/contracts/commits/edit", commitId + "', 'name': 'named'}");
        done("edit_credit", credit, "/v2/contracts/credits/edit", creditId + "', 'name': 'named'}");
        done("end_commit", commit, "/v1/contracts/customerCommits/updateEndDate", commitId + end);
        done("end_credit", credit, "/v1/contracts/customerCredits/updateEndDate", creditId + end);
        String segment = server.bean(Balances.class)
                .find(new CustomerId(UUID.fromString(customer.id())), new BalanceId(UUID.fromString(credit)))
                .orElseThrow()
                .segments()
                .getFirst()
                .id()
                .toString();
        done(
                "adjust_balance",
                credit,
                "/v1/contracts/addManualBalanceLedgerEntry",
                of + "'id': '%s', 'segment_id': '%s', 'amount': 1, 'reason': 'goodwill'}".formatted(credit, segment));
    }

    private void invoices(AccountFixture.Customer customer) {
        customer.use("t1", "2025-01-15T00:00:00Z", 500);
        server.advanceTo("2025-02-02T00:00:00Z");
        JsonNode invoice = customer.invoices().stream()
                .filter(one -> one.get("status").stringValue().equals("FINALIZED"))
                .findFirst()
                .orElseThrow();
        String id = invoice.get("id").stringValue();
        List<AuditEntry> all = entries();
        assertThat(all)
                .filteredOn(entry -> entry.what().action().equals("finalize_invoice"))
                .allSatisfy(entry -> assertThat(entry.actor()).isEqualTo(AuditActor.SYSTEM))
                .extracting(entry -> entry.what().resourceId())
                .contains(id);
        assertThat(all)
                .filteredOn(entry -> entry.what().action().equals("advance_clock"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.actor().name()).isEqualTo(ApiTokens.FIRST_NAME));
        seen.add("advance_clock");
        List<String> delivery = new ArrayList<>();
        api.get("/downbeat/v1/deliveries?invoice_id=" + id)
                .ok()
                .get("data")
                .forEach(one -> delivery.add(one.get("id").stringValue()));
        String first = delivery.getFirst();
        done("retry_delivery", first, "/downbeat/v1/deliveries/" + first + "/retry", "{}");
        // What a retry wakes may still be under way, and is resolved once it rests.
        server.advanceTo("2025-02-02T00:00:01Z");
        told("advance_clock", null);
        done("resolve_delivery", first, "/downbeat/v1/deliveries/" + first + "/resolve", "{'provider_ref': 'in_1'}");
        done("void_invoice", id, "/v1/invoices/void", id(id));
        String again =
                api.post("/v1/invoices/regenerate", id(id)).ok().at("/data/id").stringValue();
        told("regenerate_invoice", id);
        String second = api.get("/downbeat/v1/deliveries?invoice_id=" + again)
                .ok()
                .at("/data/0/id")
                .stringValue();
        // Regenerating woke the delivery of the new one, which cannot be cancelled before it rests.
        server.advanceTo("2025-02-02T00:00:02Z");
        told("advance_clock", null);
        done("cancel_delivery", second, "/downbeat/v1/deliveries/" + second + "/cancel", "{'reason': 'by hand'}");
    }

    private void operators() {
        server.bean(Incidents.class)
                .raise(
                        IncidentReport.of(IncidentKind.forAPerson("AUDITED", "thing"), "it", "broke"),
                        Instant.parse("2025-02-02T00:00:00Z"));
        String incident = api.get("/downbeat/v1/alerts")
                .ok()
                .get("data")
                .valueStream()
                .filter(one -> one.get("kind").stringValue().equals("AUDITED"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
        done("clear_incident", incident, "/downbeat/v1/alerts/" + incident + "/clear", "{'reason': 'seen to'}");
    }

    @Test
    void each_refused_change_leaves_one_entry_with_its_action() {
        Set<String> refused = new TreeSet<>();
        server.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, handler) -> {
            Changes changes = handler.getMethodAnnotation(Changes.class);
            if (changes == null) {
                return;
            }
            if (mapping.getPatternValues().iterator().next().startsWith("/console/")) {
                // The forms of pages: they do the same, and take no JSON.
                return;
            }
            entries();
            String path = mapping.getPatternValues().iterator().next().replaceAll("\\{[^}]+}", NOBODY);
            Api.Answer answer = api.postRaw(path, "{\"no_such_member\": 1}");
            assertThat(answer.status()).as(path).isIn(400, 404, 409);
            List<AuditEntry> entries = entries();
            assertThat(entries).as(path).hasSize(1);
            AuditEntry entry = entries.getFirst();
            assertThat(entry.wasDone()).isFalse();
            assertThat(entry.what().resourceType()).isEqualTo(changes.resource());
            assertThat(entry.description())
                    .isEqualTo(answer.json().get("message").stringValue());
            refused.add(entry.what().action());
        });
        Set<String> wanted = actions();
        wanted.removeAll(ONLY_BY_PAGES);
        assertThat(refused).isEqualTo(wanted);
    }

    private void secretsAreNowhere() {
        List<String> rows = server.bean(JdbcClient.class)
                .sql("SELECT audit_entry::text FROM audit_entry")
                .query(String.class)
                .list();
        assertThat(rows)
                .hasSizeGreaterThan(30)
                .allSatisfy(row -> assertThat(row)
                        .doesNotContain("audited_secret", "secret-path", "rk_test", "whsec_test", "not-a-key", "db_"));
    }

    /** Of all operations there are. */
    private static Set<String> actions() {
        return server.bean(RequestMappingHandlerMapping.class).getHandlerMethods().values().stream()
                .flatMap(handler -> Optional.ofNullable(handler.getMethodAnnotation(Changes.class)).stream())
                .map(Changes::action)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void packages(AccountFixture.Customer customer) {
        String id = made("create_package", "/v1/packages/create", "{'name': 'Starter', 'aliases': [{'name': 's'}]}");
        done("archive_package", id, "/v1/packages/archive", "{'package_id': '" + id + "'}");
        done(
                "create_embeddable_url",
                customer.id(),
                "/v1/dashboards/getEmbeddableUrl",
                "{'customer_id': '" + customer.id() + "', 'dashboard': 'usage'}");
    }

    private String made(String action, String path, String body) {
        String id = api.post(path, body).ok().at("/data/id").stringValue();
        told(action, id);
        return id;
    }

    private void done(String action, String resource, String path, String body) {
        api.post(path, body).ok();
        told(action, resource);
    }

    /** Since the last question the caller did this once and nothing else; what followed from it is the server's. */
    private AuditEntry told(String action, String resource) {
        List<AuditEntry> own = entries().stream()
                .filter(entry -> !entry.actor().equals(AuditActor.SYSTEM))
                .toList();
        assertThat(own).as(action).hasSize(1);
        AuditEntry entry = own.getFirst();
        assertThat(entry.wasDone()).isTrue();
        assertThat(entry.what().action()).isEqualTo(action);
        assertThat(entry.what().resourceId()).isEqualTo(resource);
        assertThat(entry.request()).isNotNull();
        seen.add(action);
        return entry;
    }

    /** What was written since the last question. */
    private List<AuditEntry> entries() {
        List<AuditEntry> all = new ArrayList<>();
        while (true) {
            List<AuditEntry> page = server.bean(AuditLog.class).page(next, 100);
            all.addAll(page);
            if (page.isEmpty()) {
                return all;
            }
            next = next.after(page.getLast().place());
        }
    }

    private static String id(String id) {
        return "{'id': '" + id + "'}";
    }
}

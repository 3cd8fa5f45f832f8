package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * A parent, a child that consolidates and one that it pays apart, after two months; and one fault after the other planted into
 * what stands on the consolidated invoices.
 */
class HierarchyFaultsTest {
    private static final String LINES = "a_consolidated_invoice_has_the_lines_of_its_constituents";
    private static final String TOTALS = "a_consolidated_invoice_comes_to_what_its_constituents_do";
    private static final String UNDELIVERED = "a_constituent_is_not_delivered";
    private static final String ONCE = "a_constituent_stands_on_one_consolidated_invoice";
    private static final String STANDING = "a_consolidated_invoice_stands_with_its_constituents";
    private static final String ACCOUNT = "an_invoice_goes_to_the_account_of_who_pays";

    private static TestServer server;
    /** Ids of the invoices that the faults name. */
    private static final Map<String, String> INVOICES = new HashMap<>();

    @BeforeAll
    static void play() {
        server = TestServer.withoutProviders("2025-01-01T00:00:00Z");
        Api api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        AccountFixture.Customer group = account.customer("group");
        AccountFixture.Customer one = account.customer("one");
        AccountFixture.Customer two = account.customer("two");
        AccountFixture.Contract parent = group.contract("2025-01-01T00:00:00Z");
        child(api, account, one, parent, "CONSOLIDATE");
        child(api, account, two, parent, "SEPARATE");
        group.use("p", "2025-01-01T05:00:00Z", 400);
        one.use("c1", "2025-01-01T05:00:00Z", 500);
        two.use("c2", "2025-01-01T05:00:00Z", 300);
        server.advanceTo("2025-03-05T00:00:00Z");
        INVOICES.put("WHOLE", invoice(group, "USAGE_CONSOLIDATED", "2025-01"));
        INVOICES.put("NEXT", invoice(group, "USAGE_CONSOLIDATED", "2025-02"));
        INVOICES.put("OWNED", invoice(group, "USAGE", "2025-01"));
        INVOICES.put("CHILD", invoice(one, "USAGE", "2025-01"));
        INVOICES.put("APART", invoice(two, "USAGE", "2025-01"));
    }

    private static void child(
            Api api,
            AccountFixture account,
            AccountFixture.Customer customer,
            AccountFixture.Contract parent,
            String statements) {
        api.post("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'hierarchy_configuration':
              {'parent': {'contract_id': '%s', 'customer_id': '%s'}, 'payer': 'PARENT', 'usage_statement_behavior': '%s'}}\
            """.formatted(
                                customer.id(),
                                account.rateCard,
                                parent.id(),
                                parent.customer().id(),
                                statements))
                .ok();
    }

    private static String invoice(AccountFixture.Customer of, String type, String month) {
        for (JsonNode invoice : of.invoices()) {
            if (invoice.get("type").stringValue().equals(type)
                    && invoice.get("start_timestamp").stringValue().startsWith(month)) {
                return invoice.get("id").stringValue();
            }
        }
        throw new AssertionError("no invoice " + type + " of " + month);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Planted fault(String fault, String... names) {
        return new Planted(fault, null, Set.of(names));
    }

    static Stream<Planted> faults() {
        return Stream.of(
                fault("DELETE FROM invoice_line WHERE invoice_id = 'WHOLE' AND position = 1", LINES),
                fault("UPDATE invoice_line SET total = total + 1 WHERE invoice_id = 'WHOLE' AND position = 0", LINES),
                fault("UPDATE invoice_line SET quantity = 7 WHERE invoice_id = 'CHILD'", LINES),
                fault("DELETE FROM invoice_line_origin WHERE invoice_id = 'WHOLE' AND position = 0", LINES),
                fault("UPDATE invoice SET total = total + 1 WHERE id = 'WHOLE'", TOTALS),
                fault("UPDATE invoice SET total = 0 WHERE id = 'CHILD'", TOTALS),
                fault("""
                    INSERT INTO delivery SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(),
                        'invoice_id', i.id, 'customer_id', i.customer_id, 'contract_id', i.contract_id))).*
                    FROM delivery d, invoice i WHERE d.invoice_id = 'WHOLE' AND i.id = 'CHILD'
                    """, UNDELIVERED),
                fault("UPDATE invoice_constituent SET voided_at = now() WHERE constituent_id = 'OWNED'", ONCE),
                fault("""
                    DROP INDEX invoice_constituent_of_one;
                    INSERT INTO invoice_constituent SELECT customer_id, 'NEXT', constituent_customer_id, constituent_id,
                        constituent_contract_id, 9 FROM invoice_constituent WHERE constituent_id = 'CHILD'
                    """, ONCE, LINES, TOTALS),
                fault("UPDATE invoice SET status = 'VOID', voided_at = now() WHERE id = 'CHILD'", STANDING),
                fault("UPDATE invoice SET status = 'VOID', voided_at = now() WHERE id = 'WHOLE'", STANDING),
                fault("UPDATE invoice SET configuration_customer_id = customer_id WHERE id = 'APART'", ACCOUNT),
                fault(
                        "UPDATE delivery SET configuration_customer_id = customer_id WHERE invoice_id = 'APART'",
                        ACCOUNT));
    }

    private static Set<String> names() {
        return new HierarchyChecks().all().stream().map(Check::name).collect(Collectors.toSet());
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws SQLException {
        var verdict = Planted.verdictAfter(server, "SELECT 1");
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.checks())
                .filteredOn(check -> names().contains(check.name()))
                .hasSize(6)
                .allSatisfy(
                        check -> assertThat(check.checked()).as(check.name()).isPositive());
    }

    /** Some break what others check as well, such as the seal of an invoice. */
    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_those_checks_of_hierarchies_that_it_breaks(Planted planted)
            throws SQLException {
        String fault = planted.fault();
        for (Map.Entry<String, String> invoice : INVOICES.entrySet()) {
            fault = fault.replace("'" + invoice.getKey() + "'", "'" + invoice.getValue() + "'");
        }
        var verdict = Planted.verdictAfter(server, fault);

        assertThat(verdict.violations())
                .extracting(Verification.Violation::check)
                .filteredOn(names()::contains)
                .containsOnly(planted.names().toArray(String[]::new))
                .containsAll(planted.names());
    }
}

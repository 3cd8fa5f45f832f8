package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.verification.Verification;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Contracts of which one is the parent of others and pays for them, in January. */
abstract class FamiliesOnAServer extends InvoicesOnAServer {
    static final String START = "2025-01-01T00:00:00Z";

    AccountFixture.Contract parent(String more) {
        return acme.contract(START, acme.stripe(), more);
    }

    AccountFixture.Contract child(
            AccountFixture.Customer customer, AccountFixture.Contract parent, String statements, String more) {
        String id = api().post("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'hierarchy_configuration':
              {'parent': {'contract_id': '%s', 'customer_id': '%s'}, 'payer': 'PARENT', 'usage_statement_behavior': '%s'}%s}\
            """.formatted(
                                customer.id(),
                                account.rateCard,
                                parent.id(),
                                parent.customer().id(),
                                statements,
                                more))
                .ok()
                .at("/data/id")
                .stringValue();
        return new AccountFixture.Contract(api(), customer, id);
    }

    AccountFixture.Contract consolidating(String customer, AccountFixture.Contract parent) {
        return child(account.customer(customer), parent, "CONSOLIDATE", "");
    }

    static List<JsonNode> january(AccountFixture.Customer of, String type) {
        return of.invoices().stream()
                .filter(invoice -> invoice.get("type").stringValue().equals(type))
                .filter(invoice -> start(invoice).startsWith("2025-01"))
                .filter(invoice -> !status(invoice).equals("VOID"))
                .toList();
    }

    static JsonNode only(List<JsonNode> invoices) {
        assertThat(invoices).hasSize(1);
        return invoices.getFirst();
    }

    void verified() {
        assertThat(server.bean(Verification.class)
                        .verify(Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z"))
                        .violations())
                .isEmpty();
    }
}

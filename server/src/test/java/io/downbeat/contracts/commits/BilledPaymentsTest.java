package io.downbeat.contracts.commits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.balances.Balance;
import io.downbeat.contracts.charges.InvoiceSchedules;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an edit may do to a payment that is on an invoice, or was (E-18, E-24). */
class BilledPaymentsTest {
    private static final UUID INVOICE = UUID.randomUUID();
    private static final Instant NOW = Instant.parse("2025-05-15T00:00:00Z");

    @AutoClose
    private static final TestServer server = TestServer.startedAt(NOW.toString());

    private static final AccountFixture account = AccountFixture.setUp(server.api());
    private static final AccountFixture.Customer acme = account.customer("acme");
    private static final Balance commit = commit();
    private static final UUID ITEM = commit.payments().items().getFirst().id();

    private static Balance commit() {
        var contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'commits': [{'type': 'PREPAID', 'product_id': '%s', 'access_schedule': {'schedule_items': [
              {'amount': 1000, 'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-07-01T00:00:00Z'}]},
              'invoice_schedule': {'schedule_items': [{'timestamp': '2026-06-01T00:00:00Z', 'amount': 500}]}}]\
            """.formatted(account.fixedProduct));
        return new BalancesFixture(server, acme)
                .read(contract.read().at("/commits/0/id").stringValue());
    }

    private static BalanceEdits edits(boolean isVoid) {
        return new BalanceEdits(
                server.bean(BalanceRequests.class),
                server.bean(AccessEdits.class),
                server.bean(InvoiceSchedules.class),
                server.bean(AppliesToRequests.class),
                (customer, items) ->
                        items.contains(ITEM) ? Map.of(ITEM, new BilledPayments.Billed(INVOICE, isVoid)) : Map.of());
    }

    private static Balance edited(boolean isVoid, String schedule) {
        return edits(isVoid)
                .edited(
                        commit,
                        commit.scope(),
                        Body.of(Json.read("{\"invoice_schedule\": {" + schedule.replace('\'', '"') + "}}"), ""));
    }

    private static final String UPDATE = "'update_schedule_items': [{'id': '" + ITEM + "', 'amount': 600}]";
    private static final String REMOVE = "'remove_schedule_items': [{'id': '" + ITEM + "'}]";
    private static final String ADD = "'add_schedule_items': [{'timestamp': '2026-06-01T00:00:00Z', 'amount': 1}]";

    @Test
    void a_finalized_one_is_neither_changed_nor_removed_and_others_are_added_beside_it() {
        for (String change : new String[] {UPDATE, REMOVE}) {
            assertThatThrownBy(() -> edited(false, change))
                    .isInstanceOf(Refused.class)
                    .hasMessage("invoice_schedule: item " + ITEM + " is used by finalized invoice " + INVOICE
                            + "; void it first");
        }
        assertThat(edited(false, ADD).payments().total()).isEqualTo("501");
    }

    @Test
    void a_voided_one_is_changed_and_not_removed() {
        assertThat(edited(true, UPDATE).payments().total()).isEqualTo("600");
        assertThatThrownBy(() -> edited(true, REMOVE))
                .hasMessage("invoice_schedule: item " + ITEM + " is on voided invoice " + INVOICE
                        + " and cannot be removed");
    }

    @Test
    void a_commit_that_is_charged_is_not_archived() {
        assertThatThrownBy(() -> edits(false).archived(commit, NOW))
                .hasMessage("void invoice " + INVOICE + " first: it charges this commit");
        assertThat(edits(true).archived(commit, NOW).archivedAt()).isEqualTo(NOW);
    }
}

package io.downbeat.invoicing.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.InvoicesOnAServer;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.LockWaits;
import io.downbeat.testing.TestServer;
import io.downbeat.verification.Verification;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The last invoice of an old contract is as late as the first one of the contract that renews it, and two servers finalize
 * the two at once, whichever comes first to what rolls over.
 */
class RolloverOnTwoServersTest extends InvoicesOnAServer {
    private static final Instant DUE = Instant.parse("2025-03-02T00:00:00Z");

    private record Renewed(AccountFixture.Contract old, AccountFixture.Contract next) {}

    private final List<Renewed> all = new ArrayList<>();
    private TestServer other;
    private ExecutorService pool;

    @BeforeEach
    void renewContracts() {
        other = server.another(Map.of());
        pool = Executors.newFixedThreadPool(2);
        for (int i = 0; i < 4; i++) {
            AccountFixture.Customer customer = account.customer("renewing-" + i);
            var old = customer.contract("2025-01-01T00:00:00Z", customer.stripe(), """
                , 'commits': [{'type': 'PREPAID', 'product_id': '%s', 'rollover_fraction': 0.5,
                  'access_schedule': {'schedule_items': [
                    {'amount': 1000, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}]\
                """.formatted(account.fixedProduct));
            var next = customer.contract(
                    "2025-02-01T00:00:00Z",
                    customer.stripe(),
                    ", 'transition': {'type': 'RENEWAL', 'from_contract_id': '" + old.id() + "'}");
            all.add(new Renewed(old, next));
            customer.use("old-" + i, "2025-01-01T00:00:00Z", 400 + 100L * i);
        }
        database()
                .sql("UPDATE invoice SET finalize_at = '" + DUE + "' WHERE status = 'DRAFT' AND type = 'USAGE'")
                .update();
        server.advanceTo("2025-02-10T00:00:00Z");
        for (Renewed one : all) {
            one.old().customer().use("next-" + one.old().id(), "2025-02-05T00:00:00Z", 250);
        }
        server.advanceTo(DUE.minusSeconds(1).toString());
    }

    @AfterEach
    void stopTheOther() {
        pool.close();
        other.close();
    }

    private Map<String, List<JsonNode>> shown() {
        Map<String, List<JsonNode>> shown = new TreeMap<>();
        for (Renewed one : all) {
            for (JsonNode invoice : one.old().customer().invoices()) {
                if (invoice.get("start_timestamp").stringValue().compareTo("2025-03-01") < 0) {
                    shown.put(id(invoice), List.of(invoice.get("total"), invoice.get("line_items")));
                }
            }
        }
        return shown;
    }

    private Connection holding(String sql) throws SQLException {
        Connection connection = server.database().connect();
        connection.setAutoCommit(false);
        try (var lock = connection.createStatement()) {
            lock.execute(sql);
        }
        return connection;
    }

    /** @param first whether the old or the new contracts' invoices wait first for what is left, and so come first to it */
    private void finalizeAtOnce(List<AccountFixture.Contract> first) throws Exception {
        String later = String.join(
                ",",
                all.stream()
                        .flatMap(one -> List.of(one.old(), one.next()).stream())
                        .filter(contract -> !first.contains(contract))
                        .map(contract -> "'" + contract.id() + "'")
                        .toList());
        List<Future<Integer>> finalizing = new ArrayList<>();
        try (Connection balances = holding("SELECT FROM balance_customer FOR UPDATE")) {
            try (Connection drafts = holding("SELECT FROM invoice WHERE contract_id IN (" + later + ") FOR UPDATE")) {
                finalizing.add(
                        pool.submit(() -> server.bean(FinalizeInvoices.class).runDue(DUE)));
                LockWaits.await(server.database(), 1);
                drafts.rollback();
            }
            finalizing.add(pool.submit(() -> other.bean(FinalizeInvoices.class).runDue(DUE)));
            LockWaits.await(server.database(), 2);
            balances.rollback();
        }
        for (Future<Integer> one : finalizing) {
            assertThat(one.get()).isEqualTo(all.size());
        }
    }

    private void everyoneGotWhatTheDraftsPromised(List<AccountFixture.Contract> first) throws Exception {
        Map<String, List<JsonNode>> promised = shown();
        assertThat(promised).hasSize(2 * all.size());
        finalizeAtOnce(first);
        assertThat(shown()).isEqualTo(promised);
        assertThat(database()
                        .sql("SELECT amount::text FROM balance_rollover ORDER BY amount DESC")
                        .query(String.class)
                        .list())
                .containsExactly("500", "500", "400", "300");
        assertThat(database()
                        .sql("SELECT count(*) FROM invoice WHERE status = 'FINALIZED' AND type = 'USAGE'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2 * all.size());
        var verdict = server.bean(Verification.class).verify(Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z"));
        assertThat(verdict.violations()).isEmpty();
    }

    @Test
    void the_old_contracts_come_first() throws Exception {
        everyoneGotWhatTheDraftsPromised(all.stream().map(Renewed::old).toList());
    }

    @Test
    void the_new_contracts_come_first() throws Exception {
        everyoneGotWhatTheDraftsPromised(all.stream().map(Renewed::next).toList());
    }
}

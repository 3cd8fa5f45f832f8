package io.downbeat.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import io.downbeat.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the database itself holds contracts to. */
class ContractLocksTest {
    private static TestServer server;
    private static AccountFixture.Customer acme;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-05-15T00:00:00Z");
        acme = AccountFixture.setUp(server.api()).customer("acme");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_contract_that_is_being_edited_is_left_out_of_what_is_locked() throws SQLException {
        var edited = ref(acme.contract("2025-01-01T00:00:00Z"));
        var other = ref(acme.contract("2025-02-01T00:00:00Z"));
        try (Connection edit = server.database().connect()) {
            edit.setAutoCommit(false);
            try (var lock = edit.createStatement()) {
                lock.execute("SELECT FROM contract WHERE id = '" + edited.contract() + "' FOR UPDATE");
                assertThat(locked(edited, other)).containsOnlyKeys(other.contract());
                assertThat(server.bean(Contracts.class).terms(List.of(edited, other)))
                        .containsOnlyKeys(edited.contract(), other.contract());
            }
            edit.rollback();
        }
        assertThat(locked(edited, other)).containsOnlyKeys(edited.contract(), other.contract());
        assertThat(locked(edited).get(edited.contract()).schedule().size()).isEqualTo(1);
    }

    /** Its lock is granted on the row as it is then; what belongs to the contract has to be looked up after that. */
    @Test
    void an_edit_that_waited_for_another_one_sees_what_that_one_added() throws Exception {
        var edited = ref(acme.contract("2025-01-01T00:00:00Z"));
        try (Connection first = server.database().connect();
                var statement = first.createStatement();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            first.setAutoCommit(false);
            statement.execute("SELECT FROM contract WHERE id = '" + edited.contract() + "' FOR UPDATE");
            var second = threads.submit(() -> server.bean(Transactions.class)
                    .in(() -> server.bean(ContractStore.class)
                            .lock(edited)
                            .orElseThrow()
                            .terms()));
            LockWaits.await(server.database(), 1);
            statement.execute("""
                INSERT INTO contract_usage_filter (customer_id, contract_id, starting_at, group_key, group_values, created_at)
                VALUES ('%s', '%s', '2025-01-01T00:00:00Z', 'region', '{eu}', '2025-05-15T00:00:00Z')
                """.formatted(edited.customer(), edited.contract()));
            first.commit();
            assertThat(second.get().get(ContractTerms.USAGE_FILTER).segments()).hasSize(1);
        }
    }

    @Test
    void of_several_creations_with_one_key_at_once_one_succeeds() throws Exception {
        String body = "{'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'uniqueness_key': 'at once'}"
                .formatted(acme.id());
        List<Callable<Api.Answer>> requests =
                Collections.nCopies(6, () -> server.api().post("/v1/contracts/create", body));
        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(requests)) {
                statuses.add(answer.get().status());
            }
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409, 409, 409);
    }

    /** Whichever comes first, no live contract is left on an archived customer. */
    @Test
    void a_contract_created_while_its_customer_is_archived_is_archived_or_refused() throws Exception {
        for (int round = 0; round < 5; round++) {
            String customer = server.api()
                    .post("/v1/customers", "{'name': 'short lived'}")
                    .ok()
                    .at("/data/id")
                    .stringValue();
            String body = "{'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'}".formatted(customer);
            List<Callable<Api.Answer>> requests =
                    new ArrayList<>(Collections.nCopies(4, () -> server.api().post("/v1/contracts/create", body)));
            requests.add(2, () -> server.api().post("/v1/customers/archive", "{'id': '" + customer + "'}"));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var answer : threads.invokeAll(requests)) {
                    assertThat(answer.get().status()).isIn(200, 400);
                }
            }
            assertThat(server.api()
                            .post("/v2/contracts/list", "{'customer_id': '" + customer + "'}")
                            .ok()
                            .get("data"))
                    .isEmpty();
        }
    }

    @Test
    void segments_and_edits_are_only_added_to() throws SQLException {
        var contract = acme.contract("2025-01-01T00:00:00Z");
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        try (Connection connection = server.database().connect();
                var statement = connection.createStatement()) {
            for (String sql : List.of(
                    "UPDATE provider_segment SET effective_at = effective_at",
                    "DELETE FROM provider_segment",
                    "UPDATE contract_edit SET edited_at = edited_at",
                    "DELETE FROM contract_edit")) {
                assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("is only added to");
            }
        }
    }

    private static Map<ContractId, ContractTerms> locked(Contract.Ref... contracts) {
        return server.bean(Transactions.class)
                .in(() -> server.bean(Contracts.class).lockTerms(List.of(contracts)));
    }

    private static Contract.Ref ref(AccountFixture.Contract contract) {
        return new Contract.Ref(
                new CustomerId(UUID.fromString(acme.id())), new ContractId(UUID.fromString(contract.id())));
    }
}

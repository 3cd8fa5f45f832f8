package io.downbeat.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.Transactions;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
        var edited = id(acme.contract("2025-01-01T00:00:00Z"));
        var other = id(acme.contract("2025-02-01T00:00:00Z"));
        try (Connection edit = server.database().connect()) {
            edit.setAutoCommit(false);
            try (var lock = edit.createStatement()) {
                lock.execute("SELECT FROM contract WHERE id = '" + edited + "' FOR UPDATE");
                assertThat(locked(edited, other)).containsOnlyKeys(other);
                assertThat(server.bean(Contracts.class).terms(List.of(edited, other))).containsOnlyKeys(edited, other);
            }
            edit.rollback();
        }
        assertThat(locked(edited, other)).containsOnlyKeys(edited, other);
        assertThat(locked(edited).get(edited).schedule().size()).isEqualTo(1);
    }

    @Test
    void segments_and_edits_are_only_added_to() throws SQLException {
        var contract = acme.contract("2025-01-01T00:00:00Z");
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        try (Connection connection = server.database().connect(); var statement = connection.createStatement()) {
            for (String sql : List.of(
                    "UPDATE provider_segment SET effective_at = effective_at",
                    "DELETE FROM provider_segment",
                    "UPDATE contract_edit SET edited_at = edited_at",
                    "DELETE FROM contract_edit")) {
                assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("is only added to");
            }
        }
    }

    private static Map<ContractId, ContractTerms> locked(ContractId... ids) {
        return server.bean(Transactions.class).in(() -> server.bean(Contracts.class).lockTerms(List.of(ids)));
    }

    private static ContractId id(AccountFixture.Contract contract) {
        return new ContractId(UUID.fromString(contract.id()));
    }
}

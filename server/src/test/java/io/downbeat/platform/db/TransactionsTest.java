package io.downbeat.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.work.Failure;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What is said once something is durable, and not said of what never came to be. */
class TransactionsTest {
    @AutoClose
    private static final TestDatabase database = TestPostgres.fresh();

    private final DataSource connections = database.dataSource();
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(connections), _ -> {});
    private final List<String> said = new ArrayList<>();

    private void say(String what) {
        Transactions.afterCommit(() -> said.add(what));
    }

    private void failing(Runnable work) {
        assertThatThrownBy(() -> transactions.run(() -> {
                    work.run();
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
    }

    @Test
    void without_a_transaction_it_is_said_at_once() {
        say("now");
        assertThat(said).containsExactly("now");
    }

    @Test
    void it_is_said_after_the_outermost_commit() {
        transactions.run(() -> {
            transactions.run(() -> say("inner"));
            assertThat(said).isEmpty();
        });
        assertThat(said).containsExactly("inner");
    }

    @Test
    void what_is_rolled_back_is_not_said() {
        failing(() -> say("never"));
        assertThat(said).isEmpty();
    }

    @Test
    void what_is_rolled_back_to_a_savepoint_is_not_said_while_the_rest_is() {
        transactions.run(() -> {
            say("outer before");
            failing(() -> {
                say("inner");
                transactions.run(() -> say("innermost"));
            });
            say("outer after");
        });
        assertThat(said).containsExactly("outer before", "outer after");
    }

    @Test
    void one_whose_session_ended_while_its_server_was_frozen_may_go_through_the_next_time() {
        JdbcClient client = JdbcClient.create(connections);
        assertThatThrownBy(() -> transactions.run(() -> {
                    client.sql("SET LOCAL idle_in_transaction_session_timeout = '50ms'")
                            .update();
                    LockSupport.parkNanos(500_000_000);
                    client.sql("SELECT 1").query(Integer.class).single();
                }))
                .satisfies(failure -> {
                    assertThat(PassingFailure.of(failure)).contains(PassingFailure.UNREACHABLE);
                    assertThat(Failure.of(failure).passes()).isTrue();
                });
    }
}

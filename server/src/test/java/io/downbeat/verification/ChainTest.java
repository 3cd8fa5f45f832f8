package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The links as the database writes them. */
class ChainTest {
    @Test
    void rows_of_one_insert_hang_on_each_other_and_on_those_of_the_insert_before() {
        try (TestDatabase database = TestPostgres.migrated()) {
            JdbcClient sql = JdbcClient.create(database.dataSource());
            // Without the invoice that it would be of.
            sql.sql("""
                SET session_replication_role = replica;
                INSERT INTO delivery (id, invoice_id, customer_id, contract_id, configuration_id, configuration_customer_id,
                    delivery_method_id, provider, method, account_key, total, credit_type_id, state, reason, next_attempt_at, created_at, changed_at)
                SELECT '00000000-0000-0000-0000-000000000001', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                    gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'STRIPE', 'DIRECT_TO_BILLING_PROVIDER', 'acct', 1,
                    gen_random_uuid(), 'SKIPPED', 'x', now(), now(), now()
                """).update();
            for (String numbers : new String[] {"1, 1", "2, 4", "5, 9"}) {
                sql.sql("""
                    INSERT INTO delivery_attempt (customer_id, delivery_id, n, step, generation, started_at, ended_at, outcome)
                    SELECT customer_id, id, n, 'CREATE', 0, now(), now(), 'UNKNOWN'
                    FROM delivery, generate_series(%s) n
                    """.formatted(numbers)).update();
            }

            assertThat(sql.sql("""
                SELECT count(*) FROM (
                    SELECT chain = delivery_attempt_link(lag(chain) OVER (ORDER BY n), a) AS holds
                    FROM delivery_attempt a) links
                WHERE holds
                """).query(Integer.class).single()).isEqualTo(9);
        }
    }
}

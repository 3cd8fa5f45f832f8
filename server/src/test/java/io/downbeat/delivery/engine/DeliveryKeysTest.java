package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A delivery, what it is about and what hangs on it are one customer's: the database refuses everything else. */
class DeliveryKeysTest {
    private final TestDatabase database = TestPostgres.migrated();
    private final Engine engine = new Engine(database, new FakeProvider(), new Engine.Clock());
    private final DeliveryId id = engine.add("acct", null);
    private final DeliveryId others = engine.add("acct", null);

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    @Test
    void a_delivery_is_of_its_invoices_customer() {
        assertThatThrownBy(() -> writtenWith("invoice_id"))
                .hasMessageContaining("delivery_customer_id_invoice_id_fkey");
    }

    @Test
    void a_delivery_goes_to_a_configuration_of_its_customer() {
        assertThatThrownBy(() -> writtenWith("configuration_id"))
                .hasMessageContaining("delivery_configuration_customer_id_configuration_id_fkey");
        assertThat(writtenWith("total")).isOne();
    }

    @Test
    void an_attempt_names_the_customer_of_its_delivery() {
        assertThatThrownBy(() -> attempt("o.customer_id"))
                .hasMessageContaining("delivery_attempt_customer_id_delivery_id_fkey");
        assertThat(attempt("d.customer_id")).isOne();
    }

    @Test
    void no_customer_is_part_of_a_chain() {
        attempt("d.customer_id");
        assertThat(engine.sql.sql("""
            SELECT delivery_attempt_link(NULL, jsonb_populate_record(a,
                jsonb_build_object('customer_id', gen_random_uuid()))) = chain
            FROM delivery_attempt a
            """).query(Boolean.class).single()).isTrue();
    }

    /** As if it had been written with something of the other customer's delivery, which is away by then. */
    private int writtenWith(String column) {
        return engine.sql
                .sql("""
                    WITH other AS (DELETE FROM delivery WHERE id = :others RETURNING *),
                    this AS (DELETE FROM delivery WHERE id = :id RETURNING *)
                    INSERT INTO delivery SELECT (jsonb_populate_record(CAST(NULL AS delivery),
                        to_jsonb(this) || jsonb_build_object('%1$s', other.%1$s))).*
                    FROM this, other
                    """.formatted(column))
                .param("id", id.value())
                .param("others", others.value())
                .update();
    }

    private int attempt(String customer) {
        return engine.sql
                .sql("""
                    INSERT INTO delivery_attempt (customer_id, delivery_id, n, step, generation, started_at, ended_at, outcome)
                    SELECT %s, d.id, 1, 'CREATE', 0, now(), now(), 'UNKNOWN'
                    FROM delivery d, delivery o WHERE d.id = :id AND o.id = :others
                    """.formatted(customer))
                .param("id", id.value())
                .param("others", others.value())
                .update();
    }
}

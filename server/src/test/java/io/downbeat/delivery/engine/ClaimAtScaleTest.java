package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.platform.db.Rows;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What claiming costs with a hundred thousand deliveries in the queue, and that customers take turns. */
class ClaimAtScaleTest {
    private static final int QUEUED = 100_000;

    private final TestDatabase database = TestPostgres.migrated();
    private final Engine.Clock clock = new Engine.Clock();
    private final Engine engine = new Engine(database, new FakeProvider(), clock);

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    /** Also where one order key holds up a whole account, and where no statistics exist yet. */
    @ParameterizedTest
    @CsvSource({"10, 2000", "2000, 2000", "10, 10"})
    void a_claim_reads_by_index_however_much_is_queued(int accounts, int orderKeys) {
        queue(accounts, orderKeys);
        oneRound(accounts, orderKeys, "no statistics");
        engine.sql.sql("ANALYZE delivery").update();
        for (int round = 0; round < 7; round++) {
            oneRound(accounts, orderKeys, "analyzed");
        }
    }

    private void oneRound(int accounts, int orderKeys, String note) {
        engine.transactions.run(() -> {
            long[] at = new long[4];
            at[0] = System.nanoTime();
            List<ClaimStore.Waiting> waiting = engine.claims.waiting("", 64, clock.now);
            at[1] = System.nanoTime();
            List<ClaimStore.Room> rooms = waiting.stream()
                    .map(each -> new ClaimStore.Room(
                            each.account().account(), Math.max(1, 64 / waiting.size()), OptionalInt.empty()))
                    .toList();
            int got = engine.claims.claim("me", rooms, clock.now).size();
            at[2] = System.nanoTime();
            engine.work.nextDue();
            engine.claims.endLeases(clock.now);
            at[3] = System.nanoTime();
            System.out.printf(
                    "%,d accounts, %,d order keys, %s: accounts %.1f ms, claim of %d %.1f ms, next due and leases %.1f"
                            + " ms%n",
                    accounts,
                    orderKeys,
                    note,
                    (at[1] - at[0]) / 1e6,
                    got,
                    (at[2] - at[1]) / 1e6,
                    (at[3] - at[2]) / 1e6);
            assertThat(waiting).hasSize(Math.min(64, accounts));
            assertThat(scans("idx_scan")).isPositive();
            assertThat(scans("seq_scan")).isZero();
        });
    }

    /** Of this transaction. */
    private long scans(String kind) {
        return engine.sql
                .sql("SELECT " + kind + " FROM pg_stat_xact_user_tables WHERE relname = 'delivery'")
                .query(Long.class)
                .single();
    }

    @Test
    void a_customer_with_many_deliveries_lets_one_with_a_single_one_pass() {
        CustomerId many = new CustomerId(UUID.randomUUID());
        CustomerId one = new CustomerId(UUID.randomUUID());
        engine.addOf(many, "acct", 500);
        engine.addOf(many, "acct", 500);
        engine.addOf(one, "acct", 1);

        assertThat(customers(claim(2))).containsExactlyInAnyOrder(many, one);
        engine.addOf(one, "acct", 1);
        assertThat(customers(claim(2)))
                .as("the other had its turn, and its next one comes in the next round")
                .containsExactlyInAnyOrder(many, one);
    }

    @Test
    void what_one_customer_queues_goes_out_in_the_order_in_which_it_was_queued() {
        CustomerId customer = new CustomerId(UUID.randomUUID());
        List<DeliveryId> first = engine.addOf(customer, "acct", 3);
        List<DeliveryId> then = engine.addOf(customer, "acct", 3);

        assertThat(claim(2))
                .extracting(claim -> claim.delivery().id())
                .containsExactlyInAnyOrderElementsOf(first.subList(0, 2));
        assertThat(claim(2))
                .extracting(claim -> claim.delivery().id())
                .containsExactlyInAnyOrder(first.get(2), then.get(0));
    }

    @Test
    void what_is_tried_again_leaves_half_of_the_places_to_fresh_deliveries() {
        List<DeliveryId> again = engine.add("acct", null, 20);
        engine.sql.sql("UPDATE delivery SET state = 'RETRY_WAIT'").update();
        engine.add("acct", null, 20);

        assertThat(claim(7))
                .hasSize(7)
                .filteredOn(claim -> again.contains(claim.delivery().id()))
                .hasSize(4);
    }

    @Test
    void an_account_whose_first_thousand_wait_for_one_order_key_still_sends_to_others() {
        CustomerId ordered = new CustomerId(UUID.randomUUID());
        engine.addOf(ordered, "acct", 1000);
        engine.sql.sql("UPDATE delivery SET order_key = 'acct/cus'").update();
        DeliveryId other = engine.add("acct", null);

        assertThat(claim(10)).hasSize(2).anyMatch(claim -> claim.delivery().id().equals(other));
        assertThat(claim(10)).as("one at a time").isEmpty();
    }

    private List<Claim> claim(int most) {
        return engine.transactions.in(() -> engine.claims.claim("me", Engine.room("acct", most), clock.now));
    }

    private static List<CustomerId> customers(List<Claim> claims) {
        return claims.stream().map(claim -> claim.delivery().customer()).toList();
    }

    private void queue(int accounts, int orderKeys) {
        engine.sql.sql("""
            INSERT INTO provider_account (account_key, credentials_key, provider, delivery_method_id)
            SELECT 'acct-' || a, 'acct-' || a, 'STRIPE', gen_random_uuid() FROM generate_series(0, :accounts - 1) a
            """).param("accounts", accounts).update();
        engine.transactions.run(() -> {
            // A hundred thousand invoices would be written here only to be referred to.
            engine.sql.sql("SET LOCAL session_replication_role = replica").update();
            engine.sql
                    .sql("""
                        INSERT INTO delivery (id, invoice_id, customer_id, contract_id, configuration_id, configuration_customer_id,
                            delivery_method_id, provider, method, account_key, order_key, payload, payload_sha256, total, credit_type_id, state, next_attempt_at, turn,
                            created_at, changed_at)
                        SELECT CAST(lpad(to_hex(n), 32, '0') AS uuid), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                            gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'STRIPE', 'DIRECT_TO_BILLING_PROVIDER', 'acct-' || n % :accounts,
                            CASE WHEN :keys > 0 THEN n % :accounts || '/cus-' || n % greatest(1, :keys) END,
                            '\\x00', sha256('\\x00'), 1, '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'PENDING', :now,
                            CASE WHEN :keys > 0 THEN n / greatest(1, :keys) ELSE 0 END, :now, :now
                        FROM generate_series(1, :queued) n
                        """)
                    .param("accounts", accounts)
                    .param("keys", orderKeys)
                    .param("queued", QUEUED)
                    .param("now", Rows.at(clock.now))
                    .update();
        });
    }
}

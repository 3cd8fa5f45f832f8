package io.downbeat.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import io.downbeat.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A customer is archived while something is made for it. Whoever comes first, nothing new stands on an archived customer:
 * what is made keeps the customer from being archived, and what comes after the archiving sees it.
 */
@Timeout(120)
class ArchivingRacesTest {
    private static TestServer server;
    private static AccountFixture account;
    private static ExecutorService threads;
    private static int count;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-05-15T00:00:00Z");
        account = AccountFixture.setUp(server.api());
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterAll
    static void stop() {
        threads.close();
        server.close();
    }

    private static String customer() {
        return server.api()
                .post("/v1/customers", "{'name': 'short lived " + ++count + "'}")
                .ok()
                .at("/data/id")
                .asString();
    }

    private static Supplier<Api.Answer> configuration(String customer) {
        return () -> server.api()
                .post("/v1/setCustomerBillingProviderConfigurations", """
                    {'data': [{'customer_id': '%s', 'billing_provider': 'aws_marketplace', 'delivery_method_id': '%s',
                      'configuration': {'aws_customer_id': 'buyer-%1$s', 'aws_product_code': 'p', 'aws_region': 'us-east-1'}}]}\
                    """.formatted(customer, account.awsMethod));
    }

    private static Supplier<Api.Answer> contract(String customer) {
        return () -> server.api()
                .post(
                        "/v1/contracts/create",
                        "{'customer_id': '" + customer + "', 'starting_at': '2025-01-01T00:00:00Z', 'uniqueness_key': '"
                                + customer + "'}");
    }

    private static Supplier<Api.Answer> alias(String customer) {
        return () -> server.api()
                .post("/v1/customers/" + customer + "/setIngestAliases", "{'ingest_aliases': ['" + customer + "-x']}");
    }

    private static Api.Answer archive(String customer) {
        return server.api().post("/v1/customers/archive", "{'id': '" + customer + "'}");
    }

    /** Archived by a transaction that is not through yet, when the request comes. */
    private static String refusedAfterArchiving(String customer, Supplier<Api.Answer> request) throws Exception {
        try (Connection archiving = server.database().connect()) {
            archiving.setAutoCommit(false);
            run(archiving, "SELECT FROM customer WHERE id = '" + customer + "' FOR NO KEY UPDATE");
            run(archiving, "UPDATE customer SET archived_at = now() WHERE id = '" + customer + "'");
            Future<Api.Answer> answer = threads.submit(request::get);
            LockWaits.await(server.database(), 1);
            archiving.commit();
            return answer.get(60, TimeUnit.SECONDS).refused(400);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long rows(String table, String customer) {
        return JdbcClient.create(server.database().dataSource())
                .sql("SELECT count(*) FROM " + table + " WHERE customer_id = CAST(:customer AS uuid)")
                .param("customer", customer)
                .query(Long.class)
                .single();
    }

    @Test
    void a_configuration_that_comes_while_its_customer_is_archived_is_refused() throws Exception {
        String customer = customer();
        assertThat(refusedAfterArchiving(customer, configuration(customer)))
                .contains("data[0].customer_id", "archived");
        assertThat(rows("provider_configuration", customer)).isZero();
    }

    @Test
    void a_contract_that_comes_while_its_customer_is_archived_is_refused() throws Exception {
        String customer = customer();
        assertThat(refusedAfterArchiving(customer, contract(customer))).contains("customer_id", "archived");
        assertThat(rows("contract", customer)).isZero();
    }

    @Test
    void an_alias_that_comes_while_its_customer_is_archived_is_refused() throws Exception {
        String customer = customer();
        assertThat(refusedAfterArchiving(customer, alias(customer))).contains("archived");
        assertThat(rows("customer_alias", customer)).isZero();
    }

    /** The identity is being taken by somebody else, so the request has begun and cannot end. */
    @Test
    void archiving_waits_for_a_configuration_that_is_being_made() throws Exception {
        String customer = customer();
        String other = customer();
        try (Connection taking = server.database().connect()) {
            taking.setAutoCommit(false);
            run(taking, """
                INSERT INTO provider_configuration (id, customer_id, delivery_method_id, billing_provider, delivery_method,
                    configuration, unbillable_rules, identity, created_at)
                SELECT gen_random_uuid(), '%s', id, billing_provider, delivery_method, '{}', '[]', (
                    SELECT identity FROM provider_configuration WHERE id = '%s'), now()
                FROM delivery_method WHERE id = '%s'
                """.formatted(other, releasedIdentityOf(customer), account.awsMethod));
            Future<Api.Answer> made = threads.submit(configuration(customer)::get);
            LockWaits.await(server.database(), 1);
            Future<Api.Answer> archived = threads.submit(() -> archive(customer));
            LockWaits.await(server.database(), 2);
            taking.rollback();
            made.get(60, TimeUnit.SECONDS).ok();
            archived.get(60, TimeUnit.SECONDS).ok();
        }
        assertThat(configuration(customer).get().refused(400)).contains("archived");
    }

    /** An archived configuration under the identity that the next one of this customer will have. */
    private static String releasedIdentityOf(String customer) {
        String made = configuration(customer).get().ok().at("/data/0/id").asString();
        server.api()
                .post("/v1/archiveCustomerBillingProviderConfigurations", """
                    {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}\
                    """.formatted(customer, made))
                .ok();
        return made;
    }

    @Test
    void archiving_waits_for_a_contract_that_is_being_made() throws Exception {
        String customer = customer();
        String other = customer();
        contract(other).get().ok();
        try (Connection taking = server.database().connect()) {
            taking.setAutoCommit(false);
            run(taking, """
                INSERT INTO contract SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
                    'uniqueness_key', '%s'))).* FROM contract c WHERE customer_id = '%s'
                """.formatted(customer, other));
            Future<Api.Answer> made = threads.submit(contract(customer)::get);
            LockWaits.await(server.database(), 1);
            Future<Api.Answer> archived = threads.submit(() -> archive(customer));
            LockWaits.await(server.database(), 2);
            taking.rollback();
            made.get(60, TimeUnit.SECONDS).ok();
            archived.get(60, TimeUnit.SECONDS).ok();
        }
        assertThat(server.api()
                        .post("/v2/contracts/list", "{'customer_id': '" + customer + "'}")
                        .ok()
                        .get("data"))
                .as("it was archived with its customer")
                .isEmpty();
    }

    @Test
    void the_database_takes_nothing_new_for_an_archived_customer() {
        String customer = customer();
        String other = customer();
        configuration(other).get().ok();
        contract(other).get().ok();
        archive(customer).ok();
        JdbcClient database = JdbcClient.create(server.database().dataSource());
        for (String sql : new String[] {
            """
            INSERT INTO provider_configuration SELECT (jsonb_populate_record(p, jsonb_build_object('id',
                gen_random_uuid(), 'identity', null, 'customer_id', '%s'))).* FROM provider_configuration p
            WHERE customer_id = '%s'
            """, """
                INSERT INTO contract SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
                    'uniqueness_key', null, 'customer_id', '%s'))).* FROM contract c WHERE customer_id = '%s'
                """, "INSERT INTO customer_alias SELECT 'late', '%s', 7 FROM customer WHERE id = '%s'"
        }) {
            assertThatThrownBy(
                            () -> database.sql(sql.formatted(customer, other)).update())
                    .as(sql)
                    .hasMessageContaining("is archived");
        }
    }
}

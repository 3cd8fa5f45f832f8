package io.downbeat.verification;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values under a key and under one that only one may have; and one fault after the other planted into them. */
class CustomFieldFaultsTest {
    private static final String REGISTERED = "a_custom_field_has_a_registered_key";
    private static final String ONE = "a_value_that_only_one_may_have_is_one_things";
    private static final String HOLDER = "who_has_a_unique_value_is_kept_as_its_holder";

    private static TestServer server;

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2025-03-08T00:00:00Z");
        Api api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        AccountFixture.registerKey(api, "region", "contract");
        api.post("/v1/customFields/addKey", "{'entity': 'customer', 'key': 'crm_id', 'enforce_uniqueness': true}")
                .ok();
        AccountFixture.Customer acme = account.customer("acme");
        acme.contract("2025-03-01T00:00:00Z", acme.stripe(), ", 'custom_fields': {'region': 'eu'}");
        for (AccountFixture.Customer customer : new AccountFixture.Customer[] {acme, account.customer("globex")}) {
            api.post(
                            "/v1/customFields/setValues",
                            "{'entity': 'customer', 'entity_id': '%s', 'custom_fields': {'crm_id': '%s'}}"
                                    .formatted(customer.id(), customer.name()))
                    .ok();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Planted fault(String fault, String... names) {
        return new Planted(fault, null, Set.of(names));
    }

    static Stream<Planted> faults() {
        return Stream.of(
                fault("DELETE FROM custom_field_key WHERE key = 'region'", REGISTERED),
                fault("UPDATE contract SET custom_fields = '{\"other\": \"x\"}'", REGISTERED),
                fault("UPDATE customer SET custom_fields = '{\"crm_id\": \"acme\"}'", ONE, HOLDER),
                fault("UPDATE customer SET custom_fields = '{}' WHERE name = 'acme'", HOLDER),
                fault("DELETE FROM custom_field_unique_value", HOLDER));
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws SQLException {
        Planted.assertCleanAndChecked(server, new CustomFieldChecks());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        planted.assertFoundBy(Planted.verdictAfter(server, planted.fault()));
    }
}

package io.downbeat.providers;

import static io.downbeat.providers.ProvidersFixture.aws;
import static io.downbeat.providers.ProvidersFixture.by;
import static io.downbeat.providers.ProvidersFixture.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.AliasesChanged;
import io.downbeat.customers.CustomerArchived;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.Change;
import io.downbeat.platform.http.Refused;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;

/** What higher floors hear, once and inside the transaction of what happened. */
class FactsTest {
    private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");

    private final List<Object> heard = new CopyOnWriteArrayList<>();
    private TestServer server;
    private ProvidersFixture account;

    @BeforeEach
    void start() {
        server = TestServer.startedAt(NOW.toString());
        account = new ProvidersFixture(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void each_fact_is_told_once() {
        String method = account.setUpAws("r");
        String customer = account.customer();
        CustomerId id = new CustomerId(UUID.fromString(customer));
        ConfigurationId one = configuration(customer, method, "one");
        ConfigurationId two = configuration(customer, method, "two");
        listen(false);

        account.archive(customer, one.toString()).ok();
        account.archive(customer, one.toString(), two.toString()).ok();
        for (int i = 0; i < 2; i++) {
            account.api()
                    .post("/v1/customers/" + customer + "/setIngestAliases", "{'ingest_aliases': ['a']}")
                    .ok();
            account.api()
                    .post("/v1/customers/archive", "{'id': '" + customer + "'}")
                    .ok();
        }
        account.api()
                .post(
                        "/downbeat/v1/deliveryMethods/" + method + "/credentials",
                        "{'configuration': {'aws_access_key_id': 'A', 'aws_secret_access_key': 's'}}")
                .ok();
        assertThat(heard)
                .containsExactly(
                        new ConfigurationsArchived(id, List.of(one), NOW),
                        new ConfigurationsArchived(id, List.of(two), NOW),
                        new AliasesChanged(id, Set.of("a")),
                        new CustomerArchived(id, NOW),
                        new CredentialsUpdated(new DeliveryMethodId(UUID.fromString(method))));
    }

    @Test
    void a_listener_that_refuses_undoes_what_happened() {
        String customer = account.customer();
        ConfigurationId one = configuration(customer, account.setUpAws("r"), "one");
        listen(true);
        account.archive(customer, one.toString()).refused(400);
        account.api()
                .post("/v1/customers/archive", "{'id': '" + customer + "'}")
                .refused(400);
        assertThat(account.ids(customer)).containsExactly(one.toString());
        assertThat(account.api()
                        .get("/v1/customers/" + customer)
                        .ok()
                        .get("data")
                        .get("archived_at")
                        .isNull())
                .isTrue();
    }

    private ConfigurationId configuration(String customer, String method, String buyer) {
        return new ConfigurationId(
                UUID.fromString(account.setId(item(customer, "aws_marketplace", by(method, aws(buyer))))));
    }

    private void listen(boolean refusing) {
        server.bean(ApplicationEventMulticaster.class)
                .addApplicationListener((PayloadApplicationEvent<Object> event) -> {
                    Object fact = event.getPayload();
                    // A Change is what the audit log hears beside each of them; its own tests are in access.
                    if (fact.getClass().getPackageName().startsWith("io.downbeat") && !(fact instanceof Change)) {
                        heard.add(fact);
                        if (refusing) {
                            throw Refused.rule("not like this");
                        }
                    }
                });
    }
}

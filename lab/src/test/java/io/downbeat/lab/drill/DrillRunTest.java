package io.downbeat.lab.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.app.DownbeatServer;
import io.downbeat.app.ServerOptions;
import io.downbeat.app.SettingsSource;
import io.downbeat.platform.db.Database;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An outage on a copy, while the server goes on working on the original. */
class DrillRunTest {
    private TestServer server;
    private AccountFixture.Contract atStripe;
    private AccountFixture.Contract atAws;

    @TempDir
    Path folder;

    @BeforeEach
    void a_month_end_is_near() {
        server = TestServer.startedAt("2025-01-31T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        AccountFixture.Customer one = account.customer("one");
        AccountFixture.Customer two = account.customer("two");
        atStripe = one.contract("2025-01-31T00:00:00Z", one.stripe(), "");
        atAws = two.contract("2025-01-31T00:00:00Z", two.aws(), "");
        server.advanceTo("2025-01-31T01:30:00Z");
        one.use("u1", "2025-01-31T01:00:00Z", 700);
        two.use("u2", "2025-01-31T01:00:00Z", 900);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void with_another_key_it_is_one_sentence_and_exit_code_2() {
        var ended = ServerProcess.run(
                "drill",
                List.of(
                        "--provider",
                        "stripe",
                        "--database-url",
                        server.database().jdbcUrl()),
                ServerProcess.withDatabase(
                        server.database(), Map.of("DOWNBEAT_SECRET_KEY", "another key, of 32 characters or more")));
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
        assertThat(ended.output()).contains("is not the key of this database").doesNotContain("\tat ");
    }

    @Test
    void it_plays_with_the_keys_and_the_settings_that_the_servers_have_while_their_key_is_changed() {
        var ended = ServerProcess.run(
                "drill",
                List.of(
                        "--provider",
                        "stripe",
                        "--at",
                        "2025-03-01T00:00:00Z",
                        "--hours",
                        "2",
                        "--database-url",
                        server.database().jdbcUrl()),
                ServerProcess.withDatabase(
                        server.database(),
                        Map.of(
                                "DOWNBEAT_SECRET_KEY",
                                "a newer key, of 32 characters or more",
                                "DOWNBEAT_SECRET_KEY_PREVIOUS",
                                TestServer.SECRET_KEY,
                                "DOWNBEAT_GRACE_PERIOD",
                                "PT1H")));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .as("what the copy opened is final an hour after its month, and waits for the outage to end")
                .containsPattern("2025-03-01 01:00 +([1-9] +\\d|0 +[1-9]) +0 ")
                .contains("everything was through by 2025-03-01T");
    }

    @Test
    void what_waits_in_the_outage_goes_through_after_it_and_the_original_is_untouched() throws Exception {
        Drill drill = new Drill("stripe", "drop_before", Instant.parse("2025-02-01T22:00:00Z"), 4);
        DrillRun.DrillReport told = play(drill);

        assertThat(told.hours().getFirst().delivered())
                .as("nothing is due before grace ends")
                .isZero();
        assertThat(told.hours())
                .filteredOn(hour -> hour.at().equals(Instant.parse("2025-02-02T02:00:00Z")))
                .singleElement()
                .satisfies(hour -> {
                    assertThat(hour.outage()).isTrue();
                    assertThat(hour.waiting() + hour.unknown())
                            .as("Stripe's invoice")
                            .isOne();
                    assertThat(hour.delivered()).as("AWS's invoice").isOne();
                });
        assertThat(told.through()).isEqualTo(Instant.parse("2025-02-02T03:00:00Z"));
        assertThat(told.hours().getLast().delivered()).isEqualTo(2);
        assertThat(told.doubled()).isEmpty();
        assertThat(told.parked()).isEmpty();
        assertThat(told.isWell()).isTrue();

        assertThat(atStripe.deliveries()).as("the original's month is not over").isEmpty();
        assertThat(atAws.deliveries()).isEmpty();
    }

    @Test
    void an_account_that_stays_refused_is_told_with_its_alert() throws Exception {
        Drill drill = new Drill("stripe", "unauthorized", Instant.parse("2025-02-01T22:00:00Z"), 3);
        DrillRun.DrillReport told = play(drill);

        assertThat(told.alerts()).anySatisfy(alert -> assertThat(alert).startsWith("configuration"));
        assertThat(told.hours()).anySatisfy(hour -> assertThat(hour.circuits()).isPositive());
        assertThat(told.through()).isNotNull();
    }

    @Test
    void a_real_database_is_drilled_on_a_copy_that_is_simulated() throws Exception {
        try (TestDatabase real = TestPostgres.migrated()) {
            var options = new ServerOptions("127.0.0.1", 0, folder, real.jdbcUrl(), null, false);
            Map<String, String> settings = ServerProcess.withDatabase(real, Map.of());
            try (DownbeatServer running = DownbeatServer.start(options, new SettingsSource(settings, Map.of()))) {
                AccountFixture.setUp(new Api(running.uri(), TestServer.TOKEN))
                        .customer("acme")
                        .contract("2040-01-01T00:00:00Z");
                DrillRun.DrillReport told =
                        play(new Drill("stripe", "drop_before", Instant.parse("2039-01-01T00:00:00Z"), 1), real);
                assertThat(told.through()).isNotNull();
            }
            try (Connection original = real.connect();
                    var row = original.createStatement().executeQuery("SELECT count(*) FROM simulated_clock")) {
                row.next();
                assertThat(row.getInt(1)).as("the original stays a real one").isZero();
            }
        }
    }

    @Test
    void what_is_parked_is_named_with_its_reason_and_is_no_success() throws Exception {
        DrillRun.DrillReport told = play(new Drill("stripe", "bad_request", Instant.parse("2025-02-01T22:00:00Z"), 4));

        assertThat(told.parked())
                .singleElement()
                .satisfies(parked -> assertThat(parked)
                        .contains("Refused by a fault of the sandbox")
                        .containsPattern("\\(1: [0-9a-f-]{36} of invoice [0-9a-f-]{36}\\)"));
        assertThat(told.through()).as("everything else").isNotNull();
        assertThat(told.isWell()).isFalse();
        assertThat(told.log()).as("it is no mistake of the server's own").isEmpty();
    }

    private DrillRun.DrillReport play(Drill drill) throws Exception {
        return play(drill, server.database());
    }

    private DrillRun.DrillReport play(Drill drill, TestDatabase database) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
                Connection original = database.connect()) {
            Database.open(postgres.jdbcUrl(), postgres.user(), postgres.password(), 2)
                    .close();
            return new DrillRun(drill, Map.of("DOWNBEAT_SECRET_KEY", TestServer.SECRET_KEY), 0, doing -> {})
                    .play(original, postgres, Instant.parse("2025-01-31T00:00:00Z"), folder.resolve("node.log"));
        }
    }
}

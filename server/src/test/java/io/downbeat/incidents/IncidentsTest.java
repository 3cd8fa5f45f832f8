package io.downbeat.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.work.BusinessClock;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Whatever fails on our side is told with its name and ends when it goes well again, and bystanders go on. */
class IncidentsTest {
    private TestServer server;
    private AccountFixture account;

    @BeforeEach
    void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        account = AccountFixture.setUp(server.api());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_incident_is_raised_once_and_may_be_raised_again_when_it_is_over() {
        Incidents incidents = server.bean(Incidents.class);
        IncidentKind kind = IncidentKind.endingByItself("SOMETHING_BROKE", "thing");
        Instant now = Instant.parse("2025-01-01T00:00:00Z");
        incidents.raise(IncidentReport.of(kind, "it", "broke"), now);
        incidents.raise(IncidentReport.of(kind, "it", "broke twice"), now.plusSeconds(1));
        incidents.raise(IncidentReport.of(kind, "other", "broke too"), now);
        assertThat(alerts("SOMETHING_BROKE"))
                .extracting(each -> each.get("subject").asString() + " "
                        + each.get("detail").asString())
                .containsExactlyInAnyOrder("it broke twice", "other broke too");

        incidents.end(kind, "it", now.plusSeconds(2));
        assertThat(alerts("SOMETHING_BROKE")).hasSize(1);
        incidents.raise(IncidentReport.of(kind, "it", "broke again"), now.plusSeconds(3));
        assertThat(alerts("SOMETHING_BROKE")).hasSize(2);
    }

    @Test
    void its_kind_says_what_becomes_of_the_sentence_of_one_that_is_raised_again() {
        Incidents incidents = server.bean(Incidents.class);
        Instant now = Instant.parse("2025-01-01T00:00:00Z");
        IncidentKind kept = IncidentKind.endingByItself("KEPT", "thing").further(IncidentKind.Further.CHANGES_NOTHING);
        IncidentKind added = IncidentKind.endingByItself("ADDED", "thing").further(IncidentKind.Further.IS_ADDED);
        for (String sentence : List.of("one", "two", "one")) {
            incidents.raise(IncidentReport.of(kept, "it", sentence), now);
            incidents.raise(IncidentReport.of(added, "it", sentence), now);
        }
        assertThat(alerts("KEPT").getFirst().get("detail").asString()).isEqualTo("one");
        assertThat(alerts("ADDED").getFirst().get("detail").asString()).isEqualTo("one\ntwo");
    }

    @Test
    void a_subject_has_one_open_for_each_of_its_parts_and_kinds_of_one_name_are_told_apart_by_their_subjects_type() {
        Incidents incidents = server.bean(Incidents.class);
        Instant now = Instant.parse("2025-01-01T00:00:00Z");
        IncidentKind kind = IncidentKind.endingByItself("STUCK", "thing");
        IncidentKind namesake = IncidentKind.endingByItself("STUCK", "other_thing");
        incidents.raise(IncidentReport.of(kind, new IncidentReport.Subject("it", "left"), "left"), now);
        incidents.raise(IncidentReport.of(kind, new IncidentReport.Subject("it", "right"), "right"), now);
        incidents.raise(IncidentReport.of(namesake, "it", "another"), now);

        incidents.end(kind, new IncidentReport.Subject("it", "left"), "GONE", now);
        assertThat(details("STUCK")).containsExactlyInAnyOrder("right", "another");
        incidents.end(kind, "it", now);
        assertThat(details("STUCK")).containsExactly("another");
    }

    private List<String> details(String kind) {
        return alerts(kind).stream()
                .map(alert -> alert.get("detail").asString())
                .toList();
    }

    @Test
    void a_person_clears_what_only_a_person_can_end_and_nothing_else() {
        Incidents incidents = server.bean(Incidents.class);
        Instant now = server.bean(BusinessClock.class).instant();
        IncidentKind look = IncidentKind.forAPerson("LOOK_AT_THIS", "thing");
        incidents.raise(IncidentReport.of(look, "it", "see whether it is right"), now);
        IncidentKind alone = IncidentKind.endingByItself("ENDS_ALONE", "thing");
        incidents.raise(IncidentReport.of(alone, "it", "wait"), now);

        String lasting = alerts("ENDS_ALONE").getFirst().get("id").asString();
        Api.Answer refused = server.api().post("/downbeat/v1/alerts/" + lasting + "/clear", "{'reason': 'seen'}");
        assertThat(refused.status()).isEqualTo(409);
        String seen = alerts("LOOK_AT_THIS").getFirst().get("id").asString();
        JsonNode cleared = server.api()
                .post("/downbeat/v1/alerts/" + seen + "/clear", "{'reason': 'it is right'}")
                .ok()
                .get("data");
        assertThat(cleared.get("detail").asString()).contains("see whether it is right", "it is right");
        assertThat(alerts("LOOK_AT_THIS")).isEmpty();
        assertThat(alerts("ENDS_ALONE")).hasSize(1);
    }

    @Test
    void an_invoice_that_cannot_be_finalized_is_named_verify_objects_and_its_bystander_goes_on() {
        var ill = account.customer("ill");
        var well = account.customer("well");
        ill.contract("2025-01-01T00:00:00Z");
        well.contract("2025-01-01T00:00:00Z");
        ill.use("t1", "2025-01-02T00:00:00Z", 700);
        well.use("t2", "2025-01-02T00:00:00Z", 700);
        refuse("BEFORE INSERT ON delivery", "new.customer_id = '" + ill.id() + "'");
        server.advanceTo("2025-02-02T01:00:00Z");

        assertThat(status(well)).isEqualTo("FINALIZED");
        assertThat(status(ill)).isEqualTo("DRAFT");
        String invoice = ill.invoices().getFirst().get("id").asString();
        assertThat(alerts("INVOICE_NOT_FINALIZED")).singleElement().satisfies(alert -> {
            assertThat(alert.get("subject").asString()).isEqualTo(invoice);
            assertThat(alert.get("detail").asString()).contains(invoice, ill.id(), "tried again at", "correct");
        });
        assertThat(drafts()).as("for an hour it may simply be on its way").isEmpty();
        server.advanceTo("2025-02-02T01:00:01Z");
        assertThat(drafts()).containsExactly(invoice);

        run("DROP TRIGGER refuses ON delivery");
        server.advanceTo("2025-02-02T08:00:00Z");
        assertThat(status(ill)).isEqualTo("FINALIZED");
        assertThat(alerts("INVOICE_NOT_FINALIZED")).isEmpty();
        assertThat(drafts()).isEmpty();
    }

    @Test
    void a_job_that_fails_twice_is_told_with_what_to_do_everything_else_goes_on_and_it_ends_by_itself() {
        var ill = account.customer("ill");
        var well = account.customer("well");
        ill.contract("2025-01-01T00:00:00Z");
        well.contract("2025-01-01T00:00:00Z");
        String contract = ill.invoices().getFirst().get("contract_id").asString();
        refuse("BEFORE INSERT ON invoice", "new.customer_id = '" + ill.id() + "'");
        Api.Answer failed = server.api().post("/downbeat/v1/clock", "{'now': '2025-02-03T00:00:00Z'}");

        assertThat(failed.status()).as("whoever moved the clock hears of it").isEqualTo(500);
        assertThat(server.bean(BusinessClock.class).instant()).isEqualTo("2025-02-03T00:00:00Z");
        assertThat(well.invoices()).as("January's and February's").hasSize(2);
        assertThat(ill.invoices()).as("January's").hasSize(1);
        assertThat(status(ill)).as("other jobs go on").isEqualTo("FINALIZED");
        assertThat(alerts("JOB_FAILING")).singleElement().satisfies(alert -> {
            assertThat(alert.get("subject").asString()).isEqualTo("open_periods");
            assertThat(alert.get("detail").asString()).contains("times in a row", "log", "ends by itself");
        });
        assertThat(alerts("PERIOD_NOT_OPENED"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.get("subject").asString()).isEqualTo(contract));

        run("DROP TRIGGER refuses ON invoice");
        server.advanceTo("2025-02-03T01:00:00Z");
        assertThat(ill.invoices()).hasSize(2);
        assertThat(alerts("JOB_FAILING")).isEmpty();
        assertThat(alerts("PERIOD_NOT_OPENED")).isEmpty();
    }

    @Test
    void what_a_server_raised_that_is_gone_ends_at_another_that_saw_the_job_go_well_before() {
        JobIncidents lasting = new JobIncidents(server.bean(Incidents.class));
        JobIncidents gone = new JobIncidents(server.bean(Incidents.class));
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        lasting.succeeded("a_job", start);
        gone.failed("a_job", 2, new IllegalStateException("broken"), start.plusSeconds(1));
        lasting.succeeded("a_job", start.plus(JobIncidents.QUIET).minusMillis(1));
        assertThat(alerts("JOB_FAILING")).hasSize(1);

        gone.failed("a_job", 3, new IllegalStateException("broken"), start.plus(JobIncidents.QUIET));
        lasting.succeeded("a_job", start.plus(JobIncidents.QUIET).plusSeconds(1));
        lasting.succeeded("a_job", start.plus(JobIncidents.QUIET.multipliedBy(2)));
        assertThat(alerts("JOB_FAILING"))
                .as("a server that is there and fails says so again")
                .hasSize(1);
        lasting.succeeded(
                "a_job", start.plus(JobIncidents.QUIET.multipliedBy(2)).plusSeconds(1));
        assertThat(alerts("JOB_FAILING")).isEmpty();
    }

    @Test
    void a_server_that_saw_the_job_fail_itself_ends_it_as_soon_as_it_succeeds() {
        JobIncidents jobs = new JobIncidents(server.bean(Incidents.class));
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        jobs.succeeded("a_job", start);
        jobs.failed("a_job", 2, new IllegalStateException("broken"), start.plusSeconds(1));
        jobs.succeeded("a_job", start.plusSeconds(2));
        assertThat(alerts("JOB_FAILING")).isEmpty();
    }

    private List<JsonNode> alerts(String kind) {
        List<JsonNode> found = new ArrayList<>();
        server.api().get("/downbeat/v1/alerts").ok().get("data").forEach(alert -> {
            if (alert.get("kind").asString().equals(kind)) {
                found.add(alert);
            }
        });
        return found;
    }

    private List<String> drafts() {
        List<String> found = new ArrayList<>();
        server.api().post("/downbeat/v1/verify", "{}").ok().get("violations").forEach(violation -> {
            if (violation.get("check").asString().equals("no_draft_is_left_behind_when_it_falls_due")) {
                found.add(violation.get("invoice_id").asString());
            }
        });
        return found;
    }

    private static String status(AccountFixture.Customer customer) {
        return customer.invoices().getFirst().get("status").asString();
    }

    private void refuse(String when, String rows) {
        run("""
            CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF %s THEN RAISE EXCEPTION 'refused by a test'; END IF; RETURN new; END $$
            """.formatted(rows));
        run("CREATE TRIGGER refuses " + when + " FOR EACH ROW EXECUTE FUNCTION refuses()");
    }

    private void run(String sql) {
        JdbcClient.create(server.database().dataSource()).sql(sql).update();
    }
}

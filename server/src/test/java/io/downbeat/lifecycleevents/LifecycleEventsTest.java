package io.downbeat.lifecycleevents;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lifecycle events and offsets from them: rows N1 to N12 of subscriptions.md, part 5, in one run of the clock through May and June. */
class LifecycleEventsTest {
    private static TestServer server;
    private static HttpServer receiver;
    private static Api api;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;
    private static String webhook;
    private static final List<JsonNode> told = new ArrayList<>();

    private static String creditOfN1;
    private static String offsetOfN1;
    private static String creditOfN2;
    private static String commitOfN3;
    private static String fiveDays;
    private static String contractOfN4;
    private static String commitOfN5;
    private static String sevenDays;
    private static String contractOfN6;
    private static String recurringOfN6;
    private static String ninetyDays;
    private static String contractOfN7;
    private static String twoHours;
    private static String contractOfN9;
    private static String commitOfN11;
    private static String contractOfN11;
    private static String commitOfN12;
    private static String afterADay;
    private static String contractFromThePast;
    private static String contractOfAMonth;
    private static String aMonth;
    private static String archivedOffset;
    private static JsonNode enabled;

    @BeforeAll
    static void may_and_june() throws IOException {
        server = TestServer.startedAt("2025-05-01T00:00:00Z");
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        api = server.api();
        account = AccountFixture.setUp(api);
        acme = account.customer("acme");
        webhook = api.post(
                        "/downbeat/v1/webhooks",
                        "{'url': 'http://127.0.0.1:" + receiver.getAddress().getPort() + "/'}")
                .ok()
                .at("/data/id")
                .stringValue();
        sevenDays = offset("commit.segment.end", "-P7D");
        fiveDays = offset("commit.segment.end", "-P5D");
        ninetyDays = offset("commit.segment.end", "-P90D");
        twoHours = offset("contract.end", "-PT2H");
        offset("contract.end", "-P1D");
        afterADay = offset("commit.create", "P1D");
        offset("credit.segment.end", "-P30D");
        aMonth = offset("contract.start", "P1M");
        archivedOffset = offset("commit.segment.end", "-P6D");
        api.post("/v2/notifications/archive", "{'id': '" + archivedOffset + "'}")
                .ok();
        AccountFixture.registerKey(api, "crm", "customer", "contract", "commit");

        at("05-10T00:00");
        commitOfN5 = customers("Commit", ", 'type': 'PREPAID'", segment("05-10", "05-20"));
        commitOfN3 = customers("Commit", ", 'type': 'PREPAID'", segment("05-10", "05-25"));
        at("05-10T09:00");
        commitOfN12 = customers("Commit", ", 'type': 'PREPAID'", segment("05-10", "08-20"));
        at("05-15T00:00");
        creditOfN2 = customers("Credit", "", segment("05-15", "05-30"));
        creditOfN1 = customers("Credit", "", segment("05-15", "05-22"));
        at("05-20T00:00");
        offsetOfN1 = offset("credit.segment.end", "-P3D");
        at("05-22T00:00");
        api.post(
                        "/v1/contracts/customerCommits/updateEndDate",
                        "{'customer_id': '%s', 'commit_id': '%s', 'access_ending_before': '2025-05-23T00:00:00Z'}"
                                .formatted(acme.id(), commitOfN3))
                .ok();
        theRestOfMay();
    }

    /** In the order in which they were written; what was delivered is forgotten after 35 days. */
    private static void collect() {
        List<JsonNode> found = new ArrayList<>();
        String page = "";
        do {
            JsonNode answer = api.get("/downbeat/v1/webhooks/" + webhook + "/notifications?limit=100" + page)
                    .ok();
            answer.get("data").forEach(found::addFirst);
            page = answer.get("next_page").isNull()
                    ? ""
                    : "&next_page=" + answer.get("next_page").stringValue();
        } while (!page.isEmpty());
        Set<JsonNode> known = told.stream().map(one -> one.get("id")).collect(Collectors.toSet());
        found.removeIf(one -> known.contains(one.get("id")));
        told.addAll(found);
    }

    private static void theRestOfMay() {
        at("05-25T00:00");
        contractOfN4 = contract("2025-01-01", ", 'ending_before': '2025-06-05T00:00:00Z'");
        contractOfN7 = contract("2025-01-01", ", 'ending_before': '2025-06-05T00:00:00Z'");
        contractOfN9 = contract("2025-05-01", "");
        enabled = enable("contract.edit", true);
        api.post("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s', 'update_contract_name': 'n', 'update_net_payment_terms_days': 5,
             'update_contract_end_date': '2030-01-01T00:00:00Z'}\
            """.formatted(acme.id(), contractOfN9)).ok();
        enable("contract.edit", false);
        enable("contract.create", true);
        enable("contract.start", true);
        contractFromThePast = contract("2025-02-01", "");
        contractOfAMonth = contract("2025-05-31", "");
        enable("contract.create", false);
        enable("commit.segment.start", true);
        at("05-26T00:00");
        contractOfN11 = contract("2025-05-01", """
            , 'custom_fields': {'crm': 'k'}, 'commits': [{'type': 'PREPAID', 'product_id': '%s', 'custom_fields': {'crm': 'c'},
               'access_schedule': {'schedule_items': [%s, %s]}}]\
            """.formatted(
                        account.fixedProduct, segment("05-27", "05-28"), segment("05-29", "05-30")));
        JsonNode agreed = read(contractOfN11).at("/commits/0");
        commitOfN11 = agreed.get("id").stringValue();
        enable("contract.start", false);
        contractOfN6 = contract("2025-05-01", """
            , 'recurring_commits': [{'product_id': '%s', 'priority': 3, 'starting_at': '2025-05-01T00:00:00Z',
               'commit_duration': {'value': 1}, 'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2',
               'unit_price': 1000, 'quantity': 1}}]\
            """.formatted(account.fixedProduct));
        recurringOfN6 = read(contractOfN6).at("/recurring_commits/0/id").stringValue();
        at("06-02T00:00");
        collect();
        api.post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(acme.id(), contractOfN4))
                .ok();
        at("07-02T00:00");
        collect();
    }

    @AfterAll
    static void stop() {
        server.close();
        receiver.stop(0);
    }

    private static void at(String instant) {
        server.advanceTo("2025-" + instant + ":00Z");
    }

    private static Api.Answer create(String type, String offset) {
        return api.post(
                "/v2/notifications/create",
                "{'name': 'n', 'policy': {'type': '%s', 'offset': '%s'}}".formatted(type, offset));
    }

    private static String offset(String type, String offset) {
        return create(type, offset).ok().at("/data/id").stringValue();
    }

    private static JsonNode enable(String type, boolean enabled) {
        return api.post(
                        "/v2/notifications/edit",
                        "{'policy': {'type': '%s'}, 'is_enabled': %s}".formatted(type, enabled))
                .ok()
                .get("data");
    }

    private static String segment(String from, String until) {
        return "{'amount': 100, 'starting_at': '2025-%sT00:00:00Z', 'ending_before': '2025-%sT00:00:00Z'}"
                .formatted(from, until);
    }

    private static String customers(String kind, String more, String segment) {
        return api.post("/v1/contracts/customer%ss/create".formatted(kind), """
            {'customer_id': '%s', 'product_id': '%s', 'priority': 1%s, 'access_schedule': {'schedule_items': [%s]}}\
            """.formatted(
                                acme.id(), account.fixedProduct, more, segment))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static String contract(String startingAt, String more) {
        return acme.contract(startingAt + "T00:00:00Z", acme.stripe(), more).id();
    }

    private static JsonNode read(String contract) {
        return new AccountFixture.Contract(api, acme, contract).read();
    }

    /** What was told of an entity, as "type instant of the event, told at". */
    private static List<String> told(String entity, String offset) {
        return told.stream()
                .filter(one -> List.of("commit_id", "credit_id", "contract_id").stream()
                        .filter(one.get("properties")::has)
                        .findFirst()
                        .filter(field ->
                                one.at("/properties/" + field).stringValue().equals(entity))
                        .isPresent())
                .filter(one -> one.at("/properties/offset_id").asString("").equals(offset))
                .map(one -> one.get("type").stringValue() + " " + at(one.at("/properties/timestamp")) + ", told "
                        + at(one.get("written_at")))
                .toList();
    }

    private static String at(JsonNode instant) {
        return instant.stringValue().substring(0, 16);
    }

    @Test
    void n1_what_fired_before_the_configuration_was_made_is_not_told() {
        assertThat(told(creditOfN1, offsetOfN1)).isEmpty();
        assertThat(told(creditOfN2, offsetOfN1))
                .as("one that is still to come")
                .containsExactly("credit.segment.end 2025-05-30T00:00, told 2025-05-27T00:00");
    }

    @Test
    void n2_what_fired_before_its_credit_was_made_is_not_told() {
        assertThat(told.stream()
                        .filter(one -> one.at("/properties/offset_duration")
                                .asString("")
                                .equals("-P30D")))
                .isEmpty();
    }

    @Test
    void n3_an_end_that_moves_behind_its_offset_is_not_told_again() {
        assertThat(told(commitOfN3, fiveDays))
                .containsExactly("commit.segment.end 2025-05-25T00:00, told 2025-05-20T00:00");
    }

    @Test
    void n4_nothing_is_told_of_an_archived_contract() {
        assertThat(told.stream()
                        .filter(one ->
                                one.at("/properties/contract_id").asString("").equals(contractOfN4))
                        .filter(one -> one.get("type").stringValue().equals("contract.end")))
                .isEmpty();
    }

    @Test
    void n5_an_offset_before_an_end_fires_before_it_and_says_when_it_is() {
        assertThat(told(commitOfN5, sevenDays))
                .containsExactly("commit.segment.end 2025-05-20T00:00, told 2025-05-13T00:00");
        assertThat(told(commitOfN5, archivedOffset)).isEmpty();
        assertThat(told(commitOfN5, "")).as("the event itself is off").isEmpty();
    }

    @Test
    void n6_each_period_of_a_recurring_commit_is_told_when_it_is_made() {
        assertThat(told.stream()
                        .filter(one ->
                                one.at("/properties/offset_id").asString("").equals(ninetyDays))
                        .filter(one -> one.at("/properties/parent_recurring_commit_id")
                                .asString("")
                                .equals(recurringOfN6))
                        .map(one -> at(one.at("/properties/timestamp")) + ", told " + at(one.get("written_at"))))
                .containsExactly(
                        "2025-06-01T00:00, told 2025-05-26T00:00",
                        "2025-07-01T00:00, told 2025-05-26T00:00",
                        "2025-08-01T00:00, told 2025-06-01T00:00",
                        "2025-09-01T00:00, told 2025-07-01T00:00");
    }

    @Test
    void n7_hours_before_a_contract_ends() {
        assertThat(told(contractOfN7, twoHours))
                .containsExactly("contract.end 2025-06-05T00:00, told 2025-06-04T22:00");
        JsonNode body = told.stream()
                .filter(one -> one.at("/properties/offset_id").asString("").equals(twoHours))
                .findFirst()
                .orElseThrow()
                .get("properties");
        assertThat(body.toString().replace('"', '\'')).isEqualTo("""
            {'timestamp':'2025-06-05T00:00:00.000Z','environment_type':'SANDBOX','contract_id':'%s',\
            'contract_custom_fields':{},'customer_id':'%s','customer_custom_fields':{},'offset_id':'%s',\
            'offset_duration':'-PT2H'}\
            """.formatted(contractOfN7, acme.id(), twoHours));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "contract.create | -P1D | policy.offset: must not be negative",
                "commit.edit | -PT1H | policy.offset: must not be negative",
                "credit.archive | -P1Y | policy.offset: must not be negative",
                "contract.end | -PT30M | policy.offset: must be an ISO 8601 duration",
                "contract.end | PT5S | policy.offset: must be an ISO 8601 duration",
                "contract.end | P0D | policy.offset: must not be zero",
                "contract.end | P | policy.offset: must not be zero",
                "contract.end | P-1D | policy.offset: must be an ISO 8601 duration",
                "contract.end | P11Y | policy.offset: must be at most ten years",
                "contract.end | P999999Y | policy.offset: must be at most ten years",
                "credit.end | P1D | policy.type: must be one of contract.create,"
            })
    void n8_an_offset_is_of_whole_hours_to_years_and_not_zero(String type, String offset, String refusal) {
        assertThat(create(type, offset).refused(400)).startsWith(refusal);
    }

    @Test
    void n9_an_edit_call_is_told_once_whatever_it_changes() {
        assertThat(enabled.toString().replace('"', '\''))
                .isEqualTo("{'policy':{'type':'contract.edit'},'type':'SYSTEM_LIFECYCLE_EVENT','is_enabled':true}");
        assertThat(told(contractOfN9, "")).containsExactly("contract.edit 2025-05-25T00:00, told 2025-05-25T00:00");
    }

    @Test
    void n10_a_policy_keeps_its_type() {
        String made = offset("contract.end", "P5D");
        assertThat(edit("'id': '%s', 'policy': {'type': 'contract.start', 'offset': 'P5D'}".formatted(made))
                        .refused(400))
                .startsWith("policy.type: is contract.end and stays");
        assertThat(edit("'id': '%s', 'policy': {'type': 'contract.end', 'offset': 'P6D'}, 'is_enabled': true"
                                .formatted(made))
                        .refused(400))
                .startsWith("is_enabled: ");
        assertThat(edit("'policy': {'type': 'contract.end', 'offset': 'P6D'}, 'is_enabled': true")
                        .refused(400))
                .startsWith("policy.offset: unknown field");
        assertThat(edit("'policy': {'type': 'contract.end'}").refused(400)).isEqualTo("is_enabled: is required");
        JsonNode edited = edit("'id': '%s', 'policy': {'type': 'contract.end', 'offset': 'P6D'}".formatted(made))
                .ok()
                .get("data");
        assertThat(edited.at("/policy/offset").stringValue()).isEqualTo("P6D");
        Api.Answer unknown =
                edit("'id': '%s', 'policy': {'type': 'contract.end', 'offset': 'P6D'}".formatted(acme.id()));
        assertThat(unknown.refused(400)).contains(acme.id());
        assertThat(unknown.json().get("code").stringValue()).isEqualTo("NotificationConfigNotFound");
        assertThat(api.post("/v2/notifications/get", "{'id': '" + made + "'}")
                        .ok()
                        .get("data"))
                .isEqualTo(edited);
        JsonNode archived = api.post("/v2/notifications/archive", "{'id': '" + made + "'}")
                .ok()
                .get("data");
        assertThat(archived.get("archived_at").isNull()).isFalse();
        assertThat(api.post("/v2/notifications/archive", "{'id': '" + made + "'}")
                        .ok()
                        .get("data"))
                .isEqualTo(archived);
        assertThat(edit("'id': '%s', 'policy': {'type': 'contract.end', 'offset': 'P7D'}".formatted(made))
                        .refused(400))
                .isEqualTo("the notification is archived");
        for (String read : List.of("get", "archive")) {
            assertThat(api.post("/v2/notifications/" + read, "{'id': '" + acme.id() + "'}")
                            .refused(404))
                    .contains(acme.id());
        }
        assertThat(server.audited("edit_notification")).isPositive();
    }

    private static Api.Answer edit(String members) {
        return api.post("/v2/notifications/edit", "{" + members + "}");
    }

    @Test
    void n11_every_segment_is_told_with_its_place() {
        assertThat(told(commitOfN11, ""))
                .containsExactly(
                        "commit.segment.start 2025-05-27T00:00, told 2025-05-27T00:00",
                        "commit.segment.start 2025-05-29T00:00, told 2025-05-29T00:00");
        List<JsonNode> bodies = told.stream()
                .map(one -> one.get("properties"))
                .filter(body -> body.path("commit_id").asString("").equals(commitOfN11) && !body.has("offset_id"))
                .toList();
        assertThat(bodies.get(1).get("segment_index").intValue()).isEqualTo(1);
        ObjectNode first = (ObjectNode) bodies.get(0);
        first.remove("segment_id");
        assertThat(first.toString().replace('"', '\'')).isEqualTo("""
            {'timestamp':'2025-05-27T00:00:00.000Z','environment_type':'SANDBOX','contract_id':'%s',\
            'contract_custom_fields':{'crm':'k'},'customer_id':'%s','customer_custom_fields':{},'commit_id':'%s',\
            'commit_custom_fields':{'crm':'c'},'segment_index':0,'segment_count':2}\
            """.formatted(contractOfN11, acme.id(), commitOfN11));
    }

    @Test
    void n12_an_offset_after_a_commit_was_made() {
        assertThat(told(commitOfN12, afterADay))
                .containsExactly("commit.create 2025-05-10T09:00, told 2025-05-11T09:00");
    }

    @Test
    void a_contract_made_with_a_past_start_is_told_as_made_and_as_started() {
        assertThat(told(contractFromThePast, ""))
                .containsExactly(
                        "contract.create 2025-05-25T00:00, told 2025-05-25T00:00",
                        "contract.start 2025-02-01T00:00, told 2025-05-25T00:00");
    }

    @Test
    void a_month_after_the_31st_is_the_last_of_the_next_month() {
        assertThat(told(contractOfAMonth, aMonth))
                .containsExactly("contract.start 2025-05-31T00:00, told 2025-06-30T00:00");
    }

    @Test
    void an_event_that_is_switched_off_is_told_no_more() {
        assertThat(told(contractOfN6, "")).isEmpty();
    }

    @Test
    void every_final_invoice_is_told() {
        List<String> ids = told.stream()
                .filter(one -> one.get("type").stringValue().equals("invoice.finalized"))
                .map(one -> one.at("/properties/invoice_id").stringValue())
                .toList();
        assertThat(ids)
                .doesNotHaveDuplicates()
                .containsAll(invoices("FINALIZED"))
                .doesNotContainAnyElementsOf(invoices("DRAFT"));
        assertThat(told.stream()
                        .filter(one -> one.get("type").stringValue().equals("invoice.finalized"))
                        .findFirst()
                        .orElseThrow()
                        .get("properties")
                        .propertyNames())
                .containsExactly("invoice_id", "customer_id", "invoice_finalized_date");
    }

    private static List<String> invoices(String status) {
        return acme.invoices().stream()
                .filter(one -> one.get("status").stringValue().equals(status))
                .map(one -> one.get("id").stringValue())
                .toList();
    }

    @Test
    void offsets_are_listed_newest_first_and_events_all() {
        JsonNode first = api.post("/v2/notifications/offset/list", "{'limit': 1, 'archive_filter': 'ALL'}")
                .ok();
        JsonNode second = api.post(
                        "/v2/notifications/offset/list",
                        "{'limit': 400, 'archive_filter': 'ALL', 'cursor': '%s'}"
                                .formatted(first.get("cursor").stringValue()))
                .ok();
        assertThat(second.get("cursor").isNull()).isTrue();
        assertThat(ids(second)).doesNotContainAnyElementsOf(ids(first)).contains(archivedOffset, sevenDays);
        assertThat(ids(api.post("/v2/notifications/offset/list", "{}").ok()))
                .contains(sevenDays)
                .doesNotContain(archivedOffset);
        assertThat(ids(api.post("/v2/notifications/offset/list", "{'archive_filter': 'ARCHIVED'}")
                        .ok()))
                .contains(archivedOffset)
                .doesNotContain(sevenDays);
        JsonNode events = api.post("/v2/notifications/system/list", "").ok();
        assertThat(events.get("data")).hasSize(15);
        assertThat(events.at("/data/8").toString().replace('"', '\''))
                .isEqualTo(
                        "{'policy':{'type':'commit.segment.start'},'type':'SYSTEM_LIFECYCLE_EVENT','is_enabled':true}");
        JsonNode one = api.post("/v2/notifications/get", "{'id': '" + sevenDays + "'}")
                .ok()
                .get("data");
        assertThat(Json.write(one).replace('"', '\'')).isEqualTo("""
            {'id':'%s','name':'n','type':'OFFSET_LIFECYCLE_EVENT','policy':{'type':'commit.segment.end','offset':'-P7D'},\
            'environment_type':'SANDBOX','created_at':'2025-05-01T00:00:00.000Z','created_by':'DOWNBEAT_API_TOKEN',\
            'archived_at':null}\
            """.formatted(sevenDays));
    }

    private static List<String> ids(JsonNode page) {
        return page.get("data")
                .valueStream()
                .map(one -> one.get("id").stringValue())
                .toList();
    }

    @Test
    void a_uniqueness_key_makes_one_notification() {
        String body = "{'name': 'n', 'policy': {'type': 'contract.end', 'offset': 'P9D'}, 'uniqueness_key': 'once'}";
        api.post("/v2/notifications/create", body).ok();
        assertThat(api.post("/v2/notifications/create", body).refused(409)).isEqualTo("uniqueness_key: is in use");
    }

    @Test
    void one_event_instant_is_told_once_by_each_configuration() {
        assertThat(server.bean(JdbcClient.class).sql("""
            SELECT count(*) FROM (SELECT configuration_id, entity_id, part_id, event_at FROM lifecycle_message
                WHERE fired_at IS NOT NULL GROUP BY 1, 2, 3, 4 HAVING count(*) > 1) AS twice
            """).query(Long.class).single())
                .isZero();
    }
}

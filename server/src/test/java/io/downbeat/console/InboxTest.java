package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.access.AuditEntry;
import io.downbeat.access.AuditLog;
import io.downbeat.access.AuditQuery;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The inbox when more is in it than fits on a page, and what is done from it. */
class InboxTest {
    private static final Pattern ROW = Pattern.compile("data-delivery-id=\"([^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
    private static final Pattern PICK = Pattern.compile("name=\"(d\\.[^\"]+)\"");

    private static final Pattern TICKED = Pattern.compile("name=\"(d\\.[^\"]+)\" value=\"yes\" checked");

    private static TestServer server;
    private static AccountFixture account;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        account = AccountFixture.setUp(server.api());
        charged("missing_initech", 60);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Has that many charges on as many days, all to a customer whom Stripe does not know. */
    private static void charged(String name, int charges) {
        AccountFixture.Customer customer = account.customer(name);
        String items = IntStream.range(0, charges)
                .mapToObj(i -> "{'timestamp': '2025-01-%02dT%02d:00:00Z', 'unit_price': 500, 'quantity': 1}"
                        .formatted(2 + i / 24, i % 24))
                .collect(Collectors.joining(", "));
        customer.contract(
                "2025-01-01T00:00:00Z",
                customer.stripe(),
                ", 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [%s]}}]"
                        .formatted(account.fixedProduct, items));
        server.advanceTo("2025-01-10T00:00:00Z");
    }

    private static Console admin() throws Exception {
        return Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    private static Set<String> rows(String page) {
        return ROW.matcher(page).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    private static List<AuditEntry> entries() {
        return server.bean(AuditLog.class).page(AuditQuery.all(true), 20);
    }

    @Test
    void every_delivery_is_on_one_of_the_pages_in_the_order_of_urgency() throws Exception {
        // What another test tried again is parked again.
        server.settle();
        try (Console admin = admin()) {
            String first = admin.get("/console/deliveries?state=PARKED").body();
            assertThat(rows(first)).hasSize(50);
            Matcher next = NEXT.matcher(first);
            assertThat(next.find()).isTrue();
            HttpResponse<String> second = admin.get(next.group(1).replace("&amp;", "&"));
            assertThat(second.statusCode()).isEqualTo(200);
            Set<String> both = new HashSet<>(rows(first));
            both.addAll(rows(second.body()));
            assertThat(both).hasSizeGreaterThanOrEqualTo(60);
            assertThat(second.body()).doesNotContain("hx-get=\"/console/deliveries");
            assertThat(admin.get("/console/deliveries?next_page=nonsense").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void those_of_one_reason_are_named_and_retried_together_with_an_entry_each() throws Exception {
        try (Console admin = admin()) {
            String list = admin.get("/console/deliveries").body();
            Matcher all = Pattern.compile("href=\"(/console/deliveries/retry\\?like=[^\"]+)\"")
                    .matcher(list);
            assertThat(all.find()).isTrue();
            String path = all.group(1).replace("&amp;", "&");
            assertThat(path).endsWith("&from=%2Fconsole%2Fdeliveries");
            String like = path.replaceFirst(".*like=([^&]+).*", "$1");
            String page = admin.get(path).body();
            assertThat(page).contains("Retry these 50 deliveries?").contains("These are the oldest of more");
            List<String> picks =
                    PICK.matcher(page).results().map(found -> found.group(1)).toList();
            assertThat(picks).hasSize(50);
            Map<String, String> form = new HashMap<>();
            form.put("like", like);
            form.put("from", "/console/deliveries?state=PARKED");
            picks.stream().limit(3).forEach(pick -> form.put(pick, "yes"));
            HttpResponse<String> answer = admin.post(path, "/console/deliveries/retry", form);
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location")).contains("/console/deliveries?state=PARKED&retried=3");
            assertThat(entries().stream().map(entry -> entry.what().action()).filter("retry_delivery"::equals))
                    .hasSize(3);
            assertThat(admin.get("/console/deliveries?retried=3").body()).contains("3 deliveries are tried again.");
            HttpResponse<String> none = admin.post(path, "/console/deliveries/retry", Map.of("like", like));
            assertThat(none.statusCode()).isEqualTo(422);
            assertThat(none.body()).contains("Nothing was chosen.");
        }
    }

    @Test
    void what_was_left_out_is_still_left_out_after_signing_in_again() throws Exception {
        server.settle();
        String retry = "/console/deliveries/retry";
        String page;
        String path;
        try (Console admin = admin()) {
            Matcher all = Pattern.compile("href=\"(/console/deliveries/retry\\?like=[^\"]+)\"")
                    .matcher(admin.get("/console/deliveries").body());
            assertThat(all.find()).isTrue();
            path = all.group(1).replace("&amp;", "&");
            page = admin.get(path).body();
        }
        assertThat(TICKED.matcher(page).results()).as("all at first").hasSize(50);
        List<String> picks =
                PICK.matcher(page).results().map(found -> found.group(1)).toList();
        List<String> chosen = picks.subList(2, picks.size());
        try (Console visitor = new Console(server.api().uri())) {
            String fields = "_csrf=of-the-session-that-ended&" + path.replaceFirst(".*\\?", "") + "&"
                    + String.join("=yes&", chosen) + "=yes";
            HttpResponse<String> ended = visitor.client()
                    .send(
                            HttpRequest.newBuilder(server.api().uri().resolve(retry))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .header(
                                            "Referer",
                                            server.api().uri().resolve(path).toString())
                                    .POST(HttpRequest.BodyPublishers.ofString(fields))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            String signIn = ended.headers().firstValue("Location").orElse("");
            String to = URLDecoder.decode(signIn.replaceFirst(".*&to=", ""), StandardCharsets.UTF_8);
            HttpResponse<String> back =
                    visitor.post(signIn, "/console/sign-in", Map.of("token", TestServer.TOKEN, "to", to));
            String again = visitor.get(back.headers().firstValue("Location").orElse(""))
                    .body();
            assertThat(PICK.matcher(again).results()).hasSize(50);
            assertThat(TICKED.matcher(again).results().map(found -> found.group(1)))
                    .containsExactlyInAnyOrderElementsOf(chosen);
        }
    }

    @Test
    void what_is_done_leads_back_to_where_one_came_from_and_to_no_other_place() throws Exception {
        try (Console admin = admin()) {
            String list = admin.get("/console/deliveries?state=PARKED").body();
            assertThat(list).contains("bookmark this link");
            Matcher retry = Pattern.compile("href=\"(/console/deliveries/[^\"]+/retry\\?from=[^\"]+)\"")
                    .matcher(list);
            assertThat(retry.find()).isTrue();
            String page = admin.get(retry.group(1)).body();
            assertThat(page).contains("class=\"button\" href=\"/console/deliveries?state=PARKED\"");
            String form = retry.group(1).replaceFirst("\\?.*", "");
            assertThat(landsOn(admin, form, "/console/deliveries?state=PARKED"))
                    .isEqualTo("/console/deliveries?state=PARKED");
            for (String elsewhere : List.of(
                    "https://example.com/console/",
                    "//example.com",
                    "/console//example.com",
                    "/console/\\example.com",
                    "/console/\r\nSet-Cookie: a=b",
                    "/v1/customers",
                    "/console/" + "x".repeat(600))) {
                assertThat(admin.get(form + "?from=" + URLEncoder.encode(elsewhere, StandardCharsets.UTF_8))
                                .body())
                        .as(elsewhere)
                        .contains("class=\"button\" href=\"/console/deliveries\"");
                assertThat(landsOn(admin, form, elsewhere)).as(elsewhere).isEqualTo("/console/deliveries");
            }
        }
    }

    /** Retrying may be refused while the last one is under way; it is tried again at once, and parked again. */
    private static String landsOn(Console admin, String form, String from) throws Exception {
        server.settle();
        HttpResponse<String> done = admin.post(form, form, Map.of("from", from));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
        return done.headers().firstValue("Location").orElse("");
    }

    @Test
    void a_page_that_reads_itself_again_tells_what_came_meanwhile() throws Exception {
        try (Console admin = admin()) {
            String list = admin.get("/console/deliveries").body();
            Matcher refresh = Pattern.compile("hx-get=\"([^\"]+)\"").matcher(list);
            assertThat(refresh.find()).isTrue();
            String path = refresh.group(1).replace("&amp;", "&");
            assertThat(path).contains("refresh=yes");
            assertThat(admin.get(path).body()).contains("aria-live=\"polite\"></p>");
            String earlier = path.replaceFirst("since=[^&]+", "since=2025-01-01T00:00:00Z");
            assertThat(admin.get(earlier).body()).containsPattern("aria-live=\"polite\">[0-9]+ new</p>");
        }
        try (Console nobody = new Console(server.api().uri())) {
            HttpResponse<String> answer = nobody.get("/console/deliveries?refresh=yes");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("HX-Redirect"))
                    .contains("/console/sign-in?to=%2Fconsole%2Fdeliveries");
            assertThat(nobody.get("/console/deliveries?state=PARKED&refresh=yes&since=2025-01-01T00:00:00Z")
                            .headers()
                            .firstValue("HX-Redirect"))
                    .contains("/console/sign-in?to=%2Fconsole%2Fdeliveries%3Fstate%3DPARKED");
        }
    }

    @Test
    void an_account_that_is_held_back_is_probed_from_its_callout() throws Exception {
        server.sandbox()
                .addFaults(List.of(Fault.of("stripe", "*", "unauthorized").always()));
        AccountFixture.Customer customer = account.customer("hooli");
        customer.contract("2025-01-11T00:00:00Z", customer.stripe(), """
            , 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [
             {'timestamp': '2025-01-11T01:00:00Z', 'unit_price': 700, 'quantity': 1}]}}]\
            """.formatted(account.fixedProduct));
        server.advanceTo("2025-01-11T02:00:00Z");
        try (Console admin = admin()) {
            String list = admin.get("/console/deliveries").body();
            assertThat(list)
                    .contains("is held back.")
                    .contains("1 invoice waits.")
                    .contains("Mend the credentials");
            assertThat(list).doesNotContain("POST /downbeat/v1/deliveryMethods");
            HttpResponse<String> answer =
                    admin.post("/console/deliveries", "/console/deliveries/probe/" + account.stripeMethod, Map.of());
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(entries())
                    .anySatisfy(entry -> assertThat(entry.what().action()).isEqualTo("probe_account"));
        }
    }
}

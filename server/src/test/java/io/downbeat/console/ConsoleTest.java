package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who comes in, what a form must carry, and that the API is as it was. */
class ConsoleTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Console visitor() {
        return new Console(server.api().uri());
    }

    private static Console admin() throws Exception {
        return Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    private static Console withRole(String role) throws Exception {
        return Console.signedIn(server.api().uri(), token(role));
    }

    private static String token(String role) {
        return server.api()
                .post("/downbeat/v1/tokens", "{'name': 'for a test', 'role': '" + role + "'}")
                .ok()
                .at("/data/token")
                .stringValue();
    }

    @Test
    void the_bare_address_leads_to_the_console() throws Exception {
        try (Console visitor = visitor()) {
            HttpResponse<String> answer = visitor.get("/");
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location")).contains("/console/");
        }
    }

    @Test
    void without_a_session_every_page_leads_to_the_sign_in_and_back() throws Exception {
        try (Console visitor = visitor()) {
            for (String path : new String[] {"/console/", "/console", "/console/deliveries", "/console/nothing"}) {
                HttpResponse<String> answer = visitor.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(302);
                assertThat(answer.headers().firstValue("Location").orElseThrow())
                        .startsWith("/console/sign-in?to=");
            }
            assertThat(visitor.get("/console/sign-in?to=%2Fconsole%2Fdeliveries%3Fstate%3DPARKED")
                            .body())
                    .contains("value=\"/console/deliveries?state=PARKED\"");
        }
    }

    @Test
    void signing_in_leads_to_pages_of_the_console_only() throws Exception {
        try (Console visitor = visitor()) {
            for (String elsewhere : new String[] {
                "//evil.example", "https://evil.example/console/", "/console//evil", "/v1/customers", "/console/\\evil"
            }) {
                HttpResponse<String> answer = visitor.post(
                        "/console/sign-in", "/console/sign-in", Map.of("token", TestServer.TOKEN, "to", elsewhere));
                assertThat(answer.headers().firstValue("Location"))
                        .as(elsewhere)
                        .contains("/console/");
                visitor.post("/console/deliveries", "/console/sign-out", Map.of());
            }
        }
    }

    @Test
    void a_wrong_token_stays_at_the_sign_in_with_a_sentence() throws Exception {
        try (Console visitor = visitor()) {
            HttpResponse<String> answer = visitor.signIn("not-a-token");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("This token is not known here").contains("name=\"token\"");
            assertThat(answer.headers().allValues("Set-Cookie"))
                    .noneMatch(cookie -> cookie.startsWith("downbeat_session"));
        }
    }

    @Test
    void a_link_signs_in_once_and_only_by_its_button() throws Exception {
        String link = server.api()
                .post("/downbeat/v1/signInLinks", "{}")
                .ok()
                .at("/data/path")
                .stringValue();
        try (Console visitor = visitor();
                Console late = visitor()) {
            assertThat(visitor.get(link).statusCode()).isEqualTo(200);
            assertThat(visitor.get("/console/deliveries").statusCode())
                    .as("opening it signs nobody in")
                    .isEqualTo(302);
            assertThat(visitor.forge(link, new HashMap<>(), "").statusCode()).isEqualTo(403);
            String form = Console.formToken(late.get(link).body());
            HttpResponse<String> answer = visitor.post(link, link, Map.of());
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location")).contains("/console/");
            assertThat(visitor.get("/console/deliveries").statusCode()).isEqualTo(200);
            assertThat(late.forge(link, new HashMap<>(), form).statusCode()).isEqualTo(404);
            HttpResponse<String> used = late.get(link);
            assertThat(used.statusCode()).isEqualTo(404);
            assertThat(used.body()).contains("This link was used already");
        }
    }

    @Test
    void a_link_leads_to_a_page_of_the_console_and_nowhere_else() throws Exception {
        assertThat(afterLink("/console/customers/")).isEqualTo("/console/customers/");
        assertThat(afterLink("https://elsewhere.example/")).isEqualTo("/console/");
        assertThat(afterLink("/console//elsewhere.example")).isEqualTo("/console/");
    }

    /** Where the button of a sign-in link leads, if the link names a page. */
    private String afterLink(String to) throws Exception {
        String link = server.api()
                .post("/downbeat/v1/signInLinks", "{}")
                .ok()
                .at("/data/path")
                .stringValue();
        try (Console visitor = visitor()) {
            Matcher hidden = Pattern.compile("name=\"to\" value=\"([^\"]*)\"")
                    .matcher(visitor.get(link + "?to=" + to).body());
            assertThat(hidden.find()).isTrue();
            HttpResponse<String> answer = visitor.post(link, link, Map.of("to", hidden.group(1)));
            return answer.headers().firstValue("Location").orElseThrow();
        }
    }

    @Test
    void a_token_that_only_sends_events_may_not_sign_in() throws Exception {
        try (Console visitor = visitor()) {
            HttpResponse<String> answer = visitor.signIn(token("ingest_only"));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("only sends usage events");
        }
    }

    @Test
    void the_session_is_a_cookie_that_no_script_and_no_other_site_has() throws Exception {
        try (Console visitor = visitor()) {
            String cookie = visitor.signIn(TestServer.TOKEN).headers().allValues("Set-Cookie").stream()
                    .filter(each -> each.startsWith("downbeat_session="))
                    .findFirst()
                    .orElseThrow();
            assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").doesNotContain("Secure");
        }
    }

    @Test
    void a_session_is_no_way_into_the_api() throws Exception {
        try (Console admin = admin()) {
            String cookie = admin.client()
                    .cookieHandler()
                    .orElseThrow()
                    .get(server.api().uri().resolve("/console/"), Map.of())
                    .get("Cookie")
                    .getFirst();
            for (String path : new String[] {"/v1/customers", "/downbeat/v1/clock", "/v2/contracts/list"}) {
                HttpResponse<String> answer = visitor()
                        .client()
                        .send(
                                HttpRequest.newBuilder(server.api().uri().resolve(path))
                                        .header("Cookie", cookie)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path).isEqualTo(401);
                assertThat(answer.body()).startsWith("{\"message\"");
            }
        }
    }

    @Test
    void who_signed_out_is_out() throws Exception {
        try (Console admin = admin()) {
            assertThat(admin.get("/console/deliveries").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = admin.post("/console/deliveries", "/console/sign-out", Map.of());
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(admin.get("/console/deliveries").statusCode()).isEqualTo(302);
        }
    }

    @Test
    void a_form_without_its_token_or_with_another_session_s_is_refused() throws Exception {
        try (Console admin = admin();
                Console other = admin()) {
            String foreign = Console.formToken(other.get("/console/deliveries").body());
            assertThat(admin.forge("/console/sign-out", new HashMap<>(), "").statusCode())
                    .isEqualTo(403);
            assertThat(admin.forge("/console/sign-out", new HashMap<>(), foreign)
                            .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> answer = admin.forge("/console/sign-out", new HashMap<>(), "x".repeat(40));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("This form is not from your session");
            assertThat(admin.get("/console/deliveries").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nobody_is_signed_in_by_another_site() throws Exception {
        try (Console visitor = visitor()) {
            assertThat(visitor.forge("/console/sign-in", new HashMap<>(Map.of("token", TestServer.TOKEN)), "")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void a_form_is_bounded_and_is_a_form() throws Exception {
        try (Console admin = admin()) {
            assertThat(admin.forge("/console/sign-out", new HashMap<>(Map.of("a", "x".repeat(70_000))), "t")
                            .statusCode())
                    .isEqualTo(413);
            HttpResponse<String> answer = admin.client()
                    .send(
                            HttpRequest.newBuilder(server.api().uri().resolve("/console/sign-out"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(415);
        }
    }

    @Test
    void every_page_has_the_headers_that_keep_it_to_itself() throws Exception {
        try (Console admin = admin()) {
            for (String path : new String[] {"/console/sign-in", "/console/deliveries", "/console/nothing"}) {
                HttpResponse<String> answer = admin.get(path);
                String policy =
                        answer.headers().firstValue("Content-Security-Policy").orElseThrow();
                assertThat(policy).contains("default-src 'none'").contains("frame-ancestors 'none'");
                assertThat(policy).doesNotContain("unsafe-inline").doesNotContain("http");
                assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                        .contains("nosniff");
                assertThat(answer.headers().firstValue("Referrer-Policy")).contains("same-origin");
                assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                        .contains("no-store");
                assertThat(answer.body())
                        .doesNotContain("style=\"")
                        .doesNotContain("<script>")
                        .doesNotContain(" onclick");
            }
        }
    }

    @Test
    void assets_are_kept_for_good_under_names_that_change_with_them() throws Exception {
        try (Console visitor = visitor()) {
            String page = visitor.get("/console/sign-in").body();
            String style = page.replaceFirst("(?s).*href=\"(/console/assets/console\\.[0-9a-f]+\\.css)\".*", "$1");
            HttpResponse<String> answer = visitor.get(style);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                    .contains("immutable");
            assertThat(visitor.get("/console/assets/console.css").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void read_only_sees_all_and_changes_nothing() throws Exception {
        try (Console reader = withRole("read_only")) {
            assertThat(reader.get("/console/deliveries").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = reader.post(
                    "/console/deliveries", "/console/deliveries/00000000-0000-0000-0000-000000000000/retry", Map.of());
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("may look at everything and change nothing");
        }
    }

    @Test
    void what_is_not_there_is_said_as_a_page() throws Exception {
        try (Console admin = admin()) {
            for (String path : new String[] {
                "/console/nothing",
                "/console/contracts/1",
                "/console/contracts/00000000-0000-0000-0000-000000000000",
                "/console/contracts/00000000-0000-0000-0000-000000000000/switch",
                "/console/deliveries/00000000-0000-0000-0000-000000000000/retry"
            }) {
                HttpResponse<String> answer = admin.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                        .startsWith("text/html");
            }
        }
    }

    @Test
    void wrong_tokens_are_slowed_down() throws Exception {
        try (TestServer another = TestServer.startedAt("2025-01-01T00:00:00Z");
                Console visitor = new Console(another.api().uri())) {
            for (int i = 0; i < 5; i++) {
                assertThat(visitor.signIn("wrong-" + i).statusCode()).isEqualTo(401);
            }
            HttpResponse<String> answer = visitor.signIn("wrong");
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains("Too many wrong tokens");
        }
    }
}

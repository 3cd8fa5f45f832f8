package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestServer;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A form that is sent after its session ended does nothing, is not lost, and comes back to nobody but its own page. */
class EndedSessionTest {
    private static final String FORM = "/console/customers/new";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-20T00:00:00Z");

    private final URI here = server.api().uri();

    /** As a browser sends it whose session is over: with the cookies and the form's token of then. */
    private HttpResponse<String> send(Console visitor, String referer, String fields) throws Exception {
        return send(visitor, FORM, referer, fields);
    }

    private HttpResponse<String> send(Console visitor, String path, String referer, String fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(here.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("_csrf=of-the-session-that-ended&" + fields));
        if (!referer.isEmpty()) {
            request.header("Referer", referer);
        }
        return visitor.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    private static String target(String location) {
        return URLDecoder.decode(location.replaceFirst(".*&to=", ""), StandardCharsets.UTF_8);
    }

    @Test
    void signing_in_comes_back_to_the_form_as_it_was_filled_in() throws Exception {
        try (Console visitor = new Console(here)) {
            HttpResponse<String> answer =
                    send(visitor, here.resolve(FORM).toString(), "name=Two+%26+Co&ingest_aliases=a%0D%0Ab");
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(location(answer)).startsWith("/console/sign-in?ended=true&to=");
            HttpResponse<String> signIn = visitor.get(location(answer));
            assertThat(signIn.body()).contains("Your session had ended, so nothing was done");
            HttpResponse<String> back = visitor.post(
                    location(answer),
                    "/console/sign-in",
                    Map.of("token", TestServer.TOKEN, "to", target(location(answer))));
            assertThat(back.statusCode()).isEqualTo(303);
            String form = visitor.get(location(back)).body();
            assertThat(form).contains("value=\"Two &amp; Co\"").containsPattern(">a\\r?\\nb</textarea>");
            assertThat(visitor.get("/console/customers").body()).contains("There is none yet");
        }
    }

    /** The page that somebody sees who sent a form from it after the session had ended, and signed in again. */
    private String backOn(String page, String path, String fields) throws Exception {
        try (Console visitor = new Console(here)) {
            String signIn = location(send(visitor, path, here.resolve(page).toString(), fields));
            HttpResponse<String> back =
                    visitor.post(signIn, "/console/sign-in", Map.of("token", TestServer.TOKEN, "to", target(signIn)));
            HttpResponse<String> shown = visitor.get(location(back));
            if (shown.statusCode() == 303) {
                shown = visitor.get(location(shown));
            }
            assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
            return shown.body();
        }
    }

    @Test
    void every_form_that_is_filled_in_comes_back_as_it_was() throws Exception {
        String method = "/console/settings/delivery-methods/new/stripe/direct_to_billing_provider";
        assertThat(backOn(
                        method,
                        method,
                        "stripe_account_id=acct_7&stripe_days_until_due=14&leave_invoices_in_draft=true"
                                + "&stripe_api_key=rk_hidden"))
                .contains("name=\"stripe_account_id\" value=\"acct_7\"", "value=\"14\"")
                .containsPattern("name=\"leave_invoices_in_draft\" value=\"true\" checked")
                .doesNotContainPattern("name=\"skip_zero_dollar_invoices\" value=\"true\" checked")
                .doesNotContain("rk_hidden");
        assertThat(backOn("/console/settings", "/console/settings/tokens", "name=a+machine&role=ingest_only"))
                .contains("value=\"a machine\"")
                .containsPattern("value=\"ingest_only\" checked")
                .doesNotContainPattern("value=\"(read_only|admin)\"[^>]* checked");
        assertThat(backOn("/console/playground", "/console/playground/clock", "now=2025-02-01"))
                .contains("name=\"now\" value=\"2025-02-01\" maxlength");
        assertThat(backOn("/console/proof", "/console/proof/reconcile", "from=2024-01-01&until=2024-02-01"))
                .contains("name=\"from\" value=\"2024-01-01\"", "name=\"until\" value=\"2024-02-01\"");
    }

    @Test
    void a_page_that_a_refused_form_was_shown_on_is_come_back_to_as_well() throws Exception {
        String tokens = "/console/settings/tokens";
        assertThat(backOn(tokens, tokens, "name=a+machine&role=admin"))
                .contains("Make a token", "value=\"a machine\"")
                .containsPattern("value=\"admin\" checked");
        String clock = "/console/playground/clock";
        assertThat(backOn(clock, clock, "now=soon")).contains("name=\"now\" value=\"soon\" maxlength");
        String faults = "/console/playground/faults";
        assertThat(backOn(faults, faults, "times=3")).contains("The clock");
        String reconcile = "/console/proof/reconcile";
        assertThat(backOn(reconcile, reconcile, "from=2024-01-01&until=2024-02-01"))
                .contains("name=\"from\" value=\"2024-01-01\"");
    }

    @Test
    void the_address_of_a_webhook_whose_path_may_be_secret_stands_in_none_of_ours() throws Exception {
        String webhooks = "/console/settings/webhooks";
        try (Console visitor = new Console(here)) {
            String location = location(
                    send(visitor, webhooks, here.resolve(webhooks).toString(), "url=https%3A%2F%2Fx%2Fhidden"));
            assertThat(target(location)).isEqualTo(webhooks);
            assertThat(visitor.get(location).body()).contains("but for what may be secret");
        }
    }

    @Test
    void a_secret_is_typed_again_and_never_stands_in_an_address() throws Exception {
        try (Console visitor = new Console(here)) {
            String fields = "name=x&stripe_api_key=hidden1&raw_azure_client_secret=hidden2&tackle_api_token=hidden3"
                    + "&netsuite_private_key=hidden4&aws_secret_access_key=hidden5&raw_gcp_service_account_key=hidden6";
            String location = location(send(visitor, here.resolve(FORM).toString(), fields));
            assertThat(target(location)).isEqualTo(FORM + "?name=x");
        }
    }

    @Test
    void another_site_s_form_is_refused_and_nothing_of_it_is_kept() throws Exception {
        try (Console visitor = new Console(here)) {
            for (String page : new String[] {
                "",
                "https://evil.example/console/customers/new",
                "http://" + here.getHost() + ":1/console/customers/new",
                "no address"
            }) {
                HttpResponse<String> answer = send(visitor, page, "name=evil");
                assertThat(answer.statusCode()).as(page).isEqualTo(403);
                assertThat(location(answer) + answer.body()).doesNotContain("evil");
            }
        }
    }

    @Test
    void what_is_too_long_for_an_address_leads_back_to_the_empty_form() throws Exception {
        try (Console visitor = new Console(here)) {
            String location = location(send(visitor, here.resolve(FORM).toString(), "name=" + "x".repeat(3_000)));
            assertThat(target(location)).isEqualTo(FORM);
            assertThat(visitor.get(location).body())
                    .contains("fill the form in again")
                    .doesNotContain("as you left it");
        }
    }

    @Test
    void a_session_that_lives_is_still_asked_for_its_own_token() throws Exception {
        try (Console admin = Console.signedIn(here, TestServer.TOKEN)) {
            assertThat(send(admin, here.resolve(FORM).toString(), "name=x").statusCode())
                    .isEqualTo(403);
        }
    }
}

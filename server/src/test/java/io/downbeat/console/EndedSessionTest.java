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
        HttpRequest.Builder request = HttpRequest.newBuilder(here.resolve(FORM))
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

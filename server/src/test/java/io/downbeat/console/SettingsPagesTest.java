package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.access.ApiTokens;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the account is set up with, as its administrators see and change it. */
class SettingsPagesTest {
    private static final String SETTINGS = "/console/settings";
    private static final Pattern TEXT = Pattern.compile("data-testid=\"token-text\">(db_[^<]+)<");

    @AutoClose
    private static final TestServer server = TestServer.withoutProviders("2025-01-01T00:00:00Z");

    private static AccountFixture account;

    @BeforeAll
    static void setUp() {
        account = AccountFixture.setUp(server.api());
    }

    private static Console admin() throws Exception {
        return Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    private static String made(Console console, String name, String role) throws Exception {
        HttpResponse<String> answer = console.post(SETTINGS, SETTINGS + "/tokens", Map.of("name", name, "role", role));
        assertThat(answer.statusCode()).isEqualTo(200);
        Matcher text = TEXT.matcher(answer.body());
        assertThat(text.find()).isTrue();
        return text.group(1);
    }

    private static String idOf(String name) {
        for (var token : server.api().get("/downbeat/v1/tokens").ok().get("data")) {
            if (token.get("name").stringValue().equals(name)) {
                return token.get("id").stringValue();
            }
        }
        throw new AssertionError("no token is called " + name);
    }

    @Test
    void a_token_is_made_shown_once_and_revoked_after_a_page_that_says_what_happens() throws Exception {
        try (Console admin = admin()) {
            String text = made(admin, "a machine", "read_only");
            Api machine = new Api(server.api().uri(), text);
            machine.get("/downbeat/v1/clock").ok();
            assertThat(admin.get(SETTINGS).body()).contains("a machine").doesNotContain(text);
            String page = SETTINGS + "/tokens/" + idOf("a machine") + "/revoke";
            assertThat(admin.get(page).body()).contains("refused from now on");
            machine.get("/downbeat/v1/clock").ok();
            assertThat(admin.post(page, page, Map.of()).statusCode()).isEqualTo(303);
            machine.get("/downbeat/v1/clock").refused(401);
        }
    }

    @Test
    void a_token_without_a_name_or_role_or_with_the_setting_s_name_is_refused_in_place() throws Exception {
        try (Console admin = admin()) {
            for (Map<String, String> fields : List.of(
                    Map.of("name", "", "role", "admin"),
                    Map.of("name", "x"),
                    Map.of("name", "x", "role", "king"),
                    Map.of("name", "DOWNBEAT_API_TOKEN", "role", "admin"))) {
                HttpResponse<String> answer = admin.post(SETTINGS, SETTINGS + "/tokens", fields);
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(answer.body()).contains("Not made.").contains("token-row");
                assertThat(answer.body().contains("value=\"admin\" checked"))
                        .as("the role is kept")
                        .isEqualTo("admin".equals(fields.get("role")));
            }
        }
    }

    @Test
    void the_setting_s_token_is_listed_and_not_revoked_here() throws Exception {
        try (Console admin = admin()) {
            assertThat(admin.get(SETTINGS).body()).contains("DOWNBEAT_API_TOKEN");
            String page = SETTINGS + "/tokens/" + ApiTokens.FIRST.tokenId() + "/revoke";
            HttpResponse<String> answer = admin.post(page, page, Map.of());
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("is a setting");
        }
    }

    @Test
    void credentials_are_mended_by_what_is_filled_in_and_never_shown() throws Exception {
        try (Console admin = admin()) {
            String page = SETTINGS + "/delivery-methods/" + account.stripeMethod + "/credentials";
            assertThat(admin.get(page).body()).contains("One is set.").contains("autocomplete=\"off\"");
            HttpResponse<String> nothing = admin.post(page, page, Map.of("stripe_api_key", ""));
            assertThat(nothing.statusCode()).isEqualTo(400);
            assertThat(nothing.body()).contains("at least one credential");
            long before = server.audited("update_credentials");
            assertThat(admin.post(page, page, Map.of("stripe_api_key", "rk_test_mended_by_hand"))
                            .statusCode())
                    .isEqualTo(303);
            assertThat(server.audited("update_credentials")).isEqualTo(before + 1);
            assertThat(admin.get(page).body()).doesNotContain("rk_test_mended_by_hand");
        }
    }

    @Test
    void a_delivery_method_is_added_and_what_is_wrong_is_said_beside_what_was_filled_in() throws Exception {
        try (Console admin = admin()) {
            assertThat(admin.get(SETTINGS + "/delivery-methods/new").body())
                    .contains("/console/settings/delivery-methods/new/netsuite/direct_to_billing_provider");
            String page = SETTINGS + "/delivery-methods/new/stripe/direct_to_billing_provider";
            Map<String, String> fields = new HashMap<>(Map.of(
                    "stripe_account_id",
                    "acct_added",
                    "stripe_api_key",
                    "rk_test_typed_once",
                    "stripe_days_until_due",
                    "soon",
                    "skip_zero_dollar_invoices",
                    "true"));
            HttpResponse<String> refused = admin.post(page, page, fields);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body())
                    .contains("stripe_days_until_due")
                    .contains("acct_added")
                    .doesNotContain("rk_test_typed_once");
            fields.put("stripe_days_until_due", "14");
            assertThat(admin.post(page, page, fields).statusCode()).isEqualTo(303);
            assertThat(admin.get(SETTINGS).body()).contains("acct_added").doesNotContain("rk_test_typed_once");
            assertThat(admin.post(page, page, fields).statusCode())
                    .as("the same account again")
                    .isEqualTo(409);
        }
    }

    @Test
    void the_audit_log_is_filtered_by_the_address_and_goes_on_behind_what_was_shown() throws Exception {
        try (Console admin = admin()) {
            for (int i = 0; i < 60; i++) {
                server.api()
                        .post("/v1/customers", "{'name': 'audited " + i + "'}")
                        .ok();
            }
            String log = SETTINGS + "/audit-log";
            HttpResponse<String> first = admin.get(log + "?resource_type=customer&actor=DOWNBEAT_API_TOKEN");
            assertThat(first.body()).contains("audited 59").doesNotContain("audited 9<");
            Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(first.body());
            assertThat(next.find()).isTrue();
            String second = admin.get(next.group(1).replace("&amp;", "&")).body();
            assertThat(second).contains("audited 9<").doesNotContain("audited 59");
            assertThat(admin.get(log + "?actor=system&resource_type=customer").body())
                    .contains("that the filter lets through");
            assertThat(admin.get(log + "?from=2030-01-01").body()).doesNotContain("audit-entry");
            assertThat(admin.get(log + "?from=soon").statusCode()).isEqualTo(400);
            assertThat(admin.get(log + "?resource_id=x").statusCode()).isEqualTo(400);
            assertThat(admin.get(log + "?next_page=AAAA").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void a_webhook_is_shown_by_its_host_and_only_what_was_given_up_is_sent_again() throws Exception {
        String hook = server.api()
                .post("/downbeat/v1/webhooks", "{'url': 'http://127.0.0.1:9/a-secret-path'}")
                .ok()
                .at("/data/id")
                .stringValue();
        try (Console admin = admin()) {
            assertThat(admin.get(SETTINGS + "/webhooks").body())
                    .contains("127.0.0.1:9")
                    .doesNotContain("a-secret-path");
            String page = SETTINGS + "/webhooks/" + hook;
            assertThat(admin.get(page).body()).contains("Nothing was sent to it yet.");
            HttpResponse<String> answer =
                    admin.post(page, page + "/notifications/00000000-0000-0000-0000-000000000001/retry", Map.of());
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("Not sent.");
            assertThat(admin.get(SETTINGS + "/webhooks/00000000-0000-0000-0000-000000000001")
                            .statusCode())
                    .isEqualTo(404);
        }
        server.api().post("/downbeat/v1/webhooks/" + hook + "/archive", "{}").ok();
    }

    @Test
    void an_account_is_checked_now_and_what_its_provider_said_stays_beside_it() throws Exception {
        try (Console admin = admin()) {
            assertThat(admin.get(SETTINGS).body()).contains("never with these credentials");
            long before = server.audited("check_account");
            HttpResponse<String> answer =
                    admin.post(SETTINGS, SETTINGS + "/delivery-methods/" + account.stripeMethod + "/check", Map.of());
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(server.audited("check_account")).isEqualTo(before + 1);
            // Nobody stands in for Stripe here.
            assertThat(admin.get(SETTINGS).body()).contains("no clear answer").contains("1 Jan 2025");
            assertThat(admin.post(
                                    SETTINGS,
                                    SETTINGS + "/delivery-methods/00000000-0000-0000-0000-000000000001/check",
                                    Map.of())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void a_webhook_is_added_with_a_secret_shown_once_and_archived_after_a_page_that_says_what_happens()
            throws Exception {
        String list = SETTINGS + "/webhooks";
        try (Console admin = admin()) {
            HttpResponse<String> refused = admin.post(list, list, Map.of("url", "ftp://example.com/hook"));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("Not added.").contains("ftp://example.com/hook");
            assertThat(admin.post(list, list, Map.of("url", "https://example.com/hook", "secret", "too short"))
                            .statusCode())
                    .isEqualTo(400);
            HttpResponse<String> added = admin.post(list, list, Map.of("url", "https://example.com/hook"));
            assertThat(added.statusCode()).isEqualTo(200);
            Matcher secret =
                    Pattern.compile("data-testid=\"webhook-secret\">([^<]+)<").matcher(added.body());
            assertThat(secret.find()).isTrue();
            Matcher id = Pattern.compile("/console/settings/webhooks/([0-9a-f-]{36})")
                    .matcher(added.body());
            assertThat(id.find()).isTrue();
            String page = list + "/" + id.group(1);
            assertThat(admin.get(page).body()).contains("example.com").doesNotContain(secret.group(1));
            HttpResponse<String> own =
                    admin.post(list, list, Map.of("url", "https://example.com/own", "secret", "a secret of their own"));
            assertThat(own.statusCode()).isEqualTo(303);
            String ownPage = own.headers().firstValue("Location").orElseThrow();
            assertThat(admin.get(ownPage).body()).doesNotContain("a secret of their own");
            for (String one : List.of(page, ownPage)) {
                assertThat(admin.get(one + "/archive").body()).contains("Nothing is sent to it from now on.");
                assertThat(admin.post(one + "/archive", one + "/archive", Map.of())
                                .statusCode())
                        .isEqualTo(303);
                assertThat(admin.get(one).body()).contains("Archived").doesNotContain("test-webhook");
            }
            HttpResponse<String> tooLate = admin.post(list, page + "/test", Map.of());
            assertThat(tooLate.statusCode()).isEqualTo(400);
            assertThat(tooLate.body()).contains("nothing is sent to it any more");
            assertThat(admin.get(list).body()).contains("No webhook is set up.");
        }
    }

    @Test
    void this_server_says_what_it_runs_on_and_no_secret() throws Exception {
        try (Console admin = admin()) {
            String page = admin.get(SETTINGS + "/server").body();
            assertThat(page)
                    .contains("PostgreSQL")
                    .contains("commit ")
                    .contains("process " + ProcessHandle.current().pid() + " at ")
                    .contains("(this one)")
                    .contains("DOWNBEAT_GRACE_PERIOD")
                    .contains("PT24H");
            assertThat(page)
                    .doesNotContain(
                            TestServer.SECRET_KEY,
                            TestServer.TOKEN,
                            server.database().password());
        }
    }

    @Test
    void read_only_sees_all_and_no_button() throws Exception {
        try (Console admin = admin()) {
            String text = made(admin, "a reader", "read_only");
            try (Console reader = Console.signedIn(server.api().uri(), text)) {
                String page = reader.get(SETTINGS).body();
                assertThat(page).contains("token-row").contains("delivery-method");
                assertThat(page)
                        .doesNotContain(
                                "make-token",
                                "data-testid=\"mend\"",
                                "data-testid=\"revoke\"",
                                "data-testid=\"check\"");
                assertThat(reader.get(SETTINGS + "/webhooks").body()).doesNotContain("add-webhook");
                assertThat(reader.get(SETTINGS + "/audit-log").statusCode()).isEqualTo(200);
                assertThat(reader.get(SETTINGS + "/server").statusCode()).isEqualTo(200);
                assertThat(reader.post(SETTINGS, SETTINGS + "/tokens", Map.of("name", "x", "role", "admin"))
                                .statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void what_is_not_there_is_not_found() throws Exception {
        try (Console admin = admin()) {
            for (String path : new String[] {
                "/tokens/1/revoke",
                "/tokens/00000000-0000-0000-0000-000000000001/revoke",
                "/delivery-methods/00000000-0000-0000-0000-000000000001/credentials",
                "/delivery-methods/new/stripe/aws_sqs",
                "/delivery-methods/new/nobody/tackle"
            }) {
                assertThat(admin.get(SETTINGS + path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }
}

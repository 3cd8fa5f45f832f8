package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One field leads to anything that has a name, an id, or a provider's reference. */
class SearchTest {
    private static TestServer server;
    private static AccountFixture.Contract contract;
    private static Console admin;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        contract = account.customer("Initech").contract("2025-01-01T00:00:00Z");
        account.customer("Initrode");
        server.advanceTo("2025-01-11T00:00:00Z");
        contract.customer().use("one", "2025-01-10T00:00:00Z", 1_000);
        server.advanceTo("2025-02-03T00:00:00Z");
        admin = Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static HttpResponse<String> search(String text) throws Exception {
        return admin.get("/console/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
    }

    private static String leadsTo(String text) throws Exception {
        HttpResponse<String> answer = search(text);
        assertThat(answer.statusCode()).as(text).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void every_id_of_ours_leads_straight_to_its_page() throws Exception {
        JsonNode delivery = contract.deliveries().getFirst();
        String customer = contract.customer().id();
        assertThat(leadsTo(customer)).isEqualTo("/console/customers/" + customer);
        assertThat(leadsTo(contract.id())).isEqualTo("/console/contracts/" + contract.id());
        String invoice = delivery.get("invoice_id").stringValue();
        assertThat(leadsTo(" " + invoice.toUpperCase(Locale.ROOT) + " "))
                .isEqualToIgnoringCase("/console/invoices/" + invoice);
        String id = delivery.get("id").stringValue();
        assertThat(leadsTo(id)).isEqualTo("/console/deliveries/" + id);
        assertThat(leadsTo(contract.customer().stripe()))
                .isEqualTo("/console/customers/" + customer + "#c-"
                        + contract.customer().stripe());
    }

    @Test
    void a_provider_s_reference_leads_to_the_invoice() throws Exception {
        JsonNode delivery = contract.deliveries().getFirst();
        assertThat(leadsTo(delivery.get("provider_ref").stringValue()))
                .isEqualTo("/console/invoices/" + delivery.get("invoice_id").stringValue());
    }

    @Test
    void a_name_that_means_one_customer_leads_there_and_others_are_listed() throws Exception {
        assertThat(leadsTo("initech")).startsWith("/console/customers/");
        HttpResponse<String> several = search("init");
        assertThat(several.statusCode()).isEqualTo(200);
        assertThat(several.body()).contains("Initech", "Initrode");
    }

    @Test
    void what_nobody_has_is_said_and_nothing_is_asked_without_words() throws Exception {
        assertThat(search("<b>nothing</b>").body()).contains("Nothing found", "&lt;b>nothing");
        assertThat(search("00000000-0000-0000-0000-000000000000").body()).contains("Nothing found");
        assertThat(search("  ").body()).contains("Look for anything");
        assertThat(admin.get("/console/search?q=%00").statusCode()).isEqualTo(400);
        assertThat(admin.get("/console/search?q=" + "x".repeat(5_000)).statusCode())
                .isLessThan(500);
    }

    @Test
    void every_page_has_the_field_and_the_page_of_keys() throws Exception {
        for (String path : new String[] {"/console/deliveries", "/console/customers", "/console/search"}) {
            assertThat(admin.get(path).body()).as(path).contains("id=\"search\"", "href=\"/console/keys\"");
        }
        assertThat(admin.get("/console/keys").body()).contains("No key sends, moves or archives anything");
    }
}

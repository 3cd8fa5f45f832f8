package io.downbeat.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Customers over HTTP, on a real server. */
class CustomerApiTest {
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    @Test
    void a_customer_is_created_and_read_back() {
        AccountFixture.registerKey(api(), "tier", "customer");
        JsonNode created =
                create("{'name': 'Acme', 'ingest_aliases': ['acme-1', 'acme-2', 'acme-1'], 'custom_fields': {'tier':"
                        + " 'gold'}}");
        assertThat(created.get("external_id").stringValue()).isEqualTo("acme-1");

        JsonNode read = get(id(created));
        assertThat(read.get("name").stringValue()).isEqualTo("Acme");
        assertThat(texts(read.get("ingest_aliases"))).containsExactly("acme-1", "acme-2");
        assertThat(read.get("custom_fields").get("tier").stringValue()).isEqualTo("gold");
        assertThat(read.get("created_at").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
        assertThat(read.get("archived_at").isNull()).isTrue();
        assertThat(read.get("customer_config").get("salesforce_account_id").isNull())
                .isTrue();
    }

    @Test
    void without_an_alias_the_external_id_is_the_customers_own() {
        JsonNode created = create("{'name': 'No alias'}");
        assertThat(created.get("external_id").stringValue()).isEqualTo(id(created));
    }

    @Test
    void the_deprecated_external_id_is_the_first_alias() {
        JsonNode created = create("{'name': 'Old', 'external_id': 'old-1', 'ingest_aliases': ['old-2']}");
        assertThat(texts(created.get("ingest_aliases"))).containsExactly("old-1", "old-2");
        assertThat(api().post("/v1/customers", "{'name': 'Thief', 'ingest_aliases': ['old-1']}")
                        .refused(409))
                .contains("old-1");
    }

    @Test
    void a_name_is_cut_at_160_characters_without_a_word() {
        assertThat(create("{'name': '" + "n".repeat(160) + "'}").get("name").stringValue())
                .hasSize(160);
        assertThat(create("{'name': '" + "n".repeat(161) + "'}").get("name").stringValue())
                .hasSize(160);
        String pairAtTheEdge = "n".repeat(159) + "\uD83D\uDE00";
        assertThat(create("{'name': '" + pairAtTheEdge + "'}").get("name").stringValue())
                .isEqualTo("n".repeat(159));
    }

    @Test
    void a_bad_customer_is_400_and_not_created() {
        assertThat(api().post("/v1/customers", "{}").refused(400)).contains("name");
        assertThat(api().post("/v1/customers", "{'name': ''}").refused(400)).contains("name");
        assertThat(api().post("/v1/customers", "{'name': 7}").refused(400)).contains("name");
        assertThat(api().post("/v1/customers", "{'name': 'x', 'ingest_aliases': ['bad-1', '']}")
                        .refused(400))
                .contains("ingest_aliases[1]");
        assertThat(api().post("/v1/customers", "{'name': 'x', 'billing_config': {'a': 'b'}}")
                        .refused(400))
                .contains("billing_config");
        assertThat(api().post("/v1/customers", "{'name': 'x', 'ingest_alias': ['bad-1']}")
                        .refused(400))
                .contains("ingest_alias");
        create("{'name': 'The alias is still free', 'ingest_aliases': ['bad-1']}");
    }

    @Test
    void an_alias_has_128_characters_at_most_and_a_customer_2000_of_them() {
        String id = id(create("{'name': 'Long', 'ingest_aliases': ['" + "a".repeat(128) + "']}"));
        assertThat(setAliases(id, List.of("a".repeat(129))).refused(400)).contains("ingest_aliases[0]");
        List<String> most = IntStream.range(0, 2_000).mapToObj(i -> "many-" + i).toList();
        setAliases(id, most).ok();
        List<String> tooMany = new ArrayList<>(most);
        tooMany.add("one-more");
        assertThat(setAliases(id, tooMany).refused(400)).contains("2000");
        assertThat(get(id).get("ingest_aliases").size()).isEqualTo(2_000);
    }

    @Test
    void set_ingest_aliases_replaces_the_whole_set_and_may_be_repeated() {
        String id = id(create("{'name': 'Replace', 'ingest_aliases': ['r-1', 'r-2']}"));
        setAliases(id, List.of("r-3", "r-2")).ok();
        setAliases(id, List.of("r-3", "r-2")).ok();
        assertThat(texts(get(id).get("ingest_aliases"))).containsExactly("r-3", "r-2");
        create("{'name': 'Takes the free one', 'ingest_aliases': ['r-1']}");
    }

    @Test
    void a_taken_alias_is_409_that_no_retry_mends_and_changes_nothing() {
        create("{'name': 'Owner', 'ingest_aliases': ['owned']}");
        String id = id(create("{'name': 'Other', 'ingest_aliases': ['mine']}"));
        Api.Answer answer = setAliases(id, List.of("fresh", "owned"));
        assertThat(answer.refused(409)).contains("owned");
        assertThat(answer.response().headers().firstValue("x-should-retry")).contains("false");
        assertThat(texts(get(id).get("ingest_aliases"))).containsExactly("mine");
    }

    @Test
    void the_id_of_another_customer_is_no_alias() {
        String other = id(create("{'name': 'Other'}"));
        assertThat(api().post("/v1/customers", "{'name': 'Mask', 'ingest_aliases': ['" + other + "']}")
                        .refused(409))
                .contains(other);
        setAliases(other, List.of(other)).ok();
    }

    @Test
    void row_89_an_archived_customers_alias_is_409_until_it_is_removed() {
        String archived = id(create("{'name': 'Gone', 'ingest_aliases': ['gone-1']}"));
        archive(archived).ok();
        assertThat(api().post("/v1/customers", "{'name': 'New', 'ingest_aliases': ['gone-1']}")
                        .refused(409))
                .contains("gone-1");
        setAliases(archived, List.of()).ok();
        create("{'name': 'New', 'ingest_aliases': ['gone-1']}");
        assertThat(setAliases(archived, List.of("gone-2")).refused(400)).contains("archived");
    }

    @Test
    void archiving_is_for_good_and_asking_again_changes_nothing() {
        String id = id(create("{'name': 'Archive me'}"));
        assertThat(archive(id).ok().get("data").get("id").stringValue()).isEqualTo(id);
        JsonNode first = get(id).get("archived_at");
        assertThat(first.isString()).isTrue();
        archive(id).ok();
        assertThat(get(id).get("archived_at")).isEqualTo(first);
        assertThat(archive(NOBODY).refused(404)).contains(NOBODY);
    }

    @Test
    void names_and_config_can_be_changed() {
        String id = id(create("{'name': 'Before'}"));
        assertThat(api().post("/v1/customers/" + id + "/setName", "{'name': 'After'}")
                        .ok()
                        .get("data")
                        .get("name")
                        .stringValue())
                .isEqualTo("After");
        config(id, "{'salesforce_account_id': 'sf-1', 'leave_stripe_invoices_in_draft': true}")
                .ok();
        config(id, "{'leave_stripe_invoices_in_draft': null}").ok();
        assertThat(get(id).get("customer_config").get("salesforce_account_id").stringValue())
                .isEqualTo("sf-1");
        config(id, "{'salesforce_account_id': null}").ok();
        assertThat(get(id).get("customer_config").get("salesforce_account_id").isNull())
                .isTrue();
        assertThat(config(id, "{'salesforce_account_id': 5}").refused(400)).contains("salesforce_account_id");
    }

    @Test
    void an_unknown_customer_is_404_and_a_malformed_id_400() {
        assertThat(api().get("/v1/customers/" + NOBODY).refused(404)).contains(NOBODY);
        assertThat(api().get("/v1/customers/nobody").refused(400)).contains("UUID");
        assertThat(api().post("/v1/customers/" + NOBODY + "/setName", "{'name': 'x'}")
                        .refused(404))
                .contains(NOBODY);
        assertThat(setAliases(NOBODY, List.of()).refused(404)).contains(NOBODY);
        assertThat(config(NOBODY, "{}").refused(404)).contains(NOBODY);
    }

    @Test
    void the_plans_era_endpoints_are_501() {
        api().get("/v1/customers/" + NOBODY + "/plans").refused(501);
    }

    @Test
    void row_105_a_list_takes_a_limit_of_1_to_100_and_pages_to_null() {
        assertThat(api().get("/v1/customers?limit=101").refused(400)).contains("limit");
        assertThat(api().get("/v1/customers?limit=0").refused(400)).contains("limit");
        api().get("/v1/customers?limit=100").ok();
        List<String> made = IntStream.range(0, 3)
                .mapToObj(i -> id(create("{'name': 'Paged'}")))
                .toList();
        List<String> seen = new ArrayList<>();
        String query = "?limit=1&customer_ids=" + String.join(",", made);
        String next = "";
        do {
            JsonNode page = api().get("/v1/customers" + query + next).ok();
            page.get("data").forEach(customer -> seen.add(id(customer)));
            next = page.get("next_page").isNull()
                    ? ""
                    : "&next_page=" + page.get("next_page").stringValue();
        } while (!next.isEmpty());
        assertThat(seen).containsExactlyElementsOf(made);
    }

    @Test
    void a_list_shows_active_customers_or_archived_ones() {
        String active = id(create("{'name': 'Active', 'ingest_aliases': ['filter-a']}"));
        String archived = id(create("{'name': 'Archived', 'ingest_aliases': ['filter-b']}"));
        config(active, "{'salesforce_account_id': 'sf-filter'}").ok();
        archive(archived).ok();
        String both = "customer_ids=" + active + "," + archived;
        assertThat(listed(both)).containsExactly(active);
        assertThat(listed(both + "&only_archived=true")).containsExactly(archived);
        assertThat(listed("ingest_alias=filter-a")).containsExactly(active);
        assertThat(listed("ingest_alias=filter-b")).isEmpty();
        assertThat(listed("ingest_alias=filter-b&only_archived=true")).containsExactly(archived);
        assertThat(listed("salesforce_account_ids=sf-other,sf-filter")).containsExactly(active);
        String ids =
                String.join(",", IntStream.range(0, 101).mapToObj(i -> NOBODY).toList());
        assertThat(api().get("/v1/customers?customer_ids=" + ids).refused(400)).contains("customer_ids");
        assertThat(api().get("/v1/customers?customer_ids=x").refused(400)).contains("customer_ids");
    }

    @Test
    void an_alias_asked_for_by_many_at_once_goes_to_one() throws Exception {
        List<Integer> statuses = atOnce(
                8,
                () -> api().post("/v1/customers", "{'name': 'Race', 'ingest_aliases': ['race-2', 'race-1']}")
                        .status());
        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
    }

    @Test
    void ids_and_aliases_are_resolved_together() {
        String one = id(create("{'name': 'One', 'ingest_aliases': ['resolve-1', 'resolve-2']}"));
        String two = id(create("{'name': 'Two'}"));
        archive(two).ok();
        CustomerId first = new CustomerId(UUID.fromString(one));
        CustomerId second = new CustomerId(UUID.fromString(two));
        String upper = one.toUpperCase(java.util.Locale.ROOT);
        assertThat(server.bean(Customers.class)
                        .resolve(List.of("resolve-1", "resolve-2", one, upper, two, NOBODY, "unknown", "unknown")))
                .isEqualTo(Map.of("resolve-1", first, "resolve-2", first, one, first, upper, first, two, second));
        assertThat(server.bean(Customers.class).resolve(Set.of())).isEmpty();
    }

    static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (var future : threads.invokeAll(java.util.Collections.nCopies(times, work))) {
                results.add(future.get());
            }
            return results;
        }
    }

    private static Api api() {
        return server.api();
    }

    private static JsonNode create(String body) {
        return api().post("/v1/customers", body).ok().get("data");
    }

    private static JsonNode get(String id) {
        return api().get("/v1/customers/" + id).ok().get("data");
    }

    private static Api.Answer archive(String id) {
        return api().post("/v1/customers/archive", "{'id': '" + id + "'}");
    }

    private static Api.Answer config(String id, String body) {
        return api().post("/v1/customers/" + id + "/updateConfig", body);
    }

    private static Api.Answer setAliases(String id, List<String> aliases) {
        String list = String.join(
                ",", aliases.stream().map(alias -> "'" + alias + "'").toList());
        return api().post("/v1/customers/" + id + "/setIngestAliases", "{'ingest_aliases': [" + list + "]}");
    }

    private static List<String> listed(String query) {
        return api().get("/v1/customers?" + query).ok().get("data").values().stream()
                .map(CustomerApiTest::id)
                .toList();
    }

    private static String id(JsonNode customer) {
        return customer.get("id").stringValue();
    }

    private static List<String> texts(JsonNode list) {
        return list.values().stream().map(JsonNode::stringValue).toList();
    }
}

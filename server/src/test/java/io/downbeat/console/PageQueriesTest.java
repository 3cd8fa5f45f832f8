package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.QueryLog;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A page asks the database a bounded number of times, the session and the clock included, however many rows it shows. */
class PageQueriesTest {
    private static final int MOST = 20;
    /** Each kind of terms that any of the contracts has is a statement, for however many; their balances and draws are more. */
    private static final int MOST_WITH_TERMS = 24;
    /** Each of the jobs is asked when it is due next, each in its own tables; there is one only on a simulation. */
    private static final int MOST_OF_THE_PLAYGROUND = 40;

    /** A query for each of these would be seen above what the jobs of the server ask meanwhile. */
    private static final int ROWS_MORE = 12;

    /** Of these the shortest counts. */
    private static final int LOOKS = 5;

    private static ConsoleStory story;
    private static Console console;

    @BeforeAll
    static void play() throws Exception {
        story = ConsoleStory.played();
        console = Console.signedIn(story.server().api().uri(), TestServer.TOKEN);
    }

    @AfterAll
    static void stop() {
        console.close();
        story.close();
    }

    private static List<String> queries(QueryLog log, String path) throws Exception {
        List<List<String>> looks = new ArrayList<>();
        for (int i = 0; i < LOOKS; i++) {
            looks.add(log.during(() -> {
                HttpResponse<String> answer = console.get(path);
                assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
                return answer;
            }));
        }
        return looks.stream().min(Comparator.comparingInt(List::size)).orElseThrow();
    }

    private static Map<String, Integer> pages() {
        Map<String, Integer> most = new LinkedHashMap<>();
        String contract = "/console/contracts/" + story.acme().id();
        most.put("/console/deliveries", MOST);
        most.put("/console/deliveries?state=DELIVERED", MOST);
        most.put("/console/customers", MOST);
        most.put("/console/customers/" + story.acme().customer().id(), MOST_WITH_TERMS);
        most.put(contract, MOST_WITH_TERMS);
        most.put(contract + "?range=all&changes=on", MOST_WITH_TERMS);
        most.put(contract + "/draft", MOST_WITH_TERMS);
        most.put(contract + "/terms", MOST_WITH_TERMS);
        most.put(contract + "/switch", MOST_WITH_TERMS);
        story.acme()
                .customer()
                .invoices()
                .forEach(invoice ->
                        most.put("/console/invoices/" + invoice.get("id").stringValue(), MOST_WITH_TERMS));
        deliveries()
                .forEach(delivery ->
                        most.put("/console/deliveries/" + delivery.get("id").stringValue(), MOST));
        most.put("/console/usage", MOST);
        most.put("/console/usage?customer=" + story.acme().customer().id(), MOST_WITH_TERMS);
        most.put("/console/proof", MOST);
        most.put("/console/playground", MOST_OF_THE_PLAYGROUND);
        most.put("/console/settings", MOST);
        most.put("/console/settings/audit-log", MOST);
        most.put("/console/settings/server", MOST);
        most.put("/console/settings/webhooks", MOST);
        most.put("/console/search?q=e", MOST);
        return most;
    }

    private static List<JsonNode> deliveries() {
        return story.server()
                .api()
                .get("/downbeat/v1/deliveries?contract_id=" + story.acme().id())
                .ok()
                .get("data")
                .valueStream()
                .limit(3)
                .toList();
    }

    @Test
    void no_page_asks_the_database_often() throws Exception {
        Map<String, Integer> most = pages();
        try (QueryLog log = QueryLog.of(story.server())) {
            for (Map.Entry<String, Integer> page : most.entrySet()) {
                List<String> queries = queries(log, page.getKey());
                assertThat(queries).as(page.getKey()).hasSizeBetween(1, page.getValue());
            }
        }
    }

    @Test
    void ten_times_the_rows_are_asked_for_as_often() throws Exception {
        List<String> lists =
                List.of("/console/customers", "/console/deliveries", "/console/usage", "/console/playground");
        Map<String, Integer> few = new LinkedHashMap<>();
        try (QueryLog log = QueryLog.of(story.server())) {
            for (String list : lists) {
                few.put(list, queries(log, list).size());
            }
        }
        AccountFixture account = story.account();
        IntStream.range(0, ROWS_MORE).forEach(n -> {
            AccountFixture.Customer customer = account.customer("missing_" + n);
            customer.contract("2025-07-01T00:00:00Z", customer.stripe(), """
                , 'scheduled_charges': [{'product_id': '%s',
                 'schedule': {'schedule_items': [{'timestamp': '2025-07-02T00:00:00Z', 'unit_price': 100, 'quantity': 1}]}}]\
                """.formatted(account.fixedProduct));
            customer.use("missing-" + n, "2025-07-12T08:00:00Z", 10);
        });
        story.server().advanceTo("2025-07-12T09:10:00Z");
        try (QueryLog log = QueryLog.of(story.server())) {
            for (String list : lists) {
                assertThat(queries(log, list)).as(list).hasSizeLessThan(few.get(list) + ROWS_MORE / 2);
            }
        }
    }
}

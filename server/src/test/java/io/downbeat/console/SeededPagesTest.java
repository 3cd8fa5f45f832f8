package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.CopiedCustomers;
import io.downbeat.testing.QueryLog;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Pages of an account that grew: as many queries as before, and none that reads a table whole. Numbers of queries and plans,
 * never times: those are the benchmark's.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeededPagesTest {
    private static final int FEW = 5;
    private static final int PAGE = 50;
    private static final int MANY = 1_000;
    private static final int MOST_QUERIES = 20;
    /** Each kind of terms that a contract can have is a statement. */
    private static final int MOST_WITH_TERMS = 24;
    /** Of these the shortest counts: jobs ask meanwhile. */
    private static final int LOOKS = 5;

    /** What grows with the account. A page that reads one of these whole takes as long as the account is old. */
    private static final Set<String> LARGE = Set.of(
            "customer",
            "contract",
            "contract_edit",
            "provider_configuration",
            "provider_segment",
            "invoice",
            "invoice_line",
            "delivery",
            "delivery_receipt",
            "usage_hour",
            "audit_entry");

    private static final Pattern WHOLE = Pattern.compile("Seq Scan on (\\w+)");

    private static ConsoleStory story;
    private static Console console;
    private static int copies;

    @BeforeAll
    static void play() throws Exception {
        story = ConsoleStory.played();
        console = Console.signedIn(story.server().api().uri(), TestServer.TOKEN);
        copyUpTo(FEW);
    }

    @AfterAll
    static void stop() {
        console.close();
        story.close();
    }

    /** Acme has invoices of half a year, Hooli some that wait for a person. */
    private static void copyUpTo(int number) throws SQLException {
        TestDatabase database = story.server().database();
        CopiedCustomers.copy(database, story.acme().customer().id(), copies + 1, number + 1);
        if (number <= PAGE) {
            CopiedCustomers.copy(database, story.hooli().customer().id(), copies + 1, number + 1);
        }
        copies = number;
    }

    private static Set<String> pages() {
        Set<String> pages = new LinkedHashSet<>();
        String customer = CopiedCustomers.id(story.acme().customer().id(), 2);
        String contract = CopiedCustomers.id(story.acme().id(), 2);
        pages.addAll(List.of(
                "/console/deliveries",
                "/console/deliveries?state=PARKED",
                "/console/deliveries?state=DEADLINE",
                "/console/deliveries?state=DELIVERED",
                "/console/deliveries/notices",
                "/console/deliveries/webhooks",
                "/console/deliveries/meter-hours",
                "/console/customers",
                "/console/customers?q=Acme",
                "/console/customers/" + customer,
                "/console/contracts/" + contract,
                "/console/contracts/" + contract + "?range=all&changes=on",
                "/console/contracts/" + contract + "/draft",
                "/console/contracts/" + contract + "/terms",
                "/console/contracts/" + contract + "/switch",
                "/console/usage",
                "/console/usage?customer=" + customer,
                "/console/proof",
                "/console/settings",
                "/console/settings/audit-log",
                "/console/settings/server",
                "/console/search?q=acme"));
        story.acme()
                .customer()
                .invoices()
                .forEach(invoice -> pages.add("/console/invoices/"
                        + CopiedCustomers.id(invoice.get("id").stringValue(), 2)));
        story.server()
                .api()
                .get("/downbeat/v1/deliveries?contract_id=" + contract)
                .ok()
                .get("data")
                .valueStream()
                .limit(2)
                .forEach(delivery ->
                        pages.add("/console/deliveries/" + delivery.get("id").stringValue()));
        return pages;
    }

    private static Callable<?> look(String page) {
        return () -> {
            HttpResponse<String> answer = console.get(page);
            assertThat(answer.statusCode()).as(page + answer.body()).isEqualTo(200);
            return answer;
        };
    }

    private static List<String> queries(QueryLog log, String page) throws Exception {
        List<List<String>> looks = new ArrayList<>();
        for (int i = 0; i < LOOKS; i++) {
            looks.add(log.statements(look(page)));
        }
        return looks.stream().min(Comparator.comparingInt(List::size)).orElseThrow();
    }

    private static Map<String, Integer> queries() throws Exception {
        Map<String, Integer> queries = new LinkedHashMap<>();
        try (QueryLog log = QueryLog.of(story.server())) {
            for (String page : pages()) {
                queries.put(page, queries(log, page).size());
            }
        }
        return queries;
    }

    @Test
    @Order(1)
    void ten_times_the_rows_are_asked_for_with_as_many_queries() throws Exception {
        Map<String, Integer> few = queries();
        copyUpTo(PAGE);
        Map<String, Integer> many = queries();
        assertThat(many).isEqualTo(few);
        assertThat(many)
                .allSatisfy((page, queries) -> assertThat(queries)
                        .as(page)
                        .isBetween(
                                1,
                                page.matches("/console/(contracts|customers|invoices)/.*|/console/usage\\?customer=.*")
                                        ? MOST_WITH_TERMS
                                        : MOST_QUERIES));
    }

    @Test
    @Order(2)
    void no_page_reads_a_table_whole_that_grows_with_the_account() throws Exception {
        copyUpTo(MANY);
        List<String> whole = new ArrayList<>();
        try (QueryLog log = QueryLog.of(story.server());
                Connection database = withoutParameters()) {
            for (String page : pages()) {
                for (String query : log.statements(look(page))) {
                    readWhole(database, query).forEach(table -> whole.add(page + " reads " + table + ": " + query));
                }
            }
        }
        assertThat(whole).isEmpty();
    }

    /** Here the driver sends a statement as it stands, and does not look for the values of {@code $1}. */
    private static Connection withoutParameters() throws SQLException {
        TestDatabase database = story.server().database();
        Properties properties = new Properties();
        properties.putAll(
                Map.of("user", database.user(), "password", database.password(), "preferQueryMode", "simple"));
        return DriverManager.getConnection(database.jdbcUrl(), properties);
    }

    private static List<String> readWhole(Connection database, String query) throws SQLException {
        List<String> tables = new ArrayList<>();
        if (!query.startsWith("SELECT") && !query.startsWith("WITH")) {
            return tables;
        }
        try (Statement statement = database.createStatement();
                ResultSet plan = statement.executeQuery("EXPLAIN (GENERIC_PLAN) " + query)) {
            while (plan.next()) {
                Matcher scan = WHOLE.matcher(plan.getString(1));
                if (scan.find() && LARGE.contains(scan.group(1))) {
                    tables.add(scan.group(1));
                }
            }
        }
        return tables;
    }
}

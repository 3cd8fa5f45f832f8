package io.downbeat.invoicing;

import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Fixture F of subscriptions.md on a server: contracts with subscriptions, and what is done to them at which instant; all of
 * it played along one run of the simulated clock. Instants are written as {@code 05-16}, of the year 2025.
 */
final class SubscriptionRun implements AutoCloseable {
    private final TestServer server;
    private final TreeMap<String, List<Runnable>> plan = new TreeMap<>();
    final Api api;
    final String team;
    final String calls;
    final String fee;
    final String card;
    private int customers;

    SubscriptionRun(String start) {
        server = TestServer.startedAt(full(start));
        api = server.api();
        String metric = id("/v1/billable-metrics/create", """
            {'name': 'Calls', 'aggregation_type': 'SUM', 'aggregation_key': 'n',
             'event_type_filter': {'in_values': ['call']}, 'property_filters': [{'name': 'n', 'exists': true}, {'name': 'user', 'exists': true}],
             'group_keys': [['user']]}\
            """);
        team = id(
                "/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION', 'tags': ['seats']}");
        calls = id(
                "/v1/contract-pricing/products/create",
                "{'name': 'Calls', 'type': 'USAGE', 'billable_metric_id': '" + metric
                        + "', 'presentation_group_key': ['user']}");
        fee = id("/v1/contract-pricing/products/create", "{'name': 'Fee', 'type': 'FIXED'}");
        card = card(true);
    }

    TestServer server() {
        return server;
    }

    String id(String path, String body) {
        return api.post(path, body).ok().at("/data/id").stringValue();
    }

    /** A rate card with the prices of the fixture. */
    String card(boolean entitled) {
        String made = id("/v1/contract-pricing/rate-cards/create", "{'name': 'Card'}");
        rate(made, calls, "2020-01-01T00:00:00Z", 100, null, true);
        rate(made, team, "2020-01-01T00:00:00Z", 1000, "MONTHLY", entitled);
        rate(made, team, "2020-01-01T00:00:00Z", 3000, "QUARTERLY", entitled);
        rate(made, team, "2020-01-01T00:00:00Z", 10000, "yearly", entitled);
        rate(made, team, "2020-01-01T00:00:00Z", 700, "WEEKLY", entitled);
        return made;
    }

    void rate(String onCard, String product, String from, int price, String frequency, boolean entitled) {
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '%s', 'entitled': %s, 'rate_type': 'FLAT',
             'price': %d%s}\
            """.formatted(
                                onCard,
                                product,
                                from,
                                entitled,
                                price,
                                frequency == null ? "" : ", 'billing_frequency': '" + frequency + "'"))
                .ok();
    }

    /** What is done once the clock stands there. */
    void at(String instant, Runnable action) {
        plan.computeIfAbsent(full(instant), _ -> new ArrayList<>()).add(action);
    }

    /** Plays everything in the order of its instants. */
    void play(String until) {
        while (!plan.isEmpty()) {
            var next = plan.pollFirstEntry();
            server.advanceTo(next.getKey());
            next.getValue().forEach(Runnable::run);
        }
        server.advanceTo(full(until));
    }

    static String full(String instant) {
        String dated = instant.startsWith("20") ? instant : "2025-" + instant;
        String timed = dated.contains("T") ? dated : dated + "T00";
        return timed.endsWith("Z") ? timed : timed + ":00:00Z";
    }

    /** A subscription as the fixture has it, with further members. */
    String subscription(int quantity, String more) {
        return subscription("MONTHLY", "'initial_quantity': " + quantity + more, "");
    }

    String subscription(String frequency, String members, String proration) {
        return """
            {'collection_schedule': 'ADVANCE', 'subscription_rate': {'product_id': '%s', 'billing_frequency': '%s'},
             'proration': {'is_prorated': true, 'invoice_behavior': 'BILL_IMMEDIATELY'%s}, %s}\
            """.formatted(team, frequency, proration, members);
    }

    String arrears(int quantity) {
        return """
            {'collection_schedule': 'ARREARS', 'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'},
             'proration': {'is_prorated': true}, 'initial_quantity': %d}\
            """.formatted(team, quantity);
    }

    /** A contract that is created when the clock stands at its start, which its further members may name as START. */
    Agreed agreed(String from, String subscriptions, String more) {
        return agreed(from, card, subscriptions, more);
    }

    Agreed agreed(String from, String onCard, String subscriptions, String more) {
        Agreed agreed = new Agreed(this, "c" + customers++);
        at(from, () -> agreed.create(full(from), onCard, subscriptions, more));
        return agreed;
    }

    /** A customer with one contract. */
    static final class Agreed {
        private final SubscriptionRun run;
        private final String name;
        String customer = "";
        String contract = "";

        private Agreed(SubscriptionRun run, String name) {
            this.run = run;
            this.name = name;
        }

        private void create(String from, String card, String subscriptions, String more) {
            customer = run.id("/v1/customers", "{'name': '%1$s', 'ingest_aliases': ['%1$s']}".formatted(name));
            contract = run.id("/v1/contracts/create", """
                {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s', 'subscriptions': [%s]%s}\
                """.formatted(
                            customer, card, from, subscriptions, more.replace("START", from)));
        }

        Agreed use(String at, String user, int n) {
            run.at(
                    at,
                    () -> run.api
                            .post("/v1/ingest", """
                                [{'transaction_id': '%1$s-%2$s-%4$s', 'customer_id': '%1$s', 'event_type': 'call', 'timestamp': '%2$s',
                                  'properties': {'n': '%3$d', 'user': '%4$s'}}]\
                                """.formatted(name, full(at), n, user))
                            .ok());
            return this;
        }

        /** @param members may name its first subscription as SUBSCRIPTION */
        Agreed edits(String at, String members) {
            run.at(
                    at,
                    () -> edit(members.contains("SUBSCRIPTION")
                                    ? members.replace("SUBSCRIPTION", subscription(0))
                                    : members)
                            .ok());
            return this;
        }

        Api.Answer edit(String members) {
            return run.api.post("/v2/contracts/edit", """
                {'customer_id': '%s', 'contract_id': '%s', %s}\
                """.formatted(customer, contract, members));
        }

        /** Changes its first subscription at the instant, from then on. */
        Agreed quantity(String at, String change) {
            return quantity(at, at, change);
        }

        Agreed quantity(String at, String from, String change) {
            run.at(
                    at,
                    () -> update("'quantity_updates': [{'starting_at': '" + full(from) + "', " + change + "}]")
                            .ok());
            return this;
        }

        Api.Answer update(String members) {
            return edit("'update_subscriptions': [{'subscription_id': '" + subscription(0) + "', " + members + "}]");
        }

        String subscription(int place) {
            return read().get("subscriptions").get(place).get("id").stringValue();
        }

        JsonNode read() {
            return run.api
                    .post(
                            "/v2/contracts/get",
                            "{'customer_id': '%s', 'contract_id': '%s'}".formatted(customer, contract))
                    .ok()
                    .get("data");
        }

        List<JsonNode> invoices() {
            List<JsonNode> all = new ArrayList<>();
            run.api
                    .get("/v1/customers/" + customer + "/invoices?limit=100&sort=date_asc")
                    .ok()
                    .get("data")
                    .forEach(all::add);
            return all;
        }

        /** The invoices of charges, each with its date, such as {@code 05-16: 2 x 516.1 = 1032 [05-16,06-01)}. */
        List<String> scheduled() {
            return invoices().stream()
                    .filter(one -> one.get("type").stringValue().equals("SCHEDULED"))
                    .map(one -> day(one.get("issued_at")) + ": " + String.join("; ", lines(one)))
                    .toList();
        }

        /** The lines of subscriptions on the usage invoice that ends on the day, with what is paid of them. */
        List<String> usage(String end) {
            return lines(usageInvoice(end));
        }

        JsonNode usageInvoice(String end) {
            return invoices().stream()
                    .filter(one -> one.get("type").stringValue().equals("USAGE"))
                    .filter(one -> day(one.get("end_timestamp")).equals(end))
                    .filter(one -> !one.get("status").stringValue().equals("VOID"))
                    .findFirst()
                    .orElseThrow();
        }

        static List<String> lines(JsonNode invoice) {
            List<String> lines = new ArrayList<>();
            invoice.get("line_items").forEach(line -> {
                if (!line.get("type").stringValue().equals("usage")) {
                    lines.add(line(line));
                }
            });
            return lines;
        }

        private static String line(JsonNode line) {
            String amount = line.has("quantity")
                    ? plain(line.get("quantity")) + " x " + plain(line.get("unit_price")) + " = "
                            + plain(line.get("total"))
                    : plain(line.get("total"));
            return line.has("ending_before")
                    ? amount + " [" + day(line.get("starting_at")) + "," + day(line.get("ending_before")) + ")"
                    : amount;
        }

        static String plain(JsonNode number) {
            return new BigDecimal(number.asString()).stripTrailingZeros().toPlainString();
        }

        static String day(JsonNode instant) {
            String text = instant.stringValue();
            String year = text.startsWith("2025") ? "" : text.substring(0, 5);
            return year + text.substring(5, 10) + (text.substring(11, 13).equals("00") ? "" : text.substring(10, 13));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}

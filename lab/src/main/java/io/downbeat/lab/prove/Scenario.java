package io.downbeat.lab.prove;

import io.downbeat.app.ApiClient;
import io.downbeat.platform.http.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The seller's account and its customers, made through the API, and what happens to them. They are called what people are
 * called, and some of them give back in one week more than they ever used in it.
 */
final class Scenario {
    /** Cents that one unit of usage costs. */
    static final int UNIT_PRICE = 3;

    private static final int EVENTS_EACH = 3;
    private static final String CREDIT = "Weekly credit";
    /** The property by which usage is shown. */
    static final String MARK = "mark";
    /** Of the customers of one home that nobody refuses, the first and then each of so many give back in one week. */
    private static final int GIVES_BACK = 3;
    /** And of those, the first and then each of so many have a commit and a credit. */
    private static final int HAS_BALANCES = 2;

    private final Plan plan;
    private final Random random;
    private final RefusedCustomers refused;
    private final OddTexts texts;
    private final Recharges recharges;
    private final Map<Destination, Integer> unrefused = new HashMap<>();
    private final List<TestCustomer> customers = new ArrayList<>();
    private final List<String> marks = new ArrayList<>();
    private String stripe = "";
    private int edits;
    private int events;
    private int commits;

    Scenario(Plan plan) {
        this.plan = plan;
        this.random = new Random(plan.seed());
        this.refused = new RefusedCustomers(plan, random);
        this.texts = new OddTexts(random);
        this.recharges = new Recharges(plan);
    }

    List<TestCustomer> customers() {
        return customers;
    }

    /** Who buys by itself, beside them. */
    List<RechargedCustomer> recharged() {
        return recharges.customers();
    }

    /** The Stripe account's delivery method, which takes its webhooks. */
    String stripe() {
        return stripe;
    }

    int edits() {
        return edits;
    }

    /** Each is charged for once, beside what the plan counts. */
    int commits() {
        return commits;
    }

    void setUp(ApiClient api, URI sandbox, String privateKey) {
        Map<Destination, String> methods = new LinkedHashMap<>();
        for (Destination destination : Destinations.ALL) {
            methods.put(
                    destination,
                    api.post("/v1/setUpBillingProvider", """
                        {"billing_provider": "%s", "delivery_method": "%s", "configuration": %s}\
                        """.formatted(
                                            destination.provider(),
                                            destination.method(),
                                            destination.settings().apply(sandbox.toString(), privateKey)))
                            .at("/data/delivery_method_id")
                            .asString());
        }
        stripe = methods.getOrDefault(Destinations.ALL.getFirst(), "");
        String units = "Units " + "\uD83D\uDC69\u200D\uD83D\uDD2C \"\u202Eof it\u202C\"";
        var catalog = new Catalog(
                rateCard(api, units),
                units,
                product(api, Map.of("name", "Service", "type", "FIXED", "netsuite_internal_item_id", "12")),
                product(api, Map.of("name", texts.longest(), "type", "FIXED")));
        for (int i = 0; i < plan.contracts(); i++) {
            customers.add(customer(api, methods, catalog, i));
        }
        recharges.setUp(api, new Recharges.Catalog(catalog.card(), stripe, units, catalog.service()));
    }

    /** @param unmapped a product of which nothing says what item it is at NetSuite */
    private record Catalog(String card, String units, String service, String unmapped) {}

    private static String rateCard(ApiClient api, String units) {
        String metric = id(api.post("/v1/billable-metrics/create", """
            {"name": "Units", "aggregation_type": "SUM", "aggregation_key": "units", "group_keys": [["%s"]],
             "event_type_filter": {"in_values": ["use"]}, "property_filters": [{"name": "units", "exists": true},
              {"name": "%s", "exists": true}]}\
            """.formatted(MARK, MARK)));
        String product = product(
                api,
                Map.of(
                        "name",
                        units,
                        "type",
                        "USAGE",
                        "billable_metric_id",
                        metric,
                        "presentation_group_key",
                        List.of(MARK),
                        "netsuite_internal_item_id",
                        "11"));
        String card = id(api.post("/v1/contract-pricing/rate-cards/create", "{\"name\": \"Proof\"}"));
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {"rate_card_id": "%s", "product_id": "%s", "starting_at": "%s", "entitled": true,
             "rate_type": "FLAT", "price": %d}\
            """.formatted(card, product, Plan.START, UNIT_PRICE));
        return card;
    }

    private static String product(ApiClient api, Map<String, Object> body) {
        return id(api.post("/v1/contract-pricing/products/create", body));
    }

    static String id(tools.jackson.databind.JsonNode answer) {
        return answer.at("/data/id").asString();
    }

    /** Homes go round the destinations, and so do second homes: every move between two of them happens. */
    private TestCustomer customer(ApiClient api, Map<Destination, String> methods, Catalog catalog, int number) {
        int ways = Destinations.ALL.size();
        int step = 1 + number / ways % Math.max(1, ways - 1);
        Destination home = Destinations.ALL.get(number % ways);
        Destination other = Destinations.ALL.get((number + step) % ways);
        Optional<RefusedCustomers.Refused> refused = this.refused.of(number);
        Refusal refusal = refused.map(RefusedCustomers.Refused::refusal).orElse(null);
        String mark = texts.any();
        marks.add(mark);
        int place = refused.isEmpty() ? unrefused.merge(home, 1, Integer::sum) : 0;
        var called = new TestCustomer.Texts(
                "Tenant " + number + " " + texts.any(),
                OddTexts.line(catalog.units(), MARK, mark),
                texts.longest(),
                place % GIVES_BACK == 1 ? random.nextInt(plan.weeks()) : -1);
        TestCustomer.Balances balances = place % HAS_BALANCES == 1 ? balances(called, mark) : null;
        String customer = id(api.post(
                "/v1/customers", Map.of("name", called.name(), "ingest_aliases", List.of("tenant-" + number))));
        Billing billing = new Billing(api, customer, methods);
        Schedule.Billed there = billing.by(home, "%07xa".formatted(number), refusal);
        Schedule.Billed elsewhere = billing.by(other, "%07xb".formatted(number), null);
        boolean startsThere =
                refused.map(RefusedCustomers.Refused::fromTheStart).orElse(true);
        Schedule.Billed first = startsThere ? there : elsewhere;
        Map<Instant, Long> charges = charges();
        String charged = refusal != null && refusal.chargesOnly() ? catalog.unmapped() : catalog.service();
        String contract = contract(
                api, customer, catalog.card(), first, new Charged(charged, called.charge(), charges, balances));
        TestCustomer made = new TestCustomer(customer, contract, called, there, elsewhere, first, balances);
        made.charged.putAll(charges);
        return made;
    }

    /** As much as is used up after some weeks; the purchase of the commit says what the customer's charges say. */
    private TestCustomer.Balances balances(TestCustomer.Texts called, String mark) {
        commits++;
        return new TestCustomer.Balances(
                1_000L + random.nextInt(9_000),
                10_000L + random.nextInt(50_000),
                5_000L + random.nextInt(40_000),
                Plan.START.plus(Duration.ofHours(44L + random.nextInt(4))),
                Stream.of(called.charge(), CREDIT)
                        .map(name -> OddTexts.line(name + " applied", MARK, mark))
                        .toList());
    }

    private record Charged(
            String product, String name, Map<Instant, Long> dates, TestCustomer.@Nullable Balances balances) {}

    private static String contract(
            ApiClient api, String customer, String card, Schedule.Billed first, Charged charged) {
        return id(api.post("/v1/contracts/create", """
            {"customer_id": "%s", "rate_card_id": "%s", "starting_at": "%s",
             "usage_statement_schedule": {"frequency": "WEEKLY", "day": "CONTRACT_START"},
             "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
             "scheduled_charges": [{"product_id": "%s", "name": %s, "schedule": {"schedule_items": [%s]}}]%s}\
            """.formatted(
                        customer,
                        card,
                        Plan.START,
                        first.configuration(),
                        charged.product(),
                        Json.write(charged.name()),
                        items(charged.dates()),
                        charged.balances() == null ? "" : balances(charged.balances(), charged))));
    }

    private static String balances(TestCustomer.Balances balances, Charged charged) {
        return """
            , "commits": [{"type": "PREPAID", "product_id": "%1$s", "name": %2$s,
                "access_schedule": {"schedule_items": [
                    {"amount": %3$d, "starting_at": "%4$s", "ending_before": "%5$s"}]},
                "invoice_schedule": {"schedule_items": [{"timestamp": "%6$s", "amount": %7$d}]}}],
             "recurring_credits": [{"product_id": "%1$s", "name": "%8$s", "starting_at": "%4$s", "priority": 1,
                "access_amount": {"credit_type_id": "2714e483-4ff1-48e4-9e25-ac732e8f24f2", "unit_price": %9$d,
                    "quantity": 1},
                "commit_duration": {"value": 1}}]\
            """.formatted(
                        charged.product(),
                        Json.write(charged.name()),
                        balances.commit(),
                        Plan.START,
                        Plan.END,
                        balances.paidAt(),
                        balances.price(),
                        CREDIT,
                        balances.credit());
    }

    /** A customer's configurations. */
    record Billing(ApiClient api, String customer, Map<Destination, String> methods) {
        Schedule.Billed by(Destination destination, String label, @Nullable Refusal refusal) {
            String id = api.post("/v1/setCustomerBillingProviderConfigurations", """
                {"data": [{"customer_id": "%s", "billing_provider": "%s", "delivery_method_id": "%s", "configuration": %s}]}\
                """.formatted(
                                    customer,
                                    destination.provider(),
                                    methods.get(destination),
                                    destination.keysOf(label, refusal)))
                    .at("/data/0/id")
                    .asString();
            return new Schedule.Billed(destination, id, label, refusal);
        }
    }

    /** From the third day of each week on: changes for the current week are made before. */
    private Map<Instant, Long> charges() {
        Map<Instant, Long> charges = new LinkedHashMap<>();
        for (int week = 0; week < plan.weeks(); week++) {
            for (int i = 0; i < plan.charges(); i++) {
                Instant date = plan.week(week).plus(Duration.ofHours(48 + i * 24L + random.nextInt(20)));
                charges.put(date, 100L + random.nextInt(90_000));
            }
        }
        return charges;
    }

    private static String items(Map<Instant, Long> charges) {
        return String.join(
                ",",
                charges.entrySet().stream()
                        .map(charge -> "{\"timestamp\": \"%s\", \"unit_price\": %d, \"quantity\": 1}"
                                .formatted(charge.getKey(), charge.getValue()))
                        .toList());
    }

    /** What every customer uses in a week, a third of it each time; the same event may be sent again by a retry. */
    List<List<Map<String, Object>>> usage(int week, int third) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < customers.size(); i++) {
            int sign = customers.get(i).texts.givingBack() == week ? -1 : 1;
            long units = sign * (1L + random.nextInt(5_000));
            Instant at = plan.week(week).plus(Duration.ofHours(2 + third * 48L)).plusSeconds(random.nextInt(3_000));
            customers.get(i).used.merge(plan.week(week), units * UNIT_PRICE, Long::sum);
            all.add(event("use-" + events++, "tenant-" + i, at, units, marks.get(i)));
        }
        List<List<Map<String, Object>>> requests = new ArrayList<>();
        for (int from = 0; from < all.size(); from += 100) {
            requests.add(all.subList(from, Math.min(all.size(), from + 100)));
        }
        requests.addAll(recharges.usage(plan.week(week), Duration.ofHours(2 + third * 48L)));
        return requests;
    }

    static Map<String, Object> event(String transaction, String alias, Instant at, long units, String mark) {
        return Map.of(
                "transaction_id",
                transaction,
                "customer_id",
                alias,
                "event_type",
                "use",
                "timestamp",
                at.toString(),
                "properties",
                Map.of("units", Long.toString(units), MARK, mark));
    }

    static int thirds() {
        return EVENTS_EACH;
    }

    /** Some customers move: with the next week, or at once where neither side is a marketplace. */
    void changeSchedules(ApiClient api, int week) {
        for (TestCustomer customer : customers) {
            int roll = random.nextInt(100);
            Instant now = plan.week(week);
            Schedule.Billed current = customer.schedule.at(now);
            Schedule.Billed target = current.equals(customer.home) ? customer.other : customer.home;
            boolean atOnce = !current.destination().isMarketplace()
                    && !target.destination().isMarketplace()
                    && roll < 30;
            if (atOnce) {
                change(api, customer, target, "START_OF_CURRENT_PERIOD", now);
            } else if (roll < 40) {
                change(api, customer, target, "START_OF_NEXT_PERIOD", plan.week(week + 1));
            }
        }
    }

    private void change(ApiClient api, TestCustomer customer, Schedule.Billed target, String word, Instant boundary) {
        api.post("/v2/contracts/edit", """
            {"customer_id": "%s", "contract_id": "%s", "add_billing_provider_configuration_update": {
               "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
               "schedule": {"effective_at": "%s"}}}\
            """.formatted(
                        customer.customer, customer.contract, target.configuration(), word));
        customer.schedule.change(boundary, target);
        edits++;
    }
}

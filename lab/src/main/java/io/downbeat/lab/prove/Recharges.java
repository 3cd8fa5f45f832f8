package io.downbeat.lab.prove;

import io.downbeat.app.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Customers at Stripe whose contracts buy commits by themselves, in turn by spend and by balance, collected by invoice and by
 * payment intent. They move nowhere: a gate of Stripe keeps Stripe on the contract.
 */
final class Recharges {
    /** One of each kind and way to pay. */
    private static final int WAYS = 4;
    /** Of the customers that are billed afterwards, one for each so many. */
    private static final int FEW = 20;
    /** Events of one customer each time: the server may look between them. */
    private static final int EVENTS_AT_ONCE = 3;

    private final Plan plan;
    /** Of their own, so that what is drawn for everybody else stays as it is. */
    private final Random random;

    private final List<RechargedCustomer> customers = new ArrayList<>();
    private int events;

    Recharges(Plan plan) {
        this.plan = plan;
        this.random = new Random(plan.seed() ^ 0x7265636861726765L);
    }

    List<RechargedCustomer> customers() {
        return customers;
    }

    /**
     * What their contracts are made of.
     *
     * @param stripe the delivery method
     * @param units the name of the product that is used
     * @param topUp the product of what is bought
     */
    record Catalog(String card, String stripe, String units, String topUp) {}

    void setUp(ApiClient api, Catalog catalog) {
        int count = Math.max(WAYS, plan.contracts() / FEW / WAYS * WAYS);
        for (int i = 0; i < count; i++) {
            customers.add(customer(api, catalog, i));
        }
    }

    private RechargedCustomer customer(ApiClient api, Catalog catalog, int number) {
        String alias = "recharged-" + number;
        boolean byInvoice = number / 2 % 2 == 0;
        RechargeRule rule = number % 2 == 0 ? spend() : prepaidBalance();
        String customer = Scenario.id(
                api.post("/v1/customers", Map.of("name", "Recharged " + number, "ingest_aliases", List.of(alias))));
        Destination stripe = Destinations.ALL.getFirst();
        Schedule.Billed billed = new Scenario.Billing(api, customer, Map.of(stripe, catalog.stripe()))
                .by(stripe, "%07xc".formatted(number), null);
        String contract = Scenario.id(api.post("/v1/contracts/create", """
            {"customer_id": "%s", "rate_card_id": "%s", "starting_at": "%s",
             "usage_statement_schedule": {"frequency": "WEEKLY", "day": "CONTRACT_START"},
             "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
             %s, "is_enabled": true, "commit": {"product_id": "%s", "name": "%s"},
               "payment_gate_config": {"payment_gate_type": "STRIPE", "stripe_config": {"payment_type": "%s"}}}}\
            """.formatted(
                        customer,
                        catalog.card(),
                        Plan.START,
                        billed.configuration(),
                        rule.terms(),
                        catalog.topUp(),
                        RechargedCustomer.TOP_UP,
                        byInvoice ? "INVOICE" : "PAYMENT_INTENT")));
        List<String> texts = Stream.of(catalog.units(), RechargedCustomer.TOP_UP + " applied")
                .map(name -> OddTexts.line(name, Scenario.MARK, alias))
                .toList();
        return new RechargedCustomer(alias, customer, contract, rule, byInvoice, billed, Map.of(), texts);
    }

    private RechargeRule spend() {
        return new RechargeRule.Spend(20_000L + random.nextInt(40_000));
    }

    private RechargeRule prepaidBalance() {
        long threshold = 30_000L + random.nextInt(50_000);
        return new RechargeRule.PrepaidBalance(threshold, threshold + 2_000 + random.nextInt(30_000));
    }

    /** What they use in a part of a week, by which most of them reach their threshold: requests with an event of each. */
    List<List<Map<String, Object>>> usage(Instant week, Duration into) {
        List<List<Map<String, Object>>> requests = new ArrayList<>();
        for (int i = 0; i < EVENTS_AT_ONCE; i++) {
            List<Map<String, Object>> request = new ArrayList<>();
            for (RechargedCustomer customer : customers) {
                request.add(event(customer, week, into));
            }
            requests.add(request);
        }
        return requests;
    }

    private Map<String, Object> event(RechargedCustomer customer, Instant week, Duration into) {
        int most = (int) (customer.rule().mostAtOnce() / EVENTS_AT_ONCE / Scenario.UNIT_PRICE);
        int units = most / 4 + random.nextInt(most - most / 4);
        customer.use(week, (long) units * Scenario.UNIT_PRICE);
        Instant at = week.plus(into).plusSeconds(random.nextInt(3_000));
        return Scenario.event("recharge-" + events++, customer.alias(), at, units, customer.alias());
    }
}

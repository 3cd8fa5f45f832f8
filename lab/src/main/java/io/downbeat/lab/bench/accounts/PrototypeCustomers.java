package io.downbeat.lab.bench.accounts;

import io.downbeat.lab.bench.load.Api;
import io.downbeat.lab.bench.load.EventRequest;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Five customers that a server billed month by month, made through the API: what they have is what a server writes, and their
 * copies are as consistent as they are.
 */
public final class PrototypeCustomers {
    /** Where the account stands in the end: early in the tenth day of a month. */
    public static final String NOW = "2026-01-10T03:00:00Z";

    /** From here on Stripe answers nothing about one of them. */
    private static final String START_OF_SILENCE = "2026-01-10T01:00:00Z";

    public static final YearMonth CURRENT = YearMonth.of(2026, 1);

    /**
     * @param customer its id
     * @param contract its first
     * @param copies of it that the seeded account has, beside itself
     */
    public record Prototype(String customer, String contract, int copies) {}

    private static final int EVENTS_A_MONTH = 4;
    private static final int MOST_EVENTS_A_REQUEST = 100;
    private static final Duration BETWEEN_EVENTS = Duration.ofHours(4);

    private final Api api;
    private final Account account;
    private final Sandbox sandbox;
    private final int months;
    private final List<Prototype> all = new ArrayList<>();

    public PrototypeCustomers(Api api, Sandbox sandbox, int months) {
        this.api = api;
        this.account = new Account(api);
        this.sandbox = sandbox;
        this.months = months;
    }

    public static String clock(int months) {
        return start(CURRENT.minusMonths(months));
    }

    private static String start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    }

    /** @param customers how many there will be with all copies */
    public List<Prototype> play(int customers) {
        YearMonth first = CURRENT.minusMonths(months);
        String card = account.rateCard(start(first));
        List<String> stripes = account.stripeAccounts(3);
        int unwell = Math.max(1, customers / 100);
        int copies = customers - 5 - 2 * unwell;
        add("Steady", card, first, stripes.get(0), "cus_steady", copies - copies / 2);
        add("Switching", card, first, stripes.get(1), "cus_switching", copies / 2 - copies / 5);
        charge(add("Charged", card, first, stripes.get(2), "cus_charged", copies / 5), first);
        for (YearMonth month = first; month.isBefore(CURRENT); month = month.plusMonths(1)) {
            if (month.equals(CURRENT.minusMonths(months / 2))) {
                move(all.get(1), configuration(all.get(1).customer(), stripes.get(2), "cus_switching_2"));
            }
            if (month.equals(CURRENT.minusMonths(3))) {
                add("Unknown", card, month, stripes.get(0), "cus_missing", unwell);
                add("Unanswered", card, month, stripes.get(1), "cus_unanswered", unwell);
            }
            month(month);
        }
        account.advance(START_OF_SILENCE);
        use(CURRENT, MOST_EVENTS_A_REQUEST, BETWEEN_EVENTS);
        String unanswered = all.getLast().customer();
        account.chargedContracts(
                List.of(unanswered),
                List.of(configurationOf(unanswered)),
                account.fixedProduct("Setup"),
                List.of(Instant.parse(START_OF_SILENCE).plus(Duration.ofHours(1))));
        sandbox.addFaults(List.of(Fault.of("stripe", "*", "drop_before")
                .matching("cus_unanswered")
                .always()));
        account.advance(NOW);
        return List.copyOf(all);
    }

    private void month(YearMonth month) {
        account.advance(month.atDay(20) + "T00:00:00Z");
        use(month, EVENTS_A_MONTH, Duration.ofHours(50));
        account.advance(month.plusMonths(1).atDay(1) + "T12:00:00Z");
    }

    /** Of both kinds in turn, a step apart from the month's beginning on. */
    private void use(YearMonth month, int each, Duration step) {
        Instant first = Instant.parse(start(month)).plus(Duration.ofMinutes(30));
        for (Prototype prototype : all) {
            String events = IntStream.range(0, each)
                    .mapToObj(n -> """
                        {"transaction_id": "%s-%s-%d", "customer_id": "%s", "event_type": "%s", "timestamp": "%s",
                         "properties": {"amount": "%d"}}\
                        """.formatted(
                                    prototype.customer(),
                                    month,
                                    n,
                                    prototype.customer(),
                                    n % 2 == 0 ? EventRequest.CALL : EventRequest.TRANSFER,
                                    first.plus(step.multipliedBy(n / 2)),
                                    1_000 + 37 * n))
                    .collect(Collectors.joining(","));
            api.post("/v1/ingest", "[" + events + "]");
        }
    }

    private String add(String name, String card, YearMonth from, String stripe, String stripeCustomer, int copies) {
        String customer =
                api.post("/v1/customers", """
                    {"name": "%1$s", "ingest_aliases": ["%1$s"]}\
                    """.formatted(name)).at("/data/id").asString();
        String configuration = configuration(customer, stripe, stripeCustomer);
        String contract = account.contracts(List.of(customer), card, start(from), List.of(configuration))
                .getFirst();
        all.add(new Prototype(customer, contract, copies));
        return customer;
    }

    private String configuration(String customer, String stripe, String stripeCustomer) {
        return api.post("/v1/setCustomerBillingProviderConfigurations", """
            {"data": [{"customer_id": "%s", "billing_provider": "stripe", "delivery_method_id": "%s",
                       "configuration": {"stripe_customer_id": "%s", "stripe_collection_method": "send_invoice"}}]}\
            """.formatted(customer, stripe, stripeCustomer))
                .at("/data/0/id")
                .asString();
    }

    private void move(Prototype prototype, String configuration) {
        api.post("/v2/contracts/edit", """
            {"customer_id": "%s", "contract_id": "%s", "add_billing_provider_configuration_update": {
               "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
               "schedule": {"effective_at": "START_OF_CURRENT_PERIOD"}}}\
            """.formatted(prototype.customer(), prototype.contract(), configuration));
    }

    /** A second contract, that only charges, once a year. */
    private void charge(String customer, YearMonth first) {
        List<Instant> charges = IntStream.range(0, months / 12)
                .mapToObj(year -> Instant.parse(start(first.plusMonths(12L * year + 1))))
                .toList();
        account.chargedContracts(
                List.of(customer), List.of(configurationOf(customer)), account.fixedProduct("Platform fee"), charges);
    }

    private String configurationOf(String customer) {
        return api.post("/v1/getCustomerBillingProviderConfigurations", "{\"customer_id\": \"" + customer + "\"}")
                .at("/data/0/id")
                .asString();
    }
}

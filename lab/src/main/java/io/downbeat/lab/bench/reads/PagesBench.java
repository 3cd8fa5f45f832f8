package io.downbeat.lab.bench.reads;

import io.downbeat.lab.bench.accounts.CopiedCustomers;
import io.downbeat.lab.bench.accounts.PrototypeCustomers;
import io.downbeat.lab.bench.accounts.PrototypeCustomers.Prototype;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.ground.SignedIn;
import io.downbeat.lab.bench.ground.StatementLog;
import io.downbeat.lab.bench.load.Api;
import io.downbeat.lab.bench.load.EventRequest;
import io.downbeat.lab.bench.load.Load;
import io.downbeat.lab.bench.load.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Every page of the console and every list of the API on a large account, one caller alone on the server. */
public final class PagesBench {
    private static final String DATABASE = "bench_pages";
    private static final double MOST_MILLIS = 100;
    private static final int MOST_QUERIES = 24;
    /** Only a simulation has it. It asks every job of the server when it is due next, each in tables of its own. */
    private static final String PLAYGROUND = "page playground";

    private static final int MOST_OF_THE_PLAYGROUND = 40;
    /** Somewhere in the middle of the copies. */
    private static final double PLACE = 0.6;

    private final BenchEnvironment environment;
    private final Scale scale;
    private final Findings findings;

    private record Asked(String name, byte[] request) {}

    public PagesBench(BenchEnvironment environment, Scale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run() {
        environment.createDatabase(DATABASE);
        ask(seed());
        environment.dropDatabase(DATABASE);
    }

    private List<Prototype> seed() {
        List<Prototype> prototypes;
        try (ServerUnderLoad server = environment.serve(DATABASE, PrototypeCustomers.clock(scale.months()))) {
            prototypes =
                    new PrototypeCustomers(server.api(), environment.sandbox(), scale.months()).play(scale.customers());
        }
        environment.sandbox().clearFaults();
        copy(prototypes);
        return prototypes;
    }

    /** Of a fresh server, that knows nothing yet of what was there before. */
    private void ask(List<Prototype> prototypes) {
        try (ServerUnderLoad server = environment.serve(DATABASE, PrototypeCustomers.NOW)) {
            measure(server, asked(server, prototypes));
        }
    }

    private void copy(List<Prototype> prototypes) {
        try (Connection database = environment.connect(DATABASE)) {
            long began = System.nanoTime();
            new CopiedCustomers(database, CopiedCustomers.Sendings.OF_LATE).copy(prototypes);
            environment.settle(DATABASE);
            findings.add(Figure.of("seeding the account", (System.nanoTime() - began) / 1e9, "s")
                    .note("%,d customers, %,d invoices with %,d lines, %,d deliveries, %,d of them not well"
                            .formatted(
                                    count(database, "customer"),
                                    count(database, "invoice"),
                                    count(database, "invoice_line"),
                                    count(database, "delivery"),
                                    count(database, "delivery WHERE state IN ('UNKNOWN', 'RETRY_WAIT', 'PARKED')"))));
        } catch (SQLException e) {
            throw new IllegalStateException("the account could not be seeded", e);
        }
    }

    private static long count(Connection database, String from) throws SQLException {
        return BenchEnvironment.number(database, "SELECT count(*) FROM " + from);
    }

    private List<Asked> asked(ServerUnderLoad server, List<Prototype> prototypes) {
        List<Asked> all = new ArrayList<>();
        SignedIn visitor = server.signIn();
        pages(server.api(), visitor, prototypes)
                .forEach((name, path) -> all.add(new Asked("page " + name, visitor.request(path))));
        lists(prototypes)
                .forEach((name, path) ->
                        all.add(new Asked("GET " + name, server.api().request("GET", path, ""))));
        posts(prototypes)
                .forEach((path, body) ->
                        all.add(new Asked("POST " + path, server.api().request("POST", path, body))));
        return all;
    }

    private static String copied(Prototype prototype, String id) {
        return CopiedCustomers.id(id, Math.max(1, (int) (prototype.copies() * PLACE)));
    }

    private Map<String, String> pages(Api api, SignedIn visitor, List<Prototype> prototypes) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("deliveries", "/console/deliveries");
        for (String state : List.of("PARKED", "RETRY_WAIT", "UNKNOWN", "DEADLINE", "DELIVERED")) {
            pages.put("deliveries, " + state, "/console/deliveries?state=" + state);
        }
        pages.put("deliveries, meter hours", "/console/deliveries/meter-hours");
        pages.put("deliveries, webhooks given up", "/console/deliveries/webhooks");
        pages.put("deliveries, notices", "/console/deliveries/notices");
        pages.put("customers", "/console/customers");
        pages.put("customers, by name", "/console/customers?q=Switching");
        for (int i : List.of(0, 1, 2, 3)) {
            of(
                    pages,
                    List.of("", " that moved", " with charges", " in trouble").get(i),
                    api,
                    visitor,
                    prototypes.get(i));
        }
        pages.put("usage", "/console/usage");
        pages.put(
                "usage of a customer",
                "/console/usage?customer="
                        + copied(prototypes.get(0), prototypes.get(0).customer()));
        pages.put(
                "usage, by transaction id",
                "/console/usage?transaction_id=" + prototypes.get(0).customer() + "-" + PrototypeCustomers.CURRENT
                        + "-7-" + Math.max(1, (int) (prototypes.get(0).copies() * PLACE)));
        pages.put("usage, by type", "/console/usage?event_type=" + EventRequest.TRANSFER);
        pages.put("proof", "/console/proof");
        pages.put("playground", "/console/playground");
        pages.put("settings", "/console/settings");
        pages.put("settings, audit log", "/console/settings/audit-log");
        pages.put("settings, server", "/console/settings/server");
        pages.put("settings, webhooks", "/console/settings/webhooks");
        pages.put("search for a name", "/console/search?q=switching+11");
        pages.put("search for Stripe's id", "/console/search?q=in_1");
        pages.put("API reference", "/console/api");
        return pages;
    }

    /** The pages of one customer, and of its newest finalized invoice. */
    private static void of(Map<String, String> pages, String kind, Api api, SignedIn visitor, Prototype prototype) {
        String customer = copied(prototype, prototype.customer());
        String contract = copied(prototype, prototype.contract());
        pages.put("customer" + kind, "/console/customers/" + customer);
        pages.put("contract" + kind, "/console/contracts/" + contract);
        pages.put("contract" + kind + ", all periods", "/console/contracts/" + contract + "?range=all&changes=on");
        JsonNode delivery = api.get("/downbeat/v1/deliveries?limit=1&contract_id=" + contract)
                .at("/data/0");
        pages.put("delivery" + kind, "/console/deliveries/" + delivery.at("/id").asString());
        pages.put(
                "invoice" + kind,
                "/console/invoices/" + delivery.at("/invoice_id").asString());
        pages.put(
                "draft invoice" + kind,
                "/console/invoices/"
                        + api.get("/v1/customers/" + customer + "/invoices?status=DRAFT&limit=1")
                                .at("/data/0/id")
                                .asString());
        if (kind.isEmpty()) {
            visitor.link("/console/contracts/" + contract, "/invoices?next_page=")
                    .ifPresent(path -> pages.put("contract, earlier invoices", path));
            pages.put("contract, draft", "/console/contracts/" + contract + "/draft");
            pages.put("contract, terms", "/console/contracts/" + contract + "/terms");
            pages.put("contract, switch", "/console/contracts/" + contract + "/switch");
        }
    }

    private Map<String, String> lists(List<Prototype> prototypes) {
        String customer = copied(prototypes.get(0), prototypes.get(0).customer());
        String contract = copied(prototypes.get(0), prototypes.get(0).contract());
        Map<String, String> lists = new LinkedHashMap<>();
        for (String path : List.of(
                "/v1/customers",
                "/v1/customers?ingest_alias=Steady-3",
                "/v1/billable-metrics",
                "/v1/auditLogs?limit=100",
                "/v1/auditLogs?limit=100&sort=date_desc",
                "/v1/auditLogs?limit=100&starting_on=2025-12-01T00:00:00Z",
                "/downbeat/v1/deliveries",
                "/downbeat/v1/deliveries?state=PARKED",
                "/downbeat/v1/deliveries?state=CONFIRMED",
                "/downbeat/v1/deliveries/forecast",
                "/downbeat/v1/alerts",
                "/downbeat/v1/meterSlots",
                "/downbeat/v1/notices",
                "/downbeat/v1/webhooks",
                "/metrics")) {
            lists.put(path, path);
        }
        String ofCustomer = "/v1/customers/%s/invoices";
        lists.put(ofCustomer.formatted("{id}"), ofCustomer.formatted(customer));
        lists.put(ofCustomer.formatted("{id}") + "?status=DRAFT", ofCustomer.formatted(customer) + "?status=DRAFT");
        lists.put(ofCustomer.formatted("{id}") + "?status=VOID", ofCustomer.formatted(customer) + "?status=VOID");
        lists.put(
                ofCustomer.formatted("{id}") + "?contract_id={id}",
                ofCustomer.formatted(customer) + "?contract_id=" + contract);
        lists.put("/downbeat/v1/deliveries?customer_id={id}", "/downbeat/v1/deliveries?customer_id=" + customer);
        lists.put("/downbeat/v1/deliveries?contract_id={id}", "/downbeat/v1/deliveries?contract_id=" + contract);
        return lists;
    }

    private Map<String, String> posts(List<Prototype> prototypes) {
        String customer = copied(prototypes.get(0), prototypes.get(0).customer());
        String contract = copied(prototypes.get(0), prototypes.get(0).contract());
        Map<String, String> posts = new LinkedHashMap<>();
        String ofCustomer = "{\"customer_id\": \"" + customer + "\"}";
        String ofContract = "{\"customer_id\": \"" + customer + "\", \"contract_id\": \"" + contract + "\"}";
        posts.put("/v1/contracts/list", ofCustomer);
        posts.put("/v2/contracts/list", ofCustomer);
        posts.put("/v2/contracts/get", ofContract);
        posts.put("/v2/contracts/getEditHistory", ofContract);
        posts.put("/v1/getCustomerBillingProviderConfigurations", ofCustomer);
        posts.put("/v1/listConfiguredBillingProviders", "{}");
        posts.put("/v1/contract-pricing/rate-cards/list", "{}");
        posts.put("/v1/contract-pricing/products/list", "{}");
        return posts;
    }

    private void measure(ServerUnderLoad server, List<Asked> all) {
        Map<Asked, Load.Result> times = new LinkedHashMap<>();
        List<String> over = new ArrayList<>();
        try (Wire wire = server.api().connect();
                Connection database = environment.connect(DATABASE)) {
            for (Asked asked : all) {
                Load.run(List.of(caller(wire, asked)), scale.readSeconds() / 4);
                times.put(asked, Load.run(List.of(caller(wire, asked)), scale.readSeconds() / 4));
            }
            try (StatementLog log = StatementLog.open(database)) {
                for (Asked asked : all) {
                    int queries = log.queries(caller(wire, asked)::call);
                    add(asked, Objects.requireNonNull(times.get(asked)), queries);
                    if (queries > (asked.name().equals(PLAYGROUND) ? MOST_OF_THE_PLAYGROUND : MOST_QUERIES)) {
                        over.add(asked.name() + " " + queries);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the queries could not be counted", e);
        }
        findings.check(
                "no page and no list needs more than %d queries".formatted(MOST_QUERIES),
                over.isEmpty(),
                over.isEmpty() ? "%d asked".formatted(all.size()) : String.join(", ", over));
    }

    private void add(Asked asked, Load.Result times, int queries) {
        findings.add(Figure.of(asked.name(), times.p50(), "ms")
                .latency(times)
                .target(MOST_MILLIS)
                .note(queries + " queries"));
    }

    private static Load.Caller caller(Wire wire, Asked asked) {
        return () -> {
            Wire.Answer answer = wire.ask(asked.request());
            if (answer.status() != 200) {
                throw new IllegalStateException(asked.name() + " answered " + answer.status() + ": " + answer.body());
            }
            return 1;
        };
    }
}

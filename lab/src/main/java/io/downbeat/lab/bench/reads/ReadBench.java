package io.downbeat.lab.bench.reads;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.Api;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.EventsOnce;
import io.downbeat.lab.bench.load.Load;
import io.downbeat.lab.bench.load.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** How long one caller waits for an answer, alone on the server. */
public final class ReadBench {
    private static final String DATABASE = "bench_reads";
    /** Inside the current period of a contract that began with it, whatever the month. */
    private static final int DAYS = 27;

    private static final int FEW_EVENTS = 10_000;
    private static final double MOST_GROWTH = 1.5;
    private static final int BALANCES = 5;
    private static final double MOST_DRAFT_MILLIS = 20;

    private final BenchEnvironment environment;
    private final Scale scale;
    private final Findings findings;
    private final String start = Instant.now()
            .truncatedTo(ChronoUnit.DAYS)
            .minus(Duration.ofDays(DAYS))
            .toString();

    public ReadBench(BenchEnvironment environment, Scale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run() {
        environment.createDatabase(DATABASE);
        try (ServerUnderLoad server = environment.serve(DATABASE)) {
            Api api = server.api();
            Account account = new Account(api);
            List<String> customers = account.customers(2);
            List<String> contracts = account.contracts(customers, account.rateCard(start), start);
            use(api, customers.get(0), FEW_EVENTS, 1L << 48);
            use(api, customers.get(1), scale.manyEvents(), 2L << 48);
            environment.settle(DATABASE);
            String ids =
                    "\"customer_id\": \"%s\", \"contract_id\": \"%s\"".formatted(customers.get(1), contracts.get(1));
            add("v2 contracts/get", api, n -> api.request("POST", "/v2/contracts/get", "{" + ids + "}"));
            add(
                    "v2 contracts/edit",
                    api,
                    n -> api.request(
                            "POST",
                            "/v2/contracts/edit",
                            "{%s, \"update_contract_name\": \"Contract %d\"}".formatted(ids, n)));
            drafts(api, customers, "", null);
            account.credits(customers, start, BALANCES);
            drafts(api, customers, " and five balances", MOST_DRAFT_MILLIS);
        }
        environment.dropDatabase(DATABASE);
    }

    /** Both drafts have all hours of the period, so that they differ in their events only. */
    private void use(Api api, String customer, int events, long seed) {
        var times = EventStream.times(start, Duration.ofMinutes(10), DAYS * 24 * 6);
        EventsOnce.send(api, new EventStream(seed, List.of(customer), EventStream.Spread.IN_TURN, times), events);
    }

    private void drafts(Api api, List<String> customers, String beside, @Nullable Double target) {
        double few = draft(api, customers.get(0), FEW_EVENTS, beside, null);
        double many = draft(api, customers.get(1), scale.manyEvents(), beside, target);
        findings.check(
                "a draft does not cost its events" + beside,
                many <= few * MOST_GROWTH + 0.5,
                "p50 %.2f ms with %,d events, %.2f ms with %,d".formatted(few, FEW_EVENTS, many, scale.manyEvents()));
    }

    private double draft(Api api, String customer, int events, String beside, @Nullable Double target) {
        String invoices = "/v1/customers/" + customer + "/invoices";
        String id = api.get(invoices + "?status=DRAFT").at("/data/0/id").asString();
        return add(
                "a draft invoice with %,d events".formatted(events) + beside,
                api,
                n -> api.request("GET", invoices + "/" + id, ""),
                target);
    }

    private double add(String name, Api api, LongFunction<byte[]> requests) {
        return add(name, api, requests, null);
    }

    private double add(String name, Api api, LongFunction<byte[]> requests, @Nullable Double target) {
        try (Wire wire = api.connect()) {
            Load.Caller caller = caller(wire, name, requests);
            Load.run(List.of(caller), scale.readSeconds());
            Load.Result result = Load.run(List.of(caller), scale.readSeconds());
            Figure figure = Figure.of(name, result.p50(), "ms").latency(result).note("one connection");
            findings.add(target == null ? figure : figure.target(target));
            return result.p50();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Load.Caller caller(Wire wire, String name, LongFunction<byte[]> requests) {
        long[] number = new long[1];
        return () -> {
            byte[] request = requests.apply(number[0]++);
            int status = wire.send(request, request.length);
            if (status != 200) {
                throw new IllegalStateException(name + " answered " + status);
            }
            return 1;
        };
    }
}

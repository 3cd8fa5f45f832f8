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
import java.time.OffsetDateTime;
import java.util.List;

/** How long one caller waits for what a customer has left in all, after a year of months that each drew. */
public final class NetBalanceBench {
    private static final String DATABASE = "bench_net_balance";
    private static final String START = "2025-01-01T00:00:00Z";
    private static final double MOST_MILLIS = 5;
    private static final int MONTHS = 12;
    private static final int EVENTS = 300;

    private final BenchEnvironment environment;
    private final Scale scale;
    private final Findings findings;

    public NetBalanceBench(BenchEnvironment environment, Scale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run() {
        environment.createDatabase(DATABASE);
        try (ServerUnderLoad server = environment.serve(DATABASE, START)) {
            Account account = new Account(server.api());
            List<String> customers = account.customers(1);
            String card = account.rateCard(START);
            account.contracts(customers, card, START, List.of(), account.balances(START, 10_000, 100));
            OffsetDateTime month = OffsetDateTime.parse(START);
            for (int number = 0; number <= MONTHS; number++) {
                account.advance(month.plusDays(27).toInstant().toString());
                var times = EventStream.times(month.plusHours(1).toInstant().toString(), Duration.ofMinutes(60), 100);
                var stream = new EventStream((long) number + 1 << 48, customers, EventStream.Spread.IN_TURN, times);
                EventsOnce.send(server.api(), stream, EVENTS);
                month = month.plusMonths(1);
            }
            environment.settle(DATABASE);
            ask(server.api(), customers.getFirst());
        }
        environment.dropDatabase(DATABASE);
    }

    private void ask(Api api, String customer) {
        String body = "{\"customer_id\": \"" + customer + "\"}";
        try (Wire wire = api.connect()) {
            Load.Caller caller = () -> {
                byte[] request = api.request("POST", "/v1/contracts/customerBalances/getNetBalance", body);
                if (wire.send(request, request.length) != 200) {
                    throw new IllegalStateException("getNetBalance is refused");
                }
                return 1;
            };
            Load.run(List.of(caller), scale.readSeconds());
            Load.Result result = Load.run(List.of(caller), scale.readSeconds());
            findings.add(Figure.of("getNetBalance after a year", result.p50(), "ms")
                    .latency(result)
                    .target(MOST_MILLIS)
                    .note("a commit, %d monthly credits and a draft; one connection".formatted(MONTHS + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

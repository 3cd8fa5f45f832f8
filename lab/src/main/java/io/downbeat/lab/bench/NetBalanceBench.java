package io.downbeat.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** How long one caller waits for what a customer has left in all, after a year of months that each drew. */
final class NetBalanceBench {
    private static final double MOST_MILLIS = 5;
    private static final int MONTHS = 12;
    private static final int EVENTS = 300;

    private final ServerUnderLoad server;
    private final Account account;
    private final Scale scale;
    private final Findings findings;

    NetBalanceBench(ServerUnderLoad server, Account account, Scale scale, Findings findings) {
        this.server = server;
        this.account = account;
        this.scale = scale;
        this.findings = findings;
    }

    /** @param customer whose contract is in its third month */
    void run(String customer) {
        var month = Instant.parse("2025-03-01T00:00:00Z").atOffset(ZoneOffset.UTC);
        for (int number = 3; number <= MONTHS + 1; number++) {
            account.advance(month.plusDays(27).toInstant().toString());
            var times = Account.times(month.plusHours(1).toInstant().toString(), Duration.ofMinutes(60), 100);
            MonthEndBench.send(
                    server.api(),
                    new EventStream((long) number << 48, List.of(customer), EventStream.Spread.IN_TURN, times),
                    EVENTS);
            month = month.plusMonths(1);
        }
        String body = "{\"customer_id\": \"" + customer + "\"}";
        try (Wire wire = server.api().connect()) {
            Load.Caller caller = () -> {
                byte[] request = server.api().request("POST", "/v1/contracts/customerBalances/getNetBalance", body);
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

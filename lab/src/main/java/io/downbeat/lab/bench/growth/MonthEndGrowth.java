package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Curve;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.CpuTimes;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.EventsOnce;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Months that end for more and more contracts on one server; nobody bills them, so that this is finalization alone. */
final class MonthEndGrowth {
    private static final String DATABASE = "bench_growth_month_end";
    private static final YearMonth FIRST = YearMonth.of(2025, 1);
    private static final int EVENTS_EACH = 20;

    private final BenchEnvironment environment;
    private final GrowthScale scale;
    private final Findings findings;
    private final List<Curve.Point> rates = new ArrayList<>();

    MonthEndGrowth(BenchEnvironment environment, GrowthScale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    void run() {
        environment.createDatabase(DATABASE);
        try (ServerUnderLoad server = environment.serve(DATABASE, FIRST.atDay(1) + "T00:00:00Z")) {
            Account account = new Account(server.api());
            String card = account.rateCard(FIRST.atDay(1) + "T00:00:00Z");
            List<String> customers = new ArrayList<>();
            YearMonth month = FIRST;
            List<Integer> sizes = Steps.tens(scale.contracts());
            for (int contracts :
                    Stream.concat(Stream.of(sizes.getFirst()), sizes.stream()).toList()) {
                String start = month.atDay(1) + "T00:00:00Z";
                List<String> more = account.customers(contracts - customers.size());
                account.contracts(more, card, start);
                customers.addAll(more);
                month(server, account, customers, month);
                if (month.equals(FIRST)) {
                    // What Java has not compiled yet is no measure.
                    rates.clear();
                }
                month = month.plusMonths(1);
            }
            server.residentBytes()
                    .ifPresent(bytes ->
                            findings.add(Figure.of("memory of the server after the last month end", bytes / 1e6, "MB")
                                    .note("VmRSS of its process")));
        }
        environment.dropDatabase(DATABASE);
        findings.curve(new Curve(
                "month-end",
                "Invoices finalized a second, by contracts whose month ends together",
                Curve.Axis.logarithmic("contracts"),
                Curve.Axis.linear("invoices/s"),
                List.of(new Curve.Line("invoices/s", rates))));
    }

    private void month(ServerUnderLoad server, Account account, List<String> customers, YearMonth month) {
        account.advance(month.atEndOfMonth() + "T12:00:00Z");
        EventsOnce.send(
                server.api(),
                new EventStream(
                        (long) month.getMonthValue() << 48,
                        customers,
                        EventStream.Spread.IN_TURN,
                        EventStream.times(month.atDay(1) + "T00:30:00Z", Duration.ofMinutes(397), 100)),
                customers.size() * EVENTS_EACH);
        account.advance(month.plusMonths(1).atDay(1) + "T12:00:00Z");
        environment.settle(DATABASE);
        CpuTimes before = server.cpu();
        long began = System.nanoTime();
        account.advance(month.plusMonths(1).atDay(2) + "T00:00:00Z");
        double rate = customers.size() / ((System.nanoTime() - began) / 1e9);
        rates.add(new Curve.Point(customers.size(), rate));
        String first = month.equals(FIRST) ? "a server's first " : "";
        findings.add(Figure.of(first + "month end of %,d contracts".formatted(customers.size()), rate, "invoices/s")
                .note("%d events each; ".formatted(EVENTS_EACH)
                        + server.cpu().since(before).each(customers.size())));
        check(month, customers.size());
    }

    private void check(YearMonth month, int contracts) {
        long finalized = environment.number(DATABASE, """
            SELECT count(DISTINCT contract_id) FROM invoice WHERE status = 'FINALIZED' AND period_start = '%s'\
            """.formatted(month.atDay(1) + "T00:00:00Z"));
        findings.check(
                "every contract has its invoice of " + month,
                finalized == contracts,
                "%,d of %,d".formatted(finalized, contracts));
        long lost = environment.number(DATABASE, """
            SELECT (SELECT count(*) FROM usage_event WHERE event_type = 'api_call' AND timestamp >= '%1$s'
                    AND timestamp < '%2$s')
                - (SELECT coalesce(sum(l.quantity), 0) FROM invoice_line l JOIN invoice i
                    ON i.customer_id = l.customer_id AND i.id = l.invoice_id
                    WHERE l.name = 'API calls' AND i.status = 'FINALIZED' AND i.period_start = '%1$s')\
            """.formatted(
                        month.atDay(1) + "T00:00:00Z", month.plusMonths(1).atDay(1) + "T00:00:00Z"));
        findings.check(
                "the invoices of " + month + " bill every call", lost == 0, "%,d calls not billed".formatted(lost));
    }
}

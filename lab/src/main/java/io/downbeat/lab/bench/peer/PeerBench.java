package io.downbeat.lab.bench.peer;

import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.load.Api;
import io.downbeat.lab.bench.load.Load;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The load client of these benchmarks against somebody else's server: usage, and a month end by its test clock. Beside each
 * figure stands how many times ours of the same run it is.
 */
public final class PeerBench {
    private static final int AT_ONCE = 8;
    private static final int RECORDS_EACH = 100;
    private static final int MOST_SECONDS = 1_800;

    private final KillBill peer;
    private final int subscribers;
    private final double warmSeconds;
    private final double seconds;
    private final Findings findings;
    private long sent;

    /** @param subscribers as many as contracts have their month end here */
    public PeerBench(URI server, int subscribers, double warmSeconds, double seconds, Findings findings) {
        this.peer = new KillBill(server, "admin:password");
        this.subscribers = subscribers;
        this.warmSeconds = warmSeconds;
        this.seconds = seconds;
        this.findings = findings;
    }

    /** The figures of ours have been found already. */
    public void run() {
        peer.setUp();
        peer.clock("2025-01-01T01:00:00.000Z", 5);
        KillBill.Subscriber[] made = new KillBill.Subscriber[subscribers];
        Api.each(subscribers, AT_ONCE, i -> made[i] = peer.subscriber(i));
        List<KillBill.Subscriber> all = Arrays.asList(made);
        each(all);
        add("the peer: usage, 100 a request", load(all, 100, 12), "events/s", "the same, a customer a request");
        add("the peer: usage, 1 a request", load(all, 1, 96), "events/s", "events ingested, 1 a request");
        monthEnd(all);
    }

    private void each(List<KillBill.Subscriber> all) {
        Api.each(all.size(), AT_ONCE, i -> {
            try (UsageSender sender = new UsageSender(peer, List.of(all.get(i)), RECORDS_EACH, 0)) {
                sender.call();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        sent += (long) all.size() * RECORDS_EACH;
    }

    private Load.Result load(List<KillBill.Subscriber> all, int size, int connections) {
        List<UsageSender> senders = new ArrayList<>();
        try {
            for (int lane = 0; lane < connections; lane++) {
                senders.add(new UsageSender(peer, all, size, lane));
            }
            Load.run(senders, warmSeconds);
            Load.Result result = Load.run(senders, seconds);
            for (UsageSender sender : senders) {
                sent += sender.sent();
                sender.close();
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String name, Load.Result result, String unit, String ours) {
        findings.add(Figure.of(name, result.perSecond(), unit).latency(result).note(beside(result.perSecond(), ours)));
    }

    private String beside(double theirs, String ours) {
        return findings.figures().stream()
                .filter(figure -> figure.name().equals(ours))
                .findFirst()
                .map(figure -> ratio(figure.value(), theirs))
                .orElse("ours was not measured in this run");
    }

    static String ratio(double ours, double theirs) {
        return theirs <= 0 ? "it did nothing" : "ours is %,.0f, %.1f times as much".formatted(ours, ours / theirs);
    }

    private void monthEnd(List<KillBill.Subscriber> all) {
        long began = System.nanoTime();
        peer.clock("2025-02-01T02:00:00.000Z", MOST_SECONDS);
        double rate = all.size() / ((System.nanoTime() - began) / 1e9);
        BigDecimal[] billed = new BigDecimal[all.size()];
        Api.each(all.size(), AT_ONCE, i -> billed[i] = billed(all.get(i)));
        long invoiced = Arrays.stream(billed).filter(each -> each.signum() > 0).count();
        findings.add(Figure.of("the peer: invoices at month end", rate, "invoices/s")
                .note(beside(rate, "invoices finalized at month end")
                        + "; it looks once a second whether it is through"));
        findings.check(
                "the peer has an invoice of every subscription",
                invoiced == all.size(),
                "%,d of %,d".formatted(invoiced, all.size()));
        BigDecimal due = BigDecimal.valueOf(sent).multiply(new BigDecimal("0.03"));
        BigDecimal bills =
                Arrays.stream(billed).reduce(BigDecimal.ZERO, BigDecimal::add).setScale(2, RoundingMode.HALF_UP);
        findings.check(
                "the peer bills all usage that it took",
                bills.compareTo(due.setScale(2, RoundingMode.HALF_UP)) == 0,
                "%s USD of %s".formatted(bills, due));
    }

    private BigDecimal billed(KillBill.Subscriber subscriber) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode invoice : peer.invoices(subscriber.account())) {
            sum = sum.add(invoice.get("amount").decimalValue());
        }
        return sum;
    }
}

package io.downbeat.instruments;

import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.DeliveryListings.Undelivered;
import io.downbeat.instruments.StandingFigures.Figures;
import io.downbeat.outbound.AccountName;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.BillingProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The figures of billing, set anew at each scrape. What cannot be read is missing: no figure is better than an old one. */
final class BusinessGauges {
    /** Shorter than any scraper's. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RecentReading<Figures> reading;
    private final ProviderAccounts accounts;
    private final BusinessClock clock;
    private final MultiGauge oldest;
    private final MultiGauge deliveries;
    private final MultiGauge finalization;
    private final MultiGauge deadline;
    private final MultiGauge pace;
    private final MultiGauge circuits;

    BusinessGauges(
            StandingFigures figures, ProviderAccounts accounts, BusinessClock clock, PrometheusMeterRegistry registry) {
        this.reading = new RecentReading<>(figures::read, PATIENCE, System::nanoTime);
        this.accounts = accounts;
        this.clock = clock;
        this.oldest = seconds(
                registry,
                "downbeat.delivery.oldest.undelivered",
                "Age of the oldest delivery that is still to arrive, parked ones too, in business time; 0 if there is"
                        + " none");
        this.deliveries = gauge(
                registry,
                "downbeat.deliveries",
                "Deliveries that are still to arrive, by state and provider; those delivered, skipped or cancelled are"
                        + " not counted");
        this.finalization = seconds(
                registry,
                "downbeat.finalization.lag",
                "How long the draft that is most overdue should have been final, in business time; 0 if none is");
        this.deadline = seconds(
                registry,
                "downbeat.metering.deadline.margin",
                "Business time until the first window of a marketplace ends in which a record is not settled; missing"
                        + " if all are");
        this.pace = gauge(
                registry,
                "downbeat.account.pace.used.ratio",
                "Part of its share of an account's pace that this server used in the last minute of real time");
        this.circuits = gauge(
                registry,
                "downbeat.circuit.open",
                "1 while nothing is sent to the account because it, or its credentials, refuse us, fail or ask for a"
                        + " pause");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }

    private static MultiGauge seconds(MeterRegistry registry, String name, String help) {
        return MultiGauge.builder(name).baseUnit("seconds").description(help).register(registry);
    }

    void update() {
        Optional<Figures> read = reading.value();
        set(read, clock.instant());
    }

    private synchronized void set(Optional<Figures> read, Instant now) {
        oldest.register(rows(read.map(figures -> oldest(figures, now))), true);
        deliveries.register(read.map(figures -> counts(figures.undelivered())).orElse(List.of()), true);
        finalization.register(
                rows(read.map(figures -> figures.nextFinalization()
                        .map(due -> ageOrNone(due, now))
                        .orElse(0.0))),
                true);
        deadline.register(rows(read.flatMap(Figures::earliestDeadline).map(end -> seconds(now, end))), true);
        circuits.register(read.map(BusinessGauges::circuits).orElse(List.of()), true);
        pace.register(accounts.all().stream().map(BusinessGauges::pace).toList(), true);
    }

    private static double oldest(Figures figures, Instant now) {
        return figures.undelivered().stream()
                .map(Undelivered::oldest)
                .min(Instant::compareTo)
                .map(made -> ageOrNone(made, now))
                .orElse(0.0);
    }

    /** Zero is shown, too: an alert cannot tell a series that ended from one that nobody read. */
    private static List<MultiGauge.Row<?>> counts(List<Undelivered> undelivered) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (BillingProvider provider : BillingProvider.values()) {
            for (DeliveryState state : DeliveryListings.UNDELIVERED) {
                long number = undelivered.stream()
                        .filter(each -> each.provider() == provider && each.state() == state)
                        .mapToLong(Undelivered::number)
                        .sum();
                rows.add(MultiGauge.Row.of(Tags.of("state", state.name(), "provider", provider.wire()), number));
            }
        }
        return rows;
    }

    private static List<MultiGauge.Row<?>> circuits(Figures figures) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        figures.circuits()
                .forEach(each -> rows.add(MultiGauge.Row.of(
                        Tags.of(
                                "account",
                                AccountName.of(each.accountKey(), null),
                                "provider",
                                each.provider().wire()),
                        each.isOpen() ? 1 : 0)));
        return rows;
    }

    private static MultiGauge.Row<?> pace(ProviderAccount account) {
        return MultiGauge.Row.of(
                Tags.of("account", AccountName.of(account.key().account(), null)),
                account.limiter().used());
    }

    private static List<MultiGauge.Row<?>> rows(Optional<Double> figure) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        figure.ifPresent(value -> rows.add(MultiGauge.Row.of(Tags.empty(), value)));
        return rows;
    }

    private static double ageOrNone(Instant since, Instant now) {
        return Math.max(0, seconds(since, now));
    }

    private static double seconds(Instant from, Instant until) {
        return Duration.between(from, until).toMillis() / 1_000.0;
    }
}

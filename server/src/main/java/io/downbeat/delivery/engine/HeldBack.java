package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.CircuitClosed;
import io.downbeat.outbound.CircuitPauses;
import io.downbeat.outbound.Circuits;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.secrets.SecretMask;
import io.downbeat.platform.work.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;

/** What it means for deliveries that a circuit opens and closes. Inside its caller's transaction. */
class HeldBack {
    /** After 72 hours nobody seems to wait for it; a person who mends something has the account asked at once. */
    static final CircuitPauses PAUSES = new CircuitPauses(
            Backoff.doubling(Duration.ofSeconds(30), Duration.ofMinutes(10)),
            Duration.ofHours(72),
            Duration.ofHours(1));
    /** So long before a provider's deadline the account is asked once more, however long its pause is by then. */
    static final Duration BEFORE_DEADLINE = Duration.ofMinutes(1);
    /** Longer than any pause, so that at least one probe found the account still away. */
    private static final Duration OUTAGE = PAUSES.backoff().longest().multipliedBy(2);

    private final Circuits circuits;
    private final HeldBackStore deliveries;
    private final AccountIncidents incidents;
    private final ExternalStatusListener news;
    private final DeliveryLog log;

    HeldBack(
            Circuits circuits,
            HeldBackStore deliveries,
            AccountIncidents incidents,
            ExternalStatusListener news,
            DeliveryLog log) {
        this.circuits = circuits;
        this.deliveries = deliveries;
        this.incidents = incidents;
        this.news = news;
        this.log = log;
    }

    /** Opens, or stays open longer each time; one incident however often. */
    OpenedCircuit open(String circuit, Circuit kind, Delivery delivery, String said, Instant now) {
        String reason = kind.sentence(delivery.deliveryMethod(), SecretMask.of(said));
        return circuits.open(circuit, kind, reason, PAUSES, lastProbe(delivery.accountKey(), now), now)
                .map(isNew -> opened(kind, delivery, reason, isNew, now))
                // Else a late answer from before the circuit opened: what it was told is known already.
                .orElse(OpenedCircuit.NOTHING);
    }

    /** Until the pause is over that the provider asked for; then the account is asked whether it works. */
    OpenedCircuit hold(String circuit, Delivery delivery, Duration pause, Instant now) {
        String reason = Circuit.THROTTLED.sentence(delivery.deliveryMethod(), "until " + now.plus(pause));
        Instant latest = lastProbe(delivery.accountKey(), now);
        Instant until = latest != null && latest.isBefore(now.plus(pause)) ? latest : now.plus(pause);
        return circuits.hold(circuit, reason, until, now)
                .map(isNew -> opened(Circuit.THROTTLED, delivery, reason, isNew, now))
                .orElse(OpenedCircuit.NOTHING);
    }

    private OpenedCircuit opened(Circuit kind, Delivery delivery, String reason, boolean isNew, Instant now) {
        return new OpenedCircuit(
                isNew,
                incidents
                        .opened(kind, delivery.accountKey(), delivery.deliveryMethod(), reason, now)
                        .orElse(null));
    }

    private @Nullable Instant lastProbe(String account, Instant now) {
        Instant earliest = now.plus(PAUSES.backoff().first());
        return deliveries
                .firstDeadline(account, now.plus(BEFORE_DEADLINE))
                .map(deadline -> deadline.minus(BEFORE_DEADLINE))
                .map(before -> before.isBefore(earliest) ? earliest : before)
                .orElse(null);
    }

    /**
     * Everything that was held back is due at once. An outage that outlasted a probe is not held against what waited for
     * its end; a circuit that each probe closes and each delivery opens is no outage, and somebody must hear of it.
     */
    @EventListener
    void on(CircuitClosed fact) {
        for (String account : fact.accounts()) {
            if (fact.openedAt().isBefore(fact.closedAt().minus(OUTAGE))) {
                deliveries.forgive(account, fact.openedAt(), fact.closedAt());
            }
            deliveries.resume(account, fact.closedAt());
            incidents.closed(account, fact.closedAt());
            Optional<Delivery> first = deliveries.firstWaiting(List.of(account), fact.closedAt());
            first.ifPresent(waiting -> Transactions.afterCommit(() -> log.closed(waiting)));
        }
    }

    /** Gives up what is held back although its provider's deadline is over. */
    List<HeldBackStore.Expired> expire(InvoiceRoutes routes, Instant now) {
        List<HeldBackStore.Expired> expired = deliveries.expire(now);
        for (HeldBackStore.Expired each : expired) {
            Delivery delivery = each.delivery();
            boolean providerShows = routes.find(delivery.provider(), delivery.method())
                    .map(InvoiceRoute::showsInvoices)
                    .orElse(true);
            ExternalInvoice word = ExternalInvoices.of(delivery, delivery.state(), each.reason(), null, providerShows);
            if (word != null) {
                news.record(delivery.invoiceRef(), word);
            }
        }
        return expired;
    }
}

package io.downbeat.delivery;

import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What a run needs around it: the transactions in which a claimed delivery moves, and the news to invoicing. */
class Runs {
    private final DeliveryStore deliveries;
    private final CircuitStore circuits;
    private final InvoiceNews news;
    private final Transactions transactions;
    private final InstantSource clock;
    private final DeliveryLog log;

    Runs(
            DeliveryStore deliveries,
            CircuitStore circuits,
            InvoiceNews news,
            Transactions transactions,
            InstantSource clock,
            DeliveryLog log) {
        this.deliveries = deliveries;
        this.circuits = circuits;
        this.news = news;
        this.transactions = transactions;
        this.clock = clock;
        this.log = log;
    }

    /** How long a claim or an announcement holds the row from its moment on. */
    Duration lease() {
        return deliveries.lease();
    }

    Instant now() {
        return clock.instant();
    }

    /** One statement, so it needs no transaction around it. */
    boolean announce(Delivery delivery, Step step, byte[] sha256, List<Attempt> notes) {
        return deliveries.announce(delivery, step, sha256, notes, now());
    }

    /** Ends the claim; what the invoice shows of it changes in the same transaction. */
    boolean release(Delivery delivery, Outcome outcome, List<Attempt> notes) {
        boolean released = transactions.in(() -> {
            boolean ours = deliveries.release(delivery, outcome, notes, now());
            if (ours) {
                ExternalInvoice word = External.of(delivery, outcome);
                if (word != null) {
                    news.record(delivery.invoice(), word);
                } else if (outcome.state() == DeliveryState.PARKED && outcome.reason() != null) {
                    news.remains(delivery.invoice(), outcome.reason());
                }
            }
            return ours;
        });
        if (released) {
            log.ended(delivery, outcome.state(), outcome.reason());
        }
        return released;
    }

    /** Nothing of the account is claimed any more until a probe was answered. */
    void openCircuit(Circuit kind, Delivery delivery, String said) {
        String reason = kind.sentence(delivery.deliveryMethod(), said);
        var change = transactions.in(() -> circuits.open(kind, delivery.accountKey(), reason, now()));
        log.opened(kind, delivery, said, change);
    }

    void accountIsHealthy(String accountKey) {
        circuits.healthy(accountKey);
    }
}

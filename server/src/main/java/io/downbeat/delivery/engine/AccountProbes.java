package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.Circuits;
import io.downbeat.outbound.LastCalls;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.RetryAfter;
import io.downbeat.platform.db.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks an account whose circuit is half open whether it works again. One harmless read decides for everything that is
 * held back, whichever server makes it; no delivery is claimed for it.
 */
class AccountProbes {
    private final Circuits circuits;
    private final HeldBack heldBack;
    private final HeldBackStore deliveries;
    private final DeliverySettings settings;
    private final Transactions transactions;
    private final InstantSource clock;
    private final DeliveryLog log;

    AccountProbes(
            Circuits circuits,
            HeldBack heldBack,
            HeldBackStore deliveries,
            DeliverySettings settings,
            Transactions transactions,
            InstantSource clock,
            DeliveryLog log) {
        this.circuits = circuits;
        this.heldBack = heldBack;
        this.deliveries = deliveries;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
        this.log = log;
    }

    /**
     * A circuit to be asked about.
     *
     * @param waiting a delivery that it holds back, which is not claimed
     */
    record Probe(Delivery waiting, Circuits.HalfOpen of) {}

    /** Of what is half open that for which something waits, each for one server at a time. */
    List<Probe> claim(Instant now) {
        return transactions.apart(() -> {
            List<Probe> probes = new ArrayList<>();
            for (Circuits.HalfOpen circuit : circuits.halfOpen(now)) {
                deliveries.firstWaiting(circuit.accounts(), now).ifPresent(waiting -> {
                    circuits.lease(circuit, settings.lease());
                    probes.add(new Probe(waiting, circuit));
                });
            }
            return probes;
        });
    }

    /** @return how many were given up, because their provider's deadline was over while they were held back */
    int expire(InvoiceRoutes routes, Instant now) {
        List<HeldBackStore.Expired> givenUp = transactions.apart(() -> heldBack.expire(routes, now));
        givenUp.forEach(each -> log.ended(each.delivery(), DeliveryState.PARKED, each.reason()));
        return givenUp.size();
    }

    /** @param claimedAt business time of the claim: a server that shares a simulated clock may read an older one */
    void run(Probe probe, RemoteAccount remote, ProviderAccount account, Instant claimedAt) {
        account.awaitPlace();
        Answer answer = remote.probe(account(probe.waiting()), probe.waiting());
        if (answer instanceof Answer.RateLimited(var _, var retryAfter)) {
            account.tooFast(retryAfter);
            Duration pause = RetryAfter.hold(retryAfter).orElse(null);
            if (pause != null) {
                transactions.run(() -> heldBack.hold(probe.of().circuit(), probe.waiting(), pause, later(claimedAt)));
                return;
            }
        }
        account.isUnproven();
        account.calls().forget();
        if (answers(probe.of().kind(), answer)) {
            transactions.run(() -> circuits.close(probe.of().circuit(), later(claimedAt)));
        } else if (isOfTheAccountOnly(probe, account.key(), answer)) {
            moveToTheAccount(probe, account.key(), LastCalls.what(answer), later(claimedAt));
        } else {
            stayOpen(probe, answer, later(claimedAt));
        }
    }

    private static Account account(Delivery delivery) {
        return new Account(delivery.deliveryMethod(), delivery.provider(), delivery.method(), delivery.accountKey());
    }

    /** A provider that failed works as soon as it answers anything; wrong credentials only once they are taken. */
    private static boolean answers(Circuit kind, Answer answer) {
        return switch (kind) {
            case CONFIGURATION -> answer instanceof Answer.Accepted;
            case FAILING, THROTTLED -> !LastCalls.isFailure(answer) && !(answer instanceof Answer.Misconfigured);
        };
    }

    /** The credentials are taken, so whatever else is called with them may go on; this queue or region refuses us still. */
    private static boolean isOfTheAccountOnly(Probe probe, AccountKey key, Answer answer) {
        return answer instanceof Answer.Misconfigured refused
                && refused.scope() == Answer.Scope.DESTINATION
                && !probe.of().circuit().equals(key.account());
    }

    private void moveToTheAccount(Probe probe, AccountKey key, String said, Instant now) {
        OpenedCircuit change = transactions.in(() -> {
            circuits.close(probe.of().circuit(), now);
            return heldBack.open(key.account(), Circuit.CONFIGURATION, probe.waiting(), said, now);
        });
        log.opened(Circuit.CONFIGURATION, probe.waiting(), said, change);
    }

    private Instant later(Instant claimedAt) {
        Instant now = clock.instant();
        return now.isAfter(claimedAt) ? now : claimedAt;
    }

    private void stayOpen(Probe probe, Answer answer, Instant now) {
        Circuit kind = answer instanceof Answer.Misconfigured
                ? Circuit.CONFIGURATION
                : probe.of().kind();
        String said = answer instanceof Answer.Misconfigured
                ? LastCalls.what(answer)
                : "it was asked whether it works again, and: " + LastCalls.what(answer);
        log.opened(
                kind,
                probe.waiting(),
                said,
                transactions.in(() -> heldBack.open(probe.of().circuit(), kind, probe.waiting(), said, now)));
    }
}

package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.ProviderAdapter;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.RetryAfter;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.secrets.SecretMask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Asks an account whose circuit is half open whether it works again. One harmless read decides for everything that is
 * held back, whichever server makes it; no delivery is claimed for it.
 */
class AccountProbes {
    private final CircuitStore circuits;
    private final DeliverySettings settings;
    private final ExternalStatusListener news;
    private final Transactions transactions;
    private final InstantSource clock;
    private final DeliveryLog log;

    AccountProbes(
            CircuitStore circuits,
            DeliverySettings settings,
            ExternalStatusListener news,
            Transactions transactions,
            InstantSource clock,
            DeliveryLog log) {
        this.circuits = circuits;
        this.settings = settings;
        this.news = news;
        this.transactions = transactions;
        this.clock = clock;
        this.log = log;
    }

    List<CircuitStore.Probe> claim(Instant now) {
        return transactions.apart(() -> circuits.claimProbes(settings.lease(), now));
    }

    /** @return how many were given up, because their provider's deadline was over while they were held back */
    int expire(Instant now) {
        List<CircuitStore.Expired> givenUp = transactions.apart(() -> {
            List<CircuitStore.Expired> expired = circuits.expire(now);
            for (CircuitStore.Expired each : expired) {
                var word = ExternalInvoices.of(
                        each.delivery(), Outcome.rest(each.delivery().state(), each.reason(), now, null));
                if (word != null) {
                    news.record(each.delivery().invoice(), word);
                }
            }
            return expired;
        });
        givenUp.forEach(each -> log.ended(each.delivery(), DeliveryState.PARKED, each.reason()));
        return givenUp.size();
    }

    /** @param claimedAt business time of the claim: a server that shares a simulated clock may read an older one */
    void run(CircuitStore.Probe probe, ProviderAdapter adapter, OutsideAccount account, Instant claimedAt) {
        account.limiter().await();
        Answer answer = adapter.probe(probe.waiting());
        if (answer instanceof Answer.RateLimited(var exchange, var retryAfter)) {
            account.limiter().tooFast(RetryAfter.moment(retryAfter));
            Duration pause = RetryAfter.hold(retryAfter).orElse(null);
            if (pause != null) {
                transactions.run(() -> circuits.hold(probe.waiting(), pause, later(claimedAt)));
                return;
            }
        }
        account.unproven().set(true);
        account.calls().forget();
        if (answers(probe.kind(), answer)) {
            close(probe.waiting(), later(claimedAt));
        } else {
            stayOpen(probe, answer, later(claimedAt));
        }
    }

    /** A provider that failed works as soon as it answers anything; wrong credentials only once they are taken. */
    private static boolean answers(Circuit kind, Answer answer) {
        return switch (kind) {
            case CONFIGURATION -> answer instanceof Answer.Accepted;
            case FAILING, THROTTLED -> !LastCalls.isFailure(answer) && !(answer instanceof Answer.Misconfigured);
        };
    }

    private Instant later(Instant claimedAt) {
        Instant now = clock.instant();
        return now.isAfter(claimedAt) ? now : claimedAt;
    }

    private void close(Delivery waiting, Instant now) {
        if (transactions.in(() -> circuits.close(waiting.accountKey(), now))) {
            log.closed(waiting);
        }
    }

    private void stayOpen(CircuitStore.Probe probe, Answer answer, Instant now) {
        Circuit kind = answer instanceof Answer.Misconfigured ? Circuit.CONFIGURATION : probe.kind();
        String said = answer instanceof Answer.Misconfigured
                ? LastCalls.what(answer)
                : "it was asked whether it works again, and: " + LastCalls.what(answer);
        String reason = kind.sentence(probe.waiting().deliveryMethod(), SecretMask.of(said));
        log.opened(
                kind,
                probe.waiting(),
                said,
                transactions.in(() -> circuits.open(kind, probe.waiting().accountKey(), reason, now)));
    }
}

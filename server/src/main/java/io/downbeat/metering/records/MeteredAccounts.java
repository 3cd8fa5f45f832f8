package io.downbeat.metering.records;

import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.metering.configurations.MeteringIncidents;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.CircuitPauses;
import io.downbeat.outbound.Circuits;
import io.downbeat.outbound.KnownAccount;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.outbound.RetryAfter;
import io.downbeat.platform.secrets.SecretMask;
import io.downbeat.platform.work.Backoff;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The accounts that records go to, region by region, and what their answers mean for everything else that is called with
 * the same credentials. A record has no harmless question to ask first, so a half open circuit is asked by the next record.
 */
final class MeteredAccounts {
    /** Shorter than a window is long, so that a mended account still takes what was held back. */
    private static final CircuitPauses PAUSES =
            CircuitPauses.always(Backoff.doubling(Duration.ofMinutes(1), Duration.ofMinutes(15)));

    private final ProviderAccounts accounts;
    private final Circuits circuits;
    private final MeteringIncidents incidents;
    private final Methods methods;

    /** What metering asks of providers. */
    interface Methods {
        Optional<DeliveryMethod> find(DeliveryMethodId id);
    }

    @Autowired
    MeteredAccounts(ProviderAccounts accounts, Circuits circuits, MeteringIncidents incidents, Providers providers) {
        this(accounts, circuits, incidents, providers::deliveryMethod);
    }

    MeteredAccounts(ProviderAccounts accounts, Circuits circuits, MeteringIncidents incidents, Methods methods) {
        this.accounts = accounts;
        this.circuits = circuits;
        this.incidents = incidents;
        this.methods = methods;
    }

    /** The one that a record goes to by a connector. */
    ProviderAccount of(MarketplaceConnector connector, FrozenRecord record) {
        return accounts.of(key(record), connector.requestsPerSecond(), OptionalInt.empty());
    }

    private AccountKey key(FrozenRecord record) {
        return methods.find(record.deliveryMethod())
                .map(method -> AccountKey.ofRecords(method, record.region()))
                .orElseGet(() -> AccountKey.alone("records " + record.deliveryMethod() + " " + record.region()));
    }

    /** It refuses us: nothing of it goes out before its pause is over. */
    void refused(ClaimedRecord any, RecordAnswer.AccountRefused answer, Instant now) {
        DeliveryMethodId method = any.frozen().deliveryMethod();
        String reason = SecretMask.of(answer.code() + ": " + answer.message());
        AccountKey key = known(any);
        circuits.open(
                key.circuit(answer.scope()),
                Circuit.CONFIGURATION,
                Circuit.CONFIGURATION.sentence(method, reason),
                PAUSES,
                null,
                now);
        incidents.raise(MeteringIncidents.Kind.ACCOUNT_REFUSED, method.value(), reason, any.deadline(), now);
    }

    /** It takes records. */
    void wentThrough(ClaimedRecord any, Instant now) {
        DeliveryMethodId method = any.frozen().deliveryMethod();
        circuits.wentThrough(key(any.frozen()), now);
        incidents.end(MeteringIncidents.Kind.ACCOUNT_REFUSED, method.value(), now);
        incidents.end(MeteringIncidents.Kind.THROTTLED, method.value(), now);
    }

    /** A pause longer than a moment is the whole account's, on every server, and a person's to know. */
    void heed(ClaimedRecord any, Collection<RecordAnswer> answers, Instant now) {
        answers.stream()
                .filter(RecordAnswer.Throttled.class::isInstance)
                .map(RecordAnswer.Throttled.class::cast)
                .filter(RecordAnswer.Throttled::isLong)
                .max(Comparator.comparing(RecordAnswer.Throttled::wish))
                .ifPresent(longest -> hold(any, longest, now));
    }

    private void hold(ClaimedRecord any, RecordAnswer.Throttled answer, Instant now) {
        DeliveryMethodId method = any.frozen().deliveryMethod();
        Instant until = now.plus(RetryAfter.bounded(answer.wish()));
        String detail = "the provider asks for a pause; nothing is metered through this account until " + until + ": "
                + SecretMask.of(answer.message());
        circuits.hold(
                known(any).circuit(Answer.Scope.CREDENTIALS),
                Circuit.THROTTLED.sentence(method, "until " + until),
                until,
                now);
        incidents.raise(MeteringIncidents.Kind.THROTTLED, method.value(), detail, null, now);
    }

    private AccountKey known(ClaimedRecord any) {
        AccountKey key = key(any.frozen());
        circuits.know(List.of(new KnownAccount(key, any.provider(), any.frozen().deliveryMethod())));
        return key;
    }
}

package io.downbeat.outbound;

import io.downbeat.providers.CredentialsUpdated;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * The circuits of accounts and of the credentials they are called with: open while a provider refuses us, fails or asks for
 * a pause, so that one wrong key costs one refused request and not one per delivery or record. Shared by all servers and
 * all who send, hence in the database; in business time, but for the lease of a probe.
 *
 * <p>An open circuit always closes again. Half open, after its pause, it is asked by whoever has something waiting: a
 * delivery's account by a harmless read, a marketplace's by the next record itself. Runs inside its caller's transaction.
 */
public class Circuits {
    private final ProviderAccountStore accounts;
    private final Methods methods;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    /** What circuits ask of providers. */
    interface Methods {
        Optional<DeliveryMethod> find(DeliveryMethodId id);
    }

    @Autowired
    Circuits(
            ProviderAccountStore accounts,
            Providers providers,
            ApplicationEventPublisher publisher,
            InstantSource clock) {
        this(accounts, providers::deliveryMethod, publisher, clock);
    }

    Circuits(ProviderAccountStore accounts, Methods methods, ApplicationEventPublisher publisher, InstantSource clock) {
        this.accounts = accounts;
        this.methods = methods;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * A circuit to be asked whether it may close.
     *
     * @param accounts any of which may be asked for it
     */
    public record HalfOpen(String circuit, Circuit kind, List<String> accounts) {}

    /** Keeps those that are new. */
    public void know(Collection<KnownAccount> all) {
        accounts.know(all);
    }

    /**
     * Opens it, or keeps it open longer each time.
     *
     * @param latest it is asked again by then, however long its pause; {@code null} for no such moment
     * @return whether that is news; nothing if it is open already and not due to be asked: a late answer from before
     */
    public Optional<Boolean> open(
            String circuit, Circuit kind, String reason, CircuitPauses pauses, @Nullable Instant latest, Instant now) {
        ProviderAccountStore.Row row = locked(circuit);
        if (!row.mayOpen(now)) {
            return Optional.empty();
        }
        Instant after = now.plus(pauses.after(row.openings(), row.openedAt(), now));
        Instant until = latest != null && latest.isBefore(after) ? latest : after;
        accounts.open(row, kind, reason, until, true, now);
        return Optional.of(row.kind() != kind);
    }

    /**
     * The provider asks for a pause. It does not make the next one of a failing account longer; whoever is told to wait
     * longer is heard, too.
     */
    public Optional<Boolean> hold(String circuit, String reason, Instant until, Instant now) {
        ProviderAccountStore.Row row = locked(circuit);
        boolean isLonger = row.kind() == Circuit.THROTTLED
                && Objects.requireNonNull(row.openUntil()).isBefore(until);
        if (!row.mayOpen(now) && !isLonger) {
            return Optional.empty();
        }
        accounts.open(row, Circuit.THROTTLED, reason, until, false, now);
        return Optional.of(row.kind() != Circuit.THROTTLED);
    }

    private ProviderAccountStore.Row locked(String circuit) {
        accounts.knowCredentials(circuit);
        return accounts.lock(circuit);
    }

    /** Whoever was held back by it hears of that. @return whether it was open */
    public boolean close(String circuit, Instant now) {
        Optional<Instant> openedAt = accounts.close(circuit);
        openedAt.ifPresent(opened -> publisher.publishEvent(new CircuitClosed(accounts.under(circuit), opened, now)));
        return openedAt.isPresent();
    }

    /** What was sent in place of a probe went through: what is half open closes, and the next pause begins short. */
    public void wentThrough(AccountKey key, Instant now) {
        accounts.halfOpenOf(key, now).forEach(circuit -> close(circuit, now));
        accounts.healthy(key);
    }

    /** A delivery went through: the next pause begins short again. Only a probe closes what is open. */
    public void healthy(AccountKey key) {
        accounts.healthy(key);
    }

    /** When the account may be called (again); nothing for now. */
    public Optional<Instant> heldUntil(AccountKey key, Instant now) {
        return accounts.openUntil(key, now);
    }

    /** Of every account that was ever called. */
    public List<AccountCircuit> ofAccounts() {
        return accounts.circuits();
    }

    /** Somebody mended something: half open at once, so that the provider is asked next. */
    public void probeNow(DeliveryMethodId method, Instant now) {
        accounts.probeNow(method, now);
    }

    /** Those whose pause is over and that nobody asks at this moment, locked. */
    public List<HalfOpen> halfOpen(Instant now) {
        return accounts.halfOpen(now).stream()
                .map(row -> new HalfOpen(row.key(), Objects.requireNonNull(row.kind()), accounts.under(row.key())))
                .toList();
    }

    /** One server asks, as long as a request may take. */
    public void lease(HalfOpen circuit, Duration lease) {
        accounts.lease(circuit.circuit(), lease);
    }

    @EventListener
    @Order(1)
    void on(CredentialsUpdated fact) {
        methods.find(fact.deliveryMethod())
                .flatMap(DeliveryMethod::sharedCredentials)
                .ifPresent(credentials -> accounts.changeCredentials(fact.deliveryMethod(), credentials));
        accounts.probeNow(fact.deliveryMethod(), clock.instant());
    }
}

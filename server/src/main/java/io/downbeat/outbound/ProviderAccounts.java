package io.downbeat.outbound;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The accounts that this server calls, one object for each however many send to it. */
public final class ProviderAccounts {
    /**
     * How long a server that was seen sending to an account counts, in nanoseconds: between two claims it holds nothing,
     * and the others must not take its part for that moment.
     */
    private static final long COUNTS_FOR = 5_000_000_000L;

    private final LongSupplier nanos;
    private final Circuits circuits;
    private final Map<String, ProviderAccount> accounts = new ConcurrentHashMap<>();
    private final Map<String, Slowdown> slowdowns = new ConcurrentHashMap<>();
    /** Of each account, the other servers that send to it, and when they were last seen doing so. */
    private final Map<String, Map<String, Long>> others = new ConcurrentHashMap<>();

    public ProviderAccounts(Circuits circuits, LongSupplier nanos) {
        this.circuits = circuits;
        this.nanos = nanos;
    }

    /** Another server holds something of the account. */
    public record OtherServer(String account, String server) {}

    /**
     * @param pacePerSecond requests that it takes, from all servers
     * @param atOnce what may be under way at once, where the provider counts that
     */
    public ProviderAccount of(AccountKey key, int pacePerSecond, OptionalInt atOnce) {
        return accounts.compute(key.account(), (account, known) -> {
            // Other credentials, such as a new access key, are slowed down by nothing that the old ones did.
            return known != null && known.key().equals(key) ? known : begun(key, pacePerSecond, atOnce);
        });
    }

    private ProviderAccount begun(AccountKey key, int pacePerSecond, OptionalInt atOnce) {
        Slowdown slowdown = slowdowns.computeIfAbsent(key.credentials(), credentials -> new Slowdown(nanos));
        RateLimiter limiter = new RateLimiter(pacePerSecond, atOnce.orElse(Integer.MAX_VALUE), slowdown, nanos);
        limiter.sharedBy(servers(key.account()));
        return new ProviderAccount(key, circuits, limiter, nanos);
    }

    /** Nothing if this server never called it. */
    public Optional<ProviderAccount> find(String account) {
        return Optional.ofNullable(accounts.get(account));
    }

    /** All that this server called. */
    public List<ProviderAccount> all() {
        return List.copyOf(accounts.values());
    }

    /** The accounts' paces are divided by all who send to them. */
    public void sharedWith(Collection<OtherServer> seen) {
        long now = nanos.getAsLong();
        seen.forEach(one -> others.computeIfAbsent(one.account(), account -> new ConcurrentHashMap<>())
                .put(one.server(), now));
        others.values().forEach(servers -> servers.values().removeIf(last -> now - last > COUNTS_FOR));
        others.values().removeIf(Map::isEmpty);
        accounts.forEach((account, called) -> called.limiter().sharedBy(servers(account)));
    }

    private int servers(String account) {
        return 1 + others.getOrDefault(account, Map.of()).size();
    }
}

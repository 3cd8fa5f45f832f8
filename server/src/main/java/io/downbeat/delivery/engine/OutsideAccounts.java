package io.downbeat.delivery.engine;

import io.downbeat.delivery.ProviderAdapter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The accounts this server sends to, and how many deliveries each may take next. */
final class OutsideAccounts {
    /** No account takes more than this part of the places that are left, so that none takes them all by hanging. */
    private static final int SHARE = 8;

    private static final int LEAST_SHARE = 4;
    /** A claim holds a lock that other servers wait for. */
    private static final int MOST_AT_ONCE = 256;

    /**
     * How long a server that was seen sending to an account counts, in nanoseconds: between two claims it holds nothing,
     * and the others must not take its part for that moment.
     */
    private static final long COUNTS_FOR = 5_000_000_000L;

    private final LongSupplier nanos;
    private final Map<String, OutsideAccount> accounts = new ConcurrentHashMap<>();
    /** Of each account, the other servers that send to it, and when they were last seen doing so. */
    private final Map<String, Map<String, Long>> others = new ConcurrentHashMap<>();
    /** Accounts of which the last claim took as many as it was allowed to: there may be more. */
    private final Set<String> full = ConcurrentHashMap.newKeySet();

    OutsideAccounts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    OutsideAccount of(String account, ProviderAdapter adapter) {
        return accounts.computeIfAbsent(account, key -> {
            RateLimiter limiter = new RateLimiter(
                    adapter.pacePerSecond(key), adapter.atOnce(key).orElse(Integer.MAX_VALUE), nanos);
            limiter.sharedBy(servers(key));
            return new OutsideAccount(limiter);
        });
    }

    /** The accounts' paces are divided by all who send to them. */
    void sharedWith(List<ClaimStore.Elsewhere> seen) {
        long now = nanos.getAsLong();
        seen.forEach(one -> others.computeIfAbsent(one.account(), account -> new ConcurrentHashMap<>())
                .put(one.server(), now));
        others.values().forEach(servers -> servers.values().removeIf(last -> now - last > COUNTS_FOR));
        others.values().removeIf(Map::isEmpty);
        accounts.forEach((account, outside) -> outside.limiter().sharedBy(servers(account)));
    }

    private int servers(String account) {
        return 1 + others.getOrDefault(account, Map.of()).size();
    }

    /**
     * How many of each account may be claimed now; accounts with none are left out. When there are fewer places than
     * the accounts could take, each gets the same.
     *
     * @param places how many deliveries this server takes in all
     */
    List<ClaimStore.Room> free(Map<String, ProviderAdapter> accounts, int places) {
        int share = Math.max(LEAST_SHARE, places / SHARE);
        List<ClaimStore.Room> rooms = new ArrayList<>();
        accounts.forEach((account, adapter) -> {
            int wanted = of(account, adapter).limiter().free(share);
            if (wanted > 0) {
                rooms.add(new ClaimStore.Room(account, wanted, adapter.atOnce(account)));
            }
        });
        int each = rooms.isEmpty() ? 0 : Math.max(1, Math.min(places, MOST_AT_ONCE) / rooms.size());
        return rooms.stream().map(room -> room.atMost(each)).toList();
    }

    /** What an account does now. */
    record Pace(double callsPerSecond, double deliveriesPerSecond) {}

    /**
     * As this server measured it in the last minute, or from the account's pace where it measured nothing.
     *
     * @param servers how many send to the account at this moment; they all do about the same
     */
    Pace pace(String account, ProviderAdapter adapter, int servers) {
        OutsideAccount outside = accounts.get(account);
        double calls = outside == null
                ? adapter.pacePerSecond(account)
                : outside.limiter().pace();
        double unmeasured = calls / Forecast.CALLS_PER_DELIVERY;
        double deliveries = outside == null
                ? unmeasured
                : outside.done().perSecond().stream()
                        .map(mine -> mine * servers)
                        .findFirst()
                        .orElse(unmeasured);
        return new Pace(calls, deliveries);
    }

    /** What came of {@link #free}. */
    void claimed(List<ClaimStore.Room> rooms, List<Claim> claims) {
        Map<String, Integer> got = new LinkedHashMap<>();
        claims.forEach(claim -> got.merge(claim.delivery().accountKey(), 1, Integer::sum));
        rooms.forEach(room -> {
            // A claim leaves half of an account's places to fresh deliveries, so half may mean that there are more.
            if (got.getOrDefault(room.account(), 0) * 2 >= room.free()) {
                full.add(room.account());
            } else {
                full.remove(room.account());
            }
        });
    }

    /** Whether an account that surely has more takes more. */
    boolean takeMore(int places) {
        int share = Math.max(LEAST_SHARE, places / SHARE);
        return places > 0
                && full.stream().anyMatch(account -> {
                    OutsideAccount outside = accounts.get(account);
                    return outside != null && outside.limiter().free(share) > 0;
                });
    }
}

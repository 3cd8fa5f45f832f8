package io.downbeat.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The accounts this server sends to, and how many deliveries each may take next. */
final class Roads {
    /** The pace of an account is known once one of its deliveries was claimed. */
    private static final int OF_NEW_ACCOUNT = 8;
    /** No account takes more than this part of the places that are left, so that none takes them all by hanging. */
    private static final int SHARE = 8;

    private static final int LEAST_SHARE = 4;
    /** A claim holds a lock that other servers wait for. */
    private static final int MOST_AT_ONCE = 256;

    private final Map<String, AccountRoad> roads = new ConcurrentHashMap<>();
    /** Accounts of which the last claim took as many as it was allowed to: there may be more. */
    private final Set<String> full = ConcurrentHashMap.newKeySet();

    AccountRoad of(String account, ProviderAdapter adapter) {
        return roads.computeIfAbsent(
                account,
                key -> new AccountRoad(new Lane(adapter.pacePerSecond(key), adapter.atOnce(key), System::nanoTime)));
    }

    /**
     * How many of each account may be claimed now; accounts with none are left out. When there are fewer places than
     * the accounts could take, each gets the same.
     *
     * @param places how many deliveries this server takes in all
     */
    Map<String, Integer> free(List<String> accounts, int places) {
        int share = Math.max(LEAST_SHARE, places / SHARE);
        int left = Math.min(places, MOST_AT_ONCE);
        Map<String, Integer> free = new LinkedHashMap<>();
        for (String account : accounts) {
            AccountRoad road = roads.get(account);
            int wanted = road == null ? OF_NEW_ACCOUNT : road.lane().free(share);
            if (wanted > 0) {
                free.put(account, wanted);
            }
        }
        int each = free.isEmpty() ? 0 : Math.max(1, left / free.size());
        free.replaceAll((account, wanted) -> Math.min(wanted, each));
        return free;
    }

    /** What an account does now. */
    record Pace(double callsPerSecond, double deliveriesPerSecond) {}

    /**
     * As this server measured it in the last minute, or from the account's pace where it measured nothing.
     *
     * @param servers how many send to the account at this moment; they all do about the same
     */
    Pace pace(String account, ProviderAdapter adapter, int servers) {
        AccountRoad road = roads.get(account);
        double calls =
                (road == null ? adapter.pacePerSecond(account) : road.lane().pace()) * servers;
        double unmeasured = calls / Forecast.CALLS_PER_DELIVERY;
        double deliveries = road == null
                ? unmeasured
                : road.done().perSecond().stream()
                        .map(mine -> mine * servers)
                        .findFirst()
                        .orElse(unmeasured);
        return new Pace(calls, deliveries);
    }

    /** What came of {@link #free}. */
    void claimed(Map<String, Integer> free, List<Claim> claims) {
        Map<String, Integer> got = new LinkedHashMap<>();
        claims.forEach(claim -> got.merge(claim.delivery().accountKey(), 1, Integer::sum));
        free.forEach((account, most) -> {
            // A claim leaves half of an account's places to fresh deliveries, so half may mean that there are more.
            if (got.getOrDefault(account, 0) * 2 >= most) {
                full.add(account);
            } else {
                full.remove(account);
            }
        });
    }

    /** Whether an account that surely has more takes more. */
    boolean takeMore(int places) {
        int share = Math.max(LEAST_SHARE, places / SHARE);
        return places > 0
                && full.stream().anyMatch(account -> {
                    AccountRoad road = roads.get(account);
                    return road != null && road.lane().free(share) > 0;
                });
    }
}

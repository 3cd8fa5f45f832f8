package io.downbeat.delivery.engine;

import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.ProviderAccounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How many deliveries each account may take next. */
public final class ClaimRooms {
    /** No account takes more than this part of the places that are left, so that none takes them all by hanging. */
    private static final int SHARE = 8;

    private static final int LEAST_SHARE = 4;
    /** Deliveries a second that only look into our own database. */
    private static final int NOBODY_IS_CALLED = 10_000;

    /** A claim holds a lock that other servers wait for. */
    private static final int MOST_AT_ONCE = 256;

    private final ProviderAccounts accounts;
    /** Accounts of which the last claim took as many as it was allowed to: there may be more. */
    private final Set<String> full = ConcurrentHashMap.newKeySet();

    ClaimRooms(ProviderAccounts accounts) {
        this.accounts = accounts;
    }

    ProviderAccount of(AccountKey key, InvoiceRoute route) {
        return accounts.of(key, pacePerSecond(key.account(), route), atOnce(key.account(), route));
    }

    /** Requests that an account takes, from all servers. */
    public static int pacePerSecond(String account, InvoiceRoute route) {
        return route.account().map(remote -> remote.pacePerSecond(account)).orElse(NOBODY_IS_CALLED);
    }

    private static OptionalInt atOnce(String account, InvoiceRoute route) {
        return route.account().map(remote -> remote.atOnce(account)).orElse(OptionalInt.empty());
    }

    /**
     * How many of each account may be claimed now; accounts with none are left out. When there are fewer places than
     * the accounts could take, each gets the same.
     *
     * @param places how many deliveries this server takes in all
     */
    List<ClaimStore.Room> free(Map<AccountKey, InvoiceRoute> due, int places) {
        int share = Math.max(LEAST_SHARE, places / SHARE);
        List<ClaimStore.Room> rooms = new ArrayList<>();
        due.forEach((key, route) -> {
            int wanted = of(key, route).limiter().free(share);
            if (wanted > 0) {
                rooms.add(new ClaimStore.Room(key.account(), wanted, atOnce(key.account(), route)));
            }
        });
        int each = rooms.isEmpty() ? 0 : Math.max(1, Math.min(places, MOST_AT_ONCE) / rooms.size());
        return rooms.stream().map(room -> room.atMost(each)).toList();
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
                && full.stream()
                        .anyMatch(account -> accounts.find(account)
                                .filter(known -> known.limiter().free(share) > 0)
                                .isPresent());
    }
}

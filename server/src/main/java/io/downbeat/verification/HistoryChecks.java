package io.downbeat.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * History is only added to: what was tried, what the provider said and what people did are chains, each link of which
 * carries the hash of the one before it. A chain that is cut at its end is found by the delivery's own count.
 */
class HistoryChecks implements Checks {
    private static final String CREATED = "d.created_at >= :from AND d.created_at < :until";
    private static final String DELIVERIES = "SELECT count(*) FROM delivery d WHERE " + CREATED;
    private static final String CHAIN = """
        SELECT d.invoice_id, 'the chain of %2$s of delivery ' || d.id || ' breaks at ' || h.n
            || CASE WHEN h.n <> h.place THEN ': one before it is missing' ELSE ': it, or what came before it, was changed'
            END AS detail
        FROM delivery d CROSS JOIN LATERAL (
            SELECT t.n, t.chain, %1$s_link(lag(t.chain) OVER history, t) AS expected,
                row_number() OVER history AS place
            FROM %1$s t WHERE t.customer_id = d.customer_id AND t.delivery_id = d.id
            WINDOW history AS (ORDER BY t.n)) h
        WHERE %3$s AND (h.chain IS DISTINCT FROM h.expected OR h.n <> h.place)
        """;

    private static final String GAPS = """
        SELECT d.invoice_id, 'delivery ' || d.id || ' counts ' || d.attempts || ' attempts and '
            || d.receipts || ' receipts, its history ' || a.n || ' and ' || r.n AS detail
        FROM delivery d
            CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(max(n), 0) AS last
                FROM delivery_attempt WHERE customer_id = d.customer_id AND delivery_id = d.id) a
            CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(max(n), 0) AS last
                FROM delivery_receipt WHERE customer_id = d.customer_id AND delivery_id = d.id) r
        WHERE %s AND (a.n <> a.last OR a.n <> d.attempts OR r.n <> r.last OR r.n <> d.receipts)
        """;

    /** Each kind of history with the name of its check and its table. */
    private enum History {
        ATTEMPTS("each_attempt_carries_the_hash_of_the_one_before", "delivery_attempt"),
        RECEIPTS("each_receipt_carries_the_hash_of_the_one_before", "delivery_receipt"),
        ACTIONS("each_deed_carries_the_hash_of_the_one_before", "delivery_action");

        private final String check;
        private final String table;

        History(String check, String table) {
            this.check = check;
            this.table = table;
        }

        /** @param which condition on the deliveries, named {@code d} */
        String breaks(String which) {
            return CHAIN.formatted(table, name().toLowerCase(Locale.ROOT), which);
        }
    }

    @Override
    public String subject() {
        return "history";
    }

    @Override
    public List<Check> all() {
        List<Check> all = new ArrayList<>();
        all.add(new Check("attempts_and_receipts_have_no_gaps", DELIVERIES, gaps(CREATED)));
        for (History history : History.values()) {
            all.add(new Check(
                    history.check,
                    "SELECT count(*) FROM delivery d JOIN " + history.table
                            + " h ON h.customer_id = d.customer_id AND h.delivery_id = d.id WHERE " + CREATED,
                    history.breaks(CREATED)));
        }
        return all;
    }

    /**
     * Everything that is wrong with the histories of some deliveries.
     *
     * @param which condition on the deliveries, named {@code d}
     */
    static String faults(String which) {
        List<String> parts = new ArrayList<>();
        parts.add(gaps(which));
        for (History history : History.values()) {
            parts.add(history.breaks(which));
        }
        return String.join(" UNION ALL ", parts);
    }

    private static String gaps(String which) {
        return GAPS.formatted(which);
    }
}

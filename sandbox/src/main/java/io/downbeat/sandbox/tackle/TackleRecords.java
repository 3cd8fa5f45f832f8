package io.downbeat.sandbox.tackle;

import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Tackle holds. A record is {@code pending}, and a moment after it came, or was scheduled, {@code submitted} to AWS
 * or {@code failed} there. Guarded by {@link TackleSandbox}.
 */
final class TackleRecords {
    /** How long Tackle takes. */
    static final Duration MOMENT = Duration.ofSeconds(20);

    private static final Duration AWS_WINDOW = Duration.ofHours(6);
    private static final String KIND = "tackle.record";

    private final SandboxClock clock;
    private final List<Stored> all = new ArrayList<>();
    private final IdSeries ids = new IdSeries();
    private final Journal journal;

    TackleRecords(SandboxClock clock, Journal journal) {
        this.clock = clock;
        this.journal = journal;
        for (State each : journal.saved(KIND, State.class)) {
            Stored saved = new Stored(each.id, each.incoming, each.created, each.refusedByAws);
            saved.quantity = each.quantity;
            saved.attempts = each.attempts;
            saved.refused = each.refused;
            all.add(saved);
        }
    }

    private record State(
            String id,
            Incoming incoming,
            Instant created,
            boolean refusedByAws,
            long quantity,
            int attempts,
            int refused) {}

    record Key(String product, String customer, String dimension, Instant hour) {}

    record Incoming(Key key, long quantity, Instant scheduledAt) {}

    Stored add(Incoming incoming, boolean refusedByAws) {
        Stored stored = new Stored(ids.next("ur-"), incoming, clock.instant(), refusedByAws);
        all.add(stored);
        stored.keep();
        return stored;
    }

    List<Stored> all(Key key) {
        return all.stream().filter(each -> each.incoming.key.equals(key)).toList();
    }

    @Nullable
    Stored find(Key key) {
        return all(key).stream().findFirst().orElse(null);
    }

    @Nullable
    Stored byId(String id) {
        return all.stream().filter(each -> each.id.equals(id)).findFirst().orElse(null);
    }

    List<LedgerEntry> ledger() {
        return all.stream().map(Stored::ledgerEntry).toList();
    }

    void clear() {
        all.clear();
    }

    final class Stored {
        private final String id;
        private final Incoming incoming;
        private final Instant created;
        private final boolean refusedByAws;
        private long quantity;
        private int attempts = 1;
        private int refused;

        Stored(String id, Incoming incoming, Instant created, boolean refusedByAws) {
            this.id = id;
            this.incoming = incoming;
            this.created = created;
            this.refusedByAws = refusedByAws;
            this.quantity = incoming.quantity;
        }

        /** @return false if it was submitted, and stays what it is */
        boolean update(long other) {
            attempts++;
            boolean open = status().equals("pending");
            if (open) {
                quantity = other;
            } else if (other != quantity) {
                refused++;
            }
            keep();
            return open;
        }

        private void keep() {
            journal.put(KIND, id, () -> new State(id, incoming, created, refusedByAws, quantity, attempts, refused));
        }

        private Instant submitsAt() {
            Instant from = incoming.scheduledAt.isAfter(created) ? incoming.scheduledAt : created;
            return from.plus(MOMENT);
        }

        private String status() {
            if (incoming.key.customer.startsWith("stuck") || clock.instant().isBefore(submitsAt())) {
                return "pending";
            }
            return failure() == null ? "submitted" : "failed";
        }

        private @Nullable String failure() {
            if (refusedByAws || incoming.key.customer.startsWith("unsubscribed")) {
                return "CustomerNotSubscribed";
            }
            boolean late = !submitsAt().isBefore(incoming.key.hour.plus(AWS_WINDOW));
            return clock.judges() && late ? "TimestampOutOfBoundsException" : null;
        }

        Map<String, Object> shown() {
            String status = status();
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("id", id);
            shown.put("cloud", "aws");
            shown.put("product_id", incoming.key.product);
            shown.put("customer_id", incoming.key.customer);
            shown.put(
                    "start_time", incoming.key.hour.toString().replace('T', ' ').replace("Z", ""));
            shown.put("dimension", Map.of("name", incoming.key.dimension, "quantity", quantity));
            shown.put("status", status);
            if (status.equals("failed")) {
                shown.put("error", String.valueOf(failure()));
            }
            return shown;
        }

        LedgerEntry ledgerEntry() {
            Key key = incoming.key;
            return new LedgerEntry(
                    "tackle",
                    "meter_slot",
                    id,
                    null,
                    quantity,
                    "usd",
                    status(),
                    status().equals("submitted"),
                    key.product,
                    key.customer,
                    List.of(),
                    Map.of(),
                    created,
                    attempts,
                    new LedgerEntry.MeterSlot(key.dimension, key.hour, quantity, key.product, null, "", refused));
        }
    }
}

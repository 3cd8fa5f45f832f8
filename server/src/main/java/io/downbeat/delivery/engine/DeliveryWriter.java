package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryCancelled;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.PaymentAnswered;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.engine.DeliveryStore.End;
import io.downbeat.delivery.engine.DeliveryStore.IfLocked;
import io.downbeat.delivery.engine.DeliveryStore.Intent;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.platform.Change;
import io.downbeat.platform.ServerChanges;
import io.downbeat.platform.db.GroupCommit;
import io.downbeat.platform.db.Transactions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes durable what runs come to: what is announced before it is sent, and how claims end. What comes while a commit is
 * under way shares the next one, and is answered after it.
 *
 * <p>A group waits for no row: one that somebody has locked is left out and written alone, so two groups never wait for
 * each other, nor one of them for a person's change of one of its rows. Whatever others take up in the transaction that tells
 * it (a payment, a refusal, a cancellation) is written alone as well: they lock rows of their own.
 */
class DeliveryWriter {
    private static final int MOST_IN_A_GROUP = 256;
    /** The more that are written at once, the smaller the groups. */
    private static final int WRITERS = 1;

    private final DeliveryStore deliveries;
    private final ExternalStatusListener news;
    private final Transactions transactions;
    private final InstantSource clock;
    private final GroupCommit<Intent, Boolean> intents =
            new GroupCommit<>("intents", this::announceTogether, _ -> 1, MOST_IN_A_GROUP, WRITERS);
    private final GroupCommit<End, Boolean> ends =
            new GroupCommit<>("ends", this::endTogether, _ -> 1, MOST_IN_A_GROUP, WRITERS);

    DeliveryWriter(
            DeliveryStore deliveries, ExternalStatusListener news, Transactions transactions, InstantSource clock) {
        this.deliveries = deliveries;
        this.news = news;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @return whether the delivery is still ours; its intent is durable then, and it may be sent */
    boolean announce(Intent intent) {
        return intents.write(intent)
                || deliveries
                        .announce(List.of(intent), IfLocked.WAIT, clock.instant())
                        .getFirst();
    }

    /** One statement, so it needs no transaction around it. */
    private List<Boolean> announceTogether(List<Intent> group) {
        return deliveries.announce(group, IfLocked.LEAVE, clock.instant());
    }

    /**
     * Ends a claim, with what the invoice shows of it.
     *
     * @return whether it was still ours
     */
    boolean end(End end) {
        return !isTakenUp(end) && ends.write(end)
                || end(List.of(end), IfLocked.WAIT).getFirst();
    }

    /** How many intents and ends wait to be written, or are being written. */
    int waiting() {
        return intents.waiting() + ends.waiting();
    }

    private List<Boolean> endTogether(List<End> group) {
        return end(group, IfLocked.LEAVE);
    }

    /** As far as the words below are facts that others act on. */
    private static boolean isTakenUp(End end) {
        Receipt shown = shown(end.outcome());
        return switch (end.outcome().state()) {
            case PARKED, CANCELLED, SKIPPED -> true;
            case SENT, CONFIRMED, PENDING, CLAIMED, SENDING, UNKNOWN, RETRY_WAIT ->
                shown != null && shown.payment() != null;
        };
    }

    private List<Boolean> end(List<End> ends, IfLocked ifLocked) {
        return transactions.in(() -> {
            List<Boolean> ours = deliveries.release(ends, ifLocked, clock.instant());
            List<End> ended = new ArrayList<>();
            for (int place = 0; place < ends.size(); place++) {
                if (ours.get(place)) {
                    ended.add(ends.get(place));
                }
            }
            tell(ended);
            return ours;
        });
    }

    private void tell(List<End> ended) {
        Map<Invoice.Ref, ExternalInvoice> words = new LinkedHashMap<>();
        List<Change> arrived = new ArrayList<>();
        for (End end : ended) {
            tellOfPayment(end.delivery(), end.outcome());
            ExternalInvoice word = ExternalInvoices.of(end.delivery(), end.outcome(), end.providerShows());
            if (word != null) {
                words.put(end.delivery().invoiceRef(), word);
                if (hasArrived(end)) {
                    arrived.add(sent(end));
                }
            } else if (end.outcome().state() == DeliveryState.PARKED
                    && end.outcome().reason() != null) {
                news.remains(end.delivery().invoiceRef(), end.outcome().reason());
            }
        }
        if (!words.isEmpty()) {
            news.recordAll(words);
        }
        if (!arrived.isEmpty()) {
            transactions.publish(new ServerChanges(arrived));
        }
    }

    private void tellOfPayment(Delivery delivery, Outcome outcome) {
        Receipt shown = shown(outcome);
        if (shown != null && shown.payment() != null) {
            transactions.publish(new PaymentAnswered(delivery.invoiceRef(), shown.payment()));
        }
        if (outcome.state() == DeliveryState.CANCELLED) {
            transactions.publish(new DeliveryCancelled(delivery.invoiceRef(), String.valueOf(outcome.reason())));
        }
    }

    private static @Nullable Receipt shown(Outcome outcome) {
        return outcome.awaited() == null ? outcome.receipt() : outcome.awaited();
    }

    private static boolean hasArrived(End end) {
        return end.delivery().purpose() == Purpose.DELIVER
                && (end.outcome().state() == DeliveryState.SENT || end.outcome().state() == DeliveryState.CONFIRMED);
    }

    private static Change sent(End end) {
        Delivery delivery = end.delivery();
        return Change.of("send_invoice", "invoice", delivery.invoice())
                .ofCustomer(delivery.customer().value())
                .to(Map.of(
                        "delivery_id",
                        delivery.id(),
                        "billing_provider",
                        delivery.provider().wire(),
                        "state",
                        end.outcome().state()));
    }
}

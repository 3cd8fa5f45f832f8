package io.downbeat.connectors.queue;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.delivery.RemoteState;
import io.downbeat.delivery.engine.DeliveryOrder;
import io.downbeat.invoicing.Invoice;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Preflight;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SQS and SNS: one step, which cannot be asked for. A lost answer is answered by the same bytes again; a FIFO queue makes
 * one of them for five minutes, and after that the consumer does, by the delivery's id.
 */
final class QueueAdapter implements InvoiceRoute, RemoteAccount {
    private static final Duration SHORTEST_HOLD = Duration.ofMinutes(1);
    private static final Duration LONGEST_HOLD = Duration.ofHours(1);

    /** The only request: its message, which a FIFO queue takes once under the delivery's id. */
    private record QueueRequest(Delivery delivery) implements ProviderRequest {
        @Override
        public String name() {
            return "SEND";
        }

        @Override
        public String key() {
            return delivery.id().toString();
        }

        @Override
        public byte[] request() {
            return QueueMessage.body(delivery);
        }
    }

    private final QueueStore store;
    private final DeliveryOrder order;
    private final QueueClient door;

    QueueAdapter(QueueStore store, DeliveryOrder order, QueueClient door) {
        this.store = store;
        this.order = order;
        this.door = door;
    }

    @Override
    public boolean serves(BillingProvider provider, DeliveryMethodType method) {
        return method == DeliveryMethodType.AWS_SQS || method == DeliveryMethodType.AWS_SNS;
    }

    @Override
    public Optional<RemoteAccount> account() {
        return Optional.of(this);
    }

    @Override
    public boolean showsInvoices() {
        return false;
    }

    @Override
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration, Parties parties) {
        return QueueMessage.freeze(invoice, configuration, store::nextNumber);
    }

    /** A message carries any total; what its consumer does about it is between the two. */
    @Override
    public Optional<String> refusesBelowZero(BillingProvider provider, DeliveryMethodType method) {
        return Optional.empty();
    }

    @Override
    public RemoteState look(Delivery delivery) {
        return new RemoteState.CannotAsk();
    }

    @Override
    public NextAction next(Delivery delivery, @Nullable RemoteState seen, @Nullable Answer last, Instant now) {
        if (delivery.purpose() == Purpose.WITHDRAW) {
            return withdrawn(delivery);
        }
        if (last instanceof Answer.Accepted(var exchange, String ref)) {
            return ref == null
                    ? new NextAction.Park(exchange.excerpt())
                    : new NextAction.Sent(receipt(delivery, exchange, ref));
        }
        // What may be out already is only made surer by repeating it soon; what is not yet out waits for its turn.
        if (delivery.payload().orderKey() != null && delivery.isUntouched()) {
            var before = order.firstBefore(delivery);
            if (before.isPresent()) {
                return wait(before.get(), now);
            }
        }
        return new NextAction.Send(new QueueRequest(delivery));
    }

    /** The group stays in order: an older message that a person must look at holds back the ones after it. */
    private static NextAction wait(DeliveryOrder.Unfinished before, Instant now) {
        if (!before.isParked()) {
            // At the same instant the older one goes first.
            Instant then = before.nextAttemptAt().isAfter(now) ? before.nextAttemptAt() : now;
            return new NextAction.Wait(then, "its customer's delivery " + before.id() + " goes first");
        }
        Duration held = Duration.between(before.since(), now);
        Duration wait = held.compareTo(SHORTEST_HOLD) < 0 ? SHORTEST_HOLD : held;
        return new NextAction.Wait(
                now.plus(wait.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : wait),
                "its customer's delivery " + before.id() + " is parked, and a FIFO queue keeps their order: retry,"
                        + " resolve or cancel that one");
    }

    private static NextAction withdrawn(Delivery delivery) {
        if (delivery.isUntouched()) {
            return new NextAction.Withdrawn("its message was never sent");
        }
        String which = delivery.providerRef() == null
                ? "its message may have been sent, with the delivery_id " + delivery.id()
                : "its message " + delivery.providerRef() + " was sent, with the delivery_id " + delivery.id();
        return new NextAction.Park(
                which + "; a queue gives nothing back: tell its consumers, who see the void in the invoice's status");
    }

    private static Receipt receipt(Delivery delivery, Answer.Exchange exchange, String messageId) {
        return new Receipt(
                messageId,
                "SENT",
                null,
                delivery.total().value(),
                delivery.total().value(),
                null,
                null,
                exchange.excerpt());
    }

    @Override
    public Answer send(Delivery delivery, ProviderRequest step) {
        return door.send(delivery, step.request());
    }

    @Override
    public Answer probe(Account account) {
        return door.probe(account.deliveryMethod(), account.method());
    }

    /** Who may send need not be allowed to read. */
    @Override
    public Preflight.Point credentials(Account account) {
        return QueuePreflight.reached(probe(account));
    }

    @Override
    public Inventory inventory(Account account, Instant from, Instant until) {
        return new Inventory.CannotList(
                "a queue does not show what it took; compare the delivery_id of each message that its consumer has kept"
                        + " with GET /downbeat/v1/deliveries");
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        return QueuePreflight.points(question, door);
    }

    /** Nothing is ever believed absent. */
    @Override
    public Duration quietTime() {
        return Duration.ZERO;
    }

    @Override
    public Duration requestTimeout() {
        return QueueClient.LONGEST;
    }

    @Override
    public int requestsPerDelivery() {
        return 1;
    }

    @Override
    public int pacePerSecond(String accountKey) {
        return door.pacePerSecond();
    }
}

package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.RemoteState;
import io.downbeat.outbound.Answer;
import io.downbeat.platform.hashes.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which step comes next: the table of {@code docs/decisions/0003-stripe-saga.md}. Pure; the model in the tests explores
 * the same rules in every interleaving, so change both or neither.
 */
final class StripeSaga {
    static final Duration QUIET = Duration.ofMinutes(5);
    /** Keys live 24 hours; past this a generation neither adds lines nor finalizes any more. */
    static final Duration KEY_LIFE = Duration.ofHours(20);
    /** So many invoices that came out wrong are no accident of the network; those that got lost are tried by the clock. */
    static final int MOST_DISCARDED = 6;

    private final Delivery delivery;
    private final StripePayload payload;
    private final @Nullable Answer last;
    private final Instant now;

    private StripeSaga(Delivery delivery, StripePayload payload, @Nullable Answer last, Instant now) {
        this.delivery = delivery;
        this.payload = payload;
        this.last = last;
        this.now = now;
    }

    static NextAction next(
            Delivery delivery, StripePayload payload, @Nullable RemoteState seen, @Nullable Answer last, Instant now) {
        var saga = new StripeSaga(delivery, payload, last, now);
        NextAction move = seen == null ? saga.unseen() : saga.seen(seen);
        boolean begins = move instanceof NextAction.Send(StripeRequest.Create _);
        if (begins && saga.isGivenUp()) {
            return new NextAction.Withdrawn("given up before anything could be paid at Stripe");
        }
        return begins && delivery.progress().discarded() >= MOST_DISCARDED
                ? new NextAction.Park("came out wrong " + delivery.progress().discarded()
                        + " times at Stripe, and was voided or deleted there each time; see what changes such invoices"
                        + " there, then retry")
                : move;
    }

    private boolean withdraws() {
        return delivery.purpose() == Purpose.WITHDRAW;
    }

    private NextAction unseen() {
        if (delivery.isUntouched()) {
            return withdraws()
                    ? new NextAction.Withdrawn("it never reached Stripe")
                    : new NextAction.Send(StripeRequest.Create.of(delivery, payload));
        }
        if (delivery.providerRef() == null && last instanceof Answer.Accepted(var _, String ref) && ref != null) {
            return new NextAction.Bind(ref);
        }
        return new NextAction.LookUp();
    }

    private NextAction seen(RemoteState seen) {
        return switch (seen) {
            case RemoteState.Absent() -> absent();
            case StripeView.Listed listed -> listed(listed);
            case StripeView.Gone() -> dead("it is not at Stripe any more");
            case StripeView.Bound bound -> withdraws() ? withdraw(bound) : bound(bound);
            case RemoteState.CannotAsk() -> throw new IllegalStateException("Stripe can always be asked");
            case RemoteState.Unclear unclear -> throw new IllegalStateException("the engine waits after " + unclear);
            case RemoteState.Present other -> throw new IllegalStateException("not from Stripe: " + other);
        };
    }

    /**
     * Within the life of its key the create is repeated under it: Stripe answers with the invoice if there is one that the
     * list does not show yet. Once nothing was sent for the quiet time, "absent" is believed.
     */
    private NextAction absent() {
        boolean quiet = !now.isBefore(
                Objects.requireNonNullElse(delivery.progress().sends().last(), now)
                        .plus(QUIET));
        // The key of an original's request is not ours, so a create under ours would make another one beside it.
        boolean isLookedForOnly = withdraws() || delivery.mayBeOfAnOriginal();
        if (isLookedForOnly || quiet || last instanceof Answer.Stale || isPastKeyLife()) {
            return new NextAction.NextGeneration();
        }
        return new NextAction.Send(StripeRequest.Create.of(delivery, payload));
    }

    private NextAction listed(StripeView.Listed listed) {
        for (StripeView.Candidate each : listed.candidates()) {
            switch (each.status()) {
                case VOID, DELETED -> {
                    if (delivery.mayBeOfAnOriginal() && !withdraws()) {
                        return new NextAction.Park(
                                "Stripe holds " + each.id() + " with this invoice's id, and it is void: the original"
                                        + " of a copy that was restored took it back. Void the"
                                        + " invoice here as well, and regenerate it if it is to be"
                                        + " sent");
                    }
                }
                case OPEN, PAID, UNCOLLECTIBLE, OTHER -> {
                    return new NextAction.Park("Stripe holds " + each.id()
                            + " with this delivery's id or its invoice's, and it is no draft: somebody else made or"
                            + " finalized it, or the original of a copy that was restored");
                }
                case DRAFT -> {
                    if (!sha256().equals(each.payloadSha256())) {
                        return new NextAction.Park("Stripe's draft " + each.id() + " was made from another payload");
                    }
                }
            }
        }
        return listed.draft()
                .<NextAction>map(draft -> new NextAction.Bind(draft.id()))
                .orElseGet(this::absent);
    }

    private NextAction dead(String reason) {
        return withdraws() ? new NextAction.Withdrawn(reason) : new NextAction.Unbind(reason);
    }

    private NextAction bound(StripeView.Bound invoice) {
        return switch (invoice.status()) {
            case DRAFT -> isMarked(invoice) ? draft(invoice) : leftAlone(invoice);
            case OPEN -> isMarked(invoice) ? open(invoice) : leftAlone(invoice);
            case PAID, UNCOLLECTIBLE -> {
                String wrong = whatIsWrong(invoice);
                yield wrong == null
                        ? collected(invoice)
                        : new NextAction.Park(
                                "it is " + invoice.status() + " at Stripe, but " + wrong + "; credit it by hand");
            }
            case VOID -> voided(invoice);
            case DELETED -> new NextAction.Unbind("deleted at Stripe");
            case OTHER -> new NextAction.Park("Stripe shows a status that is unknown here");
        };
    }

    private boolean isMarked(StripeView.Bound invoice) {
        return delivery.id().toString().equals(invoice.metadata().get("delivery_id"));
    }

    /** Somebody else made it, and a person bound it: it is not ours to delete, to void or to collect. */
    private static NextAction leftAlone(StripeView.Bound invoice) {
        return new NextAction.Park(
                "Stripe's " + invoice.id() + " does not carry this delivery's id, so it is left as it is;"
                        + " resolve the delivery if it bills this invoice, else cancel it");
    }

    /** Paid; or written off by somebody, which a gate does not take for paid. */
    private NextAction collected(StripeView.Bound invoice) {
        if (payload.gate() == null) {
            return new NextAction.Confirmed(StripeReceipts.of(invoice));
        }
        return invoice.status() == StripeView.Status.PAID
                ? new NextAction.Confirmed(StripeReceipts.of(invoice).with(PaymentAnswer.paid()))
                : new NextAction.Send(StripeRequest.VoidInvoice.of(ref()));
    }

    /** One that came out wrong is made anew; of a gated one that was right, this is the end. */
    private NextAction voided(StripeView.Bound invoice) {
        boolean byUs = invoice.id().equals(delivery.progress().undoneRef());
        StripeGate gate = payload.gate();
        if (gate != null && (!byUs || whatIsWrong(invoice) == null)) {
            return new NextAction.Confirmed(StripeReceipts.of(invoice).with(gate.failed(invoice.intent(), now)));
        }
        return byUs
                ? new NextAction.Unbind("we voided it")
                : new NextAction.Park("somebody voided " + invoice.id() + " at Stripe");
    }

    private NextAction draft(StripeView.Bound invoice) {
        Map<String, Integer> copies = copies(invoice);
        if (isGivenUp()) {
            return new NextAction.Send(StripeRequest.Delete.of(ref()));
        }
        if (isDoubledOrForeign(invoice, copies)) {
            return new NextAction.Send(new StripeRequest.Delete(ref(), true));
        }
        int missing = firstMissingBatch(copies);
        if (missing < 0 && payload.leaveInDraft()) {
            return leftInDraft(invoice);
        }
        if (isPastKeyLife()) {
            return new NextAction.Send(StripeRequest.Delete.of(ref()));
        }
        if (missing < 0) {
            return new NextAction.Send(new StripeRequest.FinalizeInvoice(ref()));
        }
        boolean isPartlyThere = payload.batch(missing).stream().anyMatch(line -> copies.containsKey(line.id()));
        if (isPartlyThere) {
            return new NextAction.Send(new StripeRequest.Delete(ref(), true));
        }
        if (last instanceof Answer.Stale) {
            // The key of this batch replays an error for a day, so it can only go onto another invoice.
            return new NextAction.Send(StripeRequest.Delete.of(ref()));
        }
        return new NextAction.Send(StripeRequest.AddLines.of(delivery, ref(), payload, missing));
    }

    /** A draft can still change; only once nothing can be under way any more is what was read final. */
    private NextAction leftInDraft(StripeView.Bound invoice) {
        Instant quiet = Objects.requireNonNullElse(delivery.progress().sends().last(), now)
                .plus(QUIET);
        if (now.isBefore(quiet)) {
            return new NextAction.Wait(quiet, "left in draft; read once more when nothing can be under way");
        }
        String wrong = whatIsWrong(invoice);
        return wrong == null
                ? new NextAction.Confirmed(StripeReceipts.of(invoice))
                : new NextAction.Park("left in draft at Stripe, but " + wrong);
    }

    private NextAction open(StripeView.Bound invoice) {
        String wrong = whatIsWrong(invoice);
        if (wrong != null) {
            return wrongOnceOpen(invoice, wrong);
        }
        if (payload.gate() != null) {
            return gated(invoice, payload.gate());
        }
        if (invoice.advances() || payload.leaveInDraft()) {
            return new NextAction.Confirmed(StripeReceipts.of(invoice));
        }
        return switch (payload.collection()) {
            case STRIPE -> {
                boolean silentlyReleased = invoice.autoAdvance() == null && last instanceof Answer.Accepted;
                yield silentlyReleased
                        ? new NextAction.Confirmed(StripeReceipts.of(invoice))
                        : new NextAction.Send(new StripeRequest.Release(ref()));
            }
            case WE -> pay(invoice);
            case SELLER -> new NextAction.Confirmed(StripeReceipts.of(invoice));
        };
    }

    /** What somebody else finalized or collects is theirs by now; what we finalized is nobody's yet. */
    private NextAction wrongOnceOpen(StripeView.Bound invoice, String wrong) {
        if (invoice.advances()) {
            return new NextAction.Park("it is open and collected at Stripe, but " + wrong);
        }
        return payload.leaveInDraft()
                ? new NextAction.Park("somebody finalized its draft " + invoice.id() + " at Stripe, but " + wrong
                        + "; resolve the delivery if it bills this invoice, else cancel it, which voids it there")
                : new NextAction.Send(new StripeRequest.VoidInvoice(ref(), true));
    }

    private NextAction gated(StripeView.Bound invoice, StripeGate gate) {
        boolean wasAsked = invoice.wasPaymentAttempted() || StripeAnswers.isUnpaid(last);
        return switch (gate.step(invoice.intent(), wasAsked, now)) {
            case ASK_FOR_MONEY ->
                new NextAction.Send(StripeRequest.Pay.of(delivery, payload, last instanceof Answer.Stale));
            case TAKE_BACK -> new NextAction.Send(StripeRequest.VoidInvoice.of(ref()));
            case AWAIT -> gate.await(StripeReceipts.of(invoice), invoice.intent(), now);
        };
    }

    /** Asks for the money once. Whatever the customer's bank says to it, the invoice is delivered. */
    private NextAction pay(StripeView.Bound invoice) {
        if (invoice.isPaymentUnderWay()) {
            return new NextAction.Confirmed(StripeReceipts.of(invoice));
        }
        if (invoice.wasPaymentAttempted() || StripeAnswers.isUnpaid(last)) {
            return new NextAction.Confirmed(StripeReceipts.of(invoice, "PAYMENT_FAILED"));
        }
        return new NextAction.Send(StripeRequest.Pay.of(delivery, payload, last instanceof Answer.Stale));
    }

    private NextAction withdraw(StripeView.Bound invoice) {
        return switch (invoice.status()) {
            case DRAFT ->
                isMarked(invoice) ? new NextAction.Send(StripeRequest.Delete.of(ref())) : notTakenBack(invoice);
            case OPEN, UNCOLLECTIBLE ->
                isMarked(invoice) ? new NextAction.Send(StripeRequest.VoidInvoice.of(ref())) : notTakenBack(invoice);
            case VOID -> new NextAction.Withdrawn("voided at Stripe");
            case DELETED -> new NextAction.Withdrawn("deleted at Stripe");
            case PAID ->
                invoice.asksForNothing()
                        ? new NextAction.Withdrawn("nothing was owed by it at Stripe, where such an invoice is paid as"
                                + " it is finalized")
                        : new NextAction.Park("it is paid at Stripe and cannot be voided; refund or credit it there");
            case OTHER -> new NextAction.Park("Stripe shows a status that is unknown here");
        };
    }

    private static NextAction notTakenBack(StripeView.Bound invoice) {
        return new NextAction.Park(
                "Stripe's " + invoice.id() + " does not carry this delivery's id, so it is not taken back:"
                        + " void it there if it bills nothing else, then retry");
    }

    /** VERIFY: {@code null} if the invoice is exactly what was frozen. */
    private @Nullable String whatIsWrong(StripeView.Bound invoice) {
        if (!isMarked(invoice) || !sha256().equals(invoice.metadata().get("payload_sha256"))) {
            return "its metadata is not this delivery's";
        }
        if (!payload.currency().equalsIgnoreCase(invoice.currency())) {
            return "its currency is " + invoice.currency();
        }
        if (isDoubledOrForeign(invoice, copies(invoice))
                || invoice.lines().size() != payload.lines().size()) {
            return "its lines are not ours, each once";
        }
        if (untaxed(invoice) != payload.stripeTotal()) {
            return "its total is " + invoice.total() + " and not " + payload.stripeTotal();
        }
        return null;
    }

    /** Where Stripe computes the tax, its total is more than what was frozen. */
    private long untaxed(StripeView.Bound invoice) {
        return payload.addsTax() ? invoice.json().path("total_excluding_tax").asLong(Long.MIN_VALUE) : invoice.total();
    }

    private Map<String, Integer> copies(StripeView.Bound invoice) {
        Map<String, Integer> copies = new HashMap<>();
        for (StripeView.Line line : invoice.lines()) {
            if (line.lineId() != null) {
                copies.merge(line.lineId(), 1, Integer::sum);
            }
        }
        return copies;
    }

    private boolean isDoubledOrForeign(StripeView.Bound invoice, Map<String, Integer> copies) {
        Map<String, Long> ours = new HashMap<>();
        payload.lines().forEach(line -> ours.put(line.id(), line.amount()));
        return copies.values().stream().anyMatch(count -> count > 1)
                || invoice.lines().stream()
                        .anyMatch(line ->
                                line.lineId() == null || !Objects.equals(ours.get(line.lineId()), line.amount()));
    }

    private int firstMissingBatch(Map<String, Integer> copies) {
        for (int batch = 0; batch < payload.batches(); batch++) {
            List<StripePayload.Line> lines = payload.batch(batch);
            if (!lines.stream().allMatch(line -> copies.containsKey(line.id()))) {
                return batch;
            }
        }
        return -1;
    }

    private boolean isGivenUp() {
        return !withdraws() && payload.gate() != null && payload.gate().isOver(now);
    }

    private boolean isPastKeyLife() {
        Instant begun = delivery.progress().sends().ofGeneration();
        return begun != null && !now.isBefore(begun.plus(KEY_LIFE));
    }

    /** The bound invoice, for every request but the first. */
    private String ref() {
        return Objects.requireNonNull(delivery.providerRef());
    }

    private String sha256() {
        return Sha256.hex(delivery.payload().sha256());
    }
}

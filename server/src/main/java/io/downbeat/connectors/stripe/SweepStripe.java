package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.RemoteState;
import io.downbeat.delivery.engine.ProviderStatusUpdates;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.outbound.AccountName;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away what a delivery left at Stripe beside the invoice that it is bound to (decision 3: nothing but empty
 * drafts). It looks once, when nothing of the delivery is under way any more and its keys are forgotten, and touches only
 * invoices that name a delivery of this database which is at rest and not bound to them.
 *
 * <p>An unbound invoice that is open must not exist; it is voided, before it is paid beside ours, and a person told. One
 * that somebody filled, revised or paid is somebody's, and only told.
 */
final class SweepStripe implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(SweepStripe.class);
    static final Duration AGAIN = Duration.ofHours(1);
    private static final int AT_ONCE = 10;
    /** The subject is the account; its sentences name each invoice once. */
    private static final IncidentKind UNBOUND_INVOICE =
            IncidentKind.forAPerson("UNBOUND_INVOICE", "account").further(IncidentKind.Further.IS_ADDED);

    private final StripeSweepStore sweeps;
    private final StripeReading reading;
    private final StripeCalls calls;
    private final ProviderStatusUpdates deliveries;
    private final Incidents incidents;

    SweepStripe(
            StripeSweepStore sweeps,
            StripeReading reading,
            StripeCalls calls,
            ProviderStatusUpdates deliveries,
            Incidents incidents) {
        this.sweeps = sweeps;
        this.reading = reading;
        this.calls = calls;
        this.deliveries = deliveries;
        this.incidents = incidents;
    }

    @Override
    public String name() {
        return "sweep_stripe";
    }

    @Override
    public Optional<Instant> nextDue() {
        return sweeps.next();
    }

    @Override
    public int runDue(Instant now) {
        Instant again = now.plus(AGAIN);
        var due = sweeps.claim(now, again, AT_ONCE);
        for (StripeSweepStore.Due each : due) {
            Optional<Delivery> delivery =
                    deliveries.find(each.customer(), each.delivery()).filter(SweepStripe::isSettled);
            // One that moves again is noted anew when it comes to rest.
            if (delivery.isEmpty() || isSwept(delivery.get(), now)) {
                sweeps.done(each, again);
            }
        }
        return due.size();
    }

    private static boolean isSettled(Delivery delivery) {
        return switch (delivery.state()) {
            case SENT, CONFIRMED, CANCELLED -> true;
            case PARKED, SKIPPED, PENDING, CLAIMED, SENDING, UNKNOWN, RETRY_WAIT -> false;
        };
    }

    /** @return whether everything could be looked at, and what was to go is gone */
    private boolean isSwept(Delivery delivery, Instant now) {
        if (delivery.progress().sends().first() == null) {
            // Of a restored copy that only asked: what is there is its original's.
            return true;
        }
        var caller = StripeCalls.Caller.of(delivery);
        return switch (reading.list(caller, StripePayload.of(delivery).customer(), delivery)) {
            case RemoteState.Absent _ -> true;
            case StripeView.Listed listed -> {
                boolean all = true;
                for (StripeView.Candidate each : listed.candidates()) {
                    all &= deliveries.isBound(delivery.accountKey(), each.id())
                            || isCleared(delivery, caller, each, now);
                }
                yield all;
            }
            case RemoteState.Unclear _ -> false;
            case RemoteState.CannotAsk _ -> false;
            case RemoteState.Present _ -> false;
        };
    }

    private boolean isCleared(
            Delivery delivery, StripeCalls.Caller caller, StripeView.Candidate candidate, Instant now) {
        return switch (candidate.status()) {
            case VOID, DELETED -> true;
            case DRAFT, OPEN, PAID, UNCOLLECTIBLE, OTHER -> isCleared(delivery, caller, candidate.id(), now);
        };
    }

    private boolean isCleared(Delivery delivery, StripeCalls.Caller caller, String ref, Instant now) {
        return switch (reading.read(caller, ref)) {
            case StripeView.Gone _ -> true;
            case StripeView.Bound invoice -> isCleared(delivery, caller, invoice, now);
            case RemoteState _ -> false;
        };
    }

    private boolean isCleared(Delivery delivery, StripeCalls.Caller caller, StripeView.Bound invoice, Instant now) {
        String path = "/v1/invoices/" + StripeCalls.encoded(invoice.id());
        boolean isRevision = invoice.json().hasNonNull("from_invoice");
        return switch (invoice.status()) {
            case DRAFT -> {
                if (!invoice.lines().isEmpty() || isRevision) {
                    yield told(delivery, invoice, "a draft that somebody filled; delete or finalize it by hand", now);
                }
                LOG.info("delivery {}: its unbound empty draft {} is deleted", delivery.id(), invoice.id());
                yield isDone(calls.delete(caller, path));
            }
            case OPEN -> {
                if (isRevision) {
                    yield told(
                            delivery, invoice, "a revision that somebody made; see which of the two is to stay", now);
                }
                yield isDone(calls.post(caller, path + "/void", new byte[0], null))
                        && told(delivery, invoice, "open, and was voided; find out who made it", now);
            }
            case PAID, UNCOLLECTIBLE, OTHER ->
                told(
                        delivery,
                        invoice,
                        invoice.json().path("status").asString("") + "; credit it by hand if it is one too many",
                        now);
            case VOID, DELETED -> true;
        };
    }

    private boolean told(Delivery delivery, StripeView.Bound invoice, String what, Instant now) {
        String detail = "Stripe's invoice " + invoice.id() + " carries the id of delivery " + delivery.id()
                + ", which " + (delivery.providerRef() == null ? "has none" : "is " + delivery.providerRef())
                + "; it is " + what;
        LOG.warn(detail);
        String account = AccountName.of(delivery.accountKey(), delivery.deliveryMethod());
        incidents.raise(
                IncidentReport.of(UNBOUND_INVOICE, delivery.accountKey(), detail)
                        .account(account, delivery.deliveryMethod().value()),
                now);
        return true;
    }

    private static boolean isDone(HttpResult reply) {
        return reply instanceof HttpResult.Response came
                && (StripeErrorText.isShown(came) || StripeErrorText.isGone(came));
    }
}

package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.RemoteState;
import io.downbeat.outbound.Answer;
import io.downbeat.platform.hashes.Sha256;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What comes next: look, upsert only what is not there, look again, confirm. Pure.
 *
 * <p>Why always look first, although NetSuite would take the same upsert twice without making a second invoice: an upsert
 * of an invoice that is there changes it. Whoever in accounting corrected a date, split a line or posted it meanwhile
 * would lose that work to our retry.
 *
 * <p>Why then wait before "absent" is believed: a request may be at work inside NetSuite for 15 minutes after we gave up
 * on it. Sent again at once, one of the two would land second, over whatever happened to the invoice in between, or
 * bring one back to life that was deleted because it was voided here. After the quiet time nothing of ours can land any
 * more. It also makes deleting safe: there is never more than one upsert that could still be under way, and an invoice
 * that is seen is that one, landed.
 */
final class NetsuiteActions {
    static final Duration QUIET = Duration.ofMinutes(15);

    private final Delivery delivery;
    private final NetsuitePayload payload;
    private final @Nullable Answer last;

    private NetsuiteActions(Delivery delivery, NetsuitePayload payload, @Nullable Answer last) {
        this.delivery = delivery;
        this.payload = payload;
        this.last = last;
    }

    static NextAction next(
            Delivery delivery, NetsuitePayload payload, @Nullable RemoteState seen, @Nullable Answer last) {
        var moves = new NetsuiteActions(delivery, payload, last);
        return seen == null ? moves.unseen() : moves.seen(seen);
    }

    private boolean withdraws() {
        return delivery.purpose() == Purpose.WITHDRAW;
    }

    private NextAction unseen() {
        if (delivery.isUntouched() && withdraws()) {
            return new NextAction.Withdrawn("nothing of it is at NetSuite");
        }
        if (delivery.providerRef() == null && last instanceof Answer.Accepted(var _, String ref) && ref != null) {
            return new NextAction.Bind(ref);
        }
        return new NextAction.LookUp();
    }

    private NextAction seen(RemoteState seen) {
        return switch (seen) {
            case RemoteState.Absent() -> withdraws() ? withdrawnOrNotYet() : absent();
            case NetsuiteView view -> held(view);
            case NetsuiteOriginal.Made(String invoice) ->
                new NextAction.Park("the original of this restored copy made NetSuite invoice " + invoice
                        + " of it; see that it is this invoice, then "
                        + (withdraws()
                                ? "delete it there and retry, or credit it there and resolve the delivery"
                                : "resolve the delivery"));
            case NetsuiteOriginal.CannotBeAsked(String why) ->
                new NextAction.Park("whether the original of this restored copy sent it cannot be asked: " + why
                        + "; let the integration's role use SuiteQL (permission SuiteAnalytics Workbook) and retry");
            case RemoteState.CannotAsk() -> throw new IllegalStateException("NetSuite can always be asked");
            case RemoteState.Unclear unclear -> throw new IllegalStateException("the engine waits after " + unclear);
            case RemoteState.Present other -> throw new IllegalStateException("not from NetSuite: " + other);
        };
    }

    private NextAction absent() {
        if (delivery.providerRef() != null) {
            return new NextAction.Park("NetSuite took it as invoice " + delivery.providerRef()
                    + " and does not have it any more: somebody deleted it there. Cancel the delivery, or void and"
                    + " regenerate the invoice to send it anew");
        }
        if (delivery.progress().mayExist()) {
            return new NextAction.NextGeneration();
        }
        return new NextAction.Send(new NetsuiteRequest.Upsert(delivery, payload));
    }

    private NextAction withdrawnOrNotYet() {
        if (delivery.providerRef() != null) {
            return new NextAction.Withdrawn("deleted at NetSuite");
        }
        // An upsert may still be under way, and would land after we answered that nothing is there.
        return delivery.progress().mayExist()
                ? new NextAction.NextGeneration()
                : new NextAction.Withdrawn("nothing of it is at NetSuite");
    }

    private NextAction held(NetsuiteView invoice) {
        String foreign = whyNotOurs(invoice);
        if (foreign != null) {
            return new NextAction.Park(foreign);
        }
        if (delivery.providerRef() == null) {
            return new NextAction.Bind(invoice.id());
        }
        return withdraws() ? withdraw(invoice) : deliver(invoice);
    }

    private NextAction deliver(NetsuiteView invoice) {
        if (invoice.status() == NetsuiteStatus.VOIDED) {
            return new NextAction.Park("NetSuite shows invoice " + invoice.id()
                    + " as voided: somebody voided it there; cancel the delivery, or void and regenerate the invoice");
        }
        if (invoice.otherCurrency() != null) {
            return new NextAction.Park("NetSuite holds invoice " + invoice.id() + " in " + invoice.otherCurrency()
                    + " and not in " + payload.currency() + "; cancel the delivery to have it deleted there");
        }
        if (invoice.net() == null || invoice.net().compareTo(payload.netTotal()) != 0) {
            return new NextAction.Park("NetSuite holds invoice " + invoice.id() + " with "
                    + (invoice.net() == null ? "no total" : NetsuiteFreezing.plain(invoice.net())) + " and not "
                    + NetsuiteFreezing.plain(payload.netTotal()) + " " + payload.currency()
                    + "; correct it there and retry, or cancel the delivery to have it deleted there");
        }
        return new NextAction.Confirmed(NetsuiteReceipts.of(invoice, payload));
    }

    /**
     * REST has no void, and NetSuite itself drops the invoice's Void button for accounts that void by reversing
     * journals. Deleting works for every account as long as nothing is applied to the invoice and its period is open,
     * and NetSuite refuses it otherwise; a credit memo is then the accountant's to make.
     */
    private NextAction withdraw(NetsuiteView invoice) {
        if (invoice.status() == NetsuiteStatus.VOIDED) {
            return new NextAction.Withdrawn("voided at NetSuite");
        }
        if (invoice.isSettled()) {
            return new NextAction.Park("payments or credits are applied to NetSuite invoice " + invoice.id()
                    + ", so it cannot be taken back; refund it there, or make a credit memo");
        }
        return new NextAction.Send(new NetsuiteRequest.Delete(Objects.requireNonNull(delivery.providerRef())));
    }

    private @Nullable String whyNotOurs(NetsuiteView invoice) {
        String ref = delivery.providerRef();
        String externalId = NetsuiteRecord.externalId(delivery.id());
        if (ref != null && !ref.equals(invoice.id())) {
            return "NetSuite took it as invoice " + ref + ", and " + externalId + " now names invoice " + invoice.id()
                    + "; give the external id back there and retry";
        }
        String hash = invoice.payloadSha256();
        boolean ours = hash == null
                ? delivery.id().toString().equals(invoice.deliveryId())
                : hash.equalsIgnoreCase(Sha256.hex(delivery.payload().sha256()));
        if (ours) {
            return null;
        }
        return "NetSuite holds invoice " + invoice.id() + " under " + externalId + ", but "
                + (hash == null ? "it does not carry our marks" : "it was made from another payload")
                + "; nothing was changed there";
    }
}

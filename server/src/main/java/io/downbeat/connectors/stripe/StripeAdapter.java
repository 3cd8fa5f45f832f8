package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.PaymentGate;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.delivery.RemoteState;
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

/** Stripe, direct. */
final class StripeAdapter implements InvoiceRoute, RemoteAccount {
    private final StripeCalls calls;
    private final StripeReading reading;
    private final StripeIntents intents;
    private final StripeInventory inventory;
    private final StripePreflight preflight;
    private final StripeSettings settings;

    StripeAdapter(
            StripeCalls calls,
            StripeReading reading,
            StripeInventory inventory,
            StripePreflight preflight,
            StripeSettings settings) {
        this.calls = calls;
        this.reading = reading;
        this.intents = new StripeIntents(calls);
        this.inventory = inventory;
        this.preflight = preflight;
        this.settings = settings;
    }

    @Override
    public boolean serves(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.STRIPE && method == DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
    }

    @Override
    public Optional<RemoteAccount> account() {
        return Optional.of(this);
    }

    @Override
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration, Parties parties) {
        return StripeFreezing.freeze(invoice, configuration, parties);
    }

    @Override
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration, PaymentGate.ChargedAtOnce gate) {
        return StripeFreezing.freeze(invoice, configuration, gate);
    }

    /** Stripe puts it to the customer's credit balance, from which the next invoices are paid (domain.md C.4). */
    @Override
    public Optional<String> refusesBelowZero(BillingProvider provider, DeliveryMethodType method) {
        return Optional.empty();
    }

    @Override
    public RemoteState look(Delivery delivery) {
        StripePayload payload = StripePayload.of(delivery);
        if (isIntent(payload)) {
            return intents.look(delivery, payload);
        }
        var caller = StripeCalls.Caller.of(delivery);
        String ref = delivery.providerRef();
        return ref == null ? reading.list(caller, payload.customer(), delivery) : reading.read(caller, ref);
    }

    @Override
    public NextAction next(Delivery delivery, @Nullable RemoteState seen, @Nullable Answer last, Instant now) {
        StripePayload payload = StripePayload.of(delivery);
        return isIntent(payload)
                ? StripeIntentSaga.next(delivery, payload, seen, last, now)
                : StripeSaga.next(delivery, payload, seen, last, now);
    }

    private static boolean isIntent(StripePayload payload) {
        return payload.gate() != null && payload.gate().intent();
    }

    @Override
    public Answer send(Delivery delivery, ProviderRequest step) {
        if (!(step instanceof StripeRequest request)) {
            throw new IllegalArgumentException("not Stripe's: " + step.name());
        }
        return request.read(request.send(calls, StripeCalls.Caller.of(delivery)));
    }

    @Override
    public Answer probe(Account account) {
        return probe(account, calls.finalizes(account.deliveryMethod()));
    }

    /** Whether it stays a draft was frozen with it; and taking something back charges nobody. */
    @Override
    public Answer probe(Account account, Delivery waiting) {
        boolean finalizes = waiting.purpose() == Purpose.DELIVER
                && !StripePayload.of(waiting).leaveInDraft();
        return probe(account, finalizes);
    }

    private Answer probe(Account account, boolean finalizes) {
        calls.forgetKey(account.deliveryMethod());
        return reading.probe(calls.caller(account.deliveryMethod()), finalizes);
    }

    @Override
    public Inventory inventory(Account account, Instant from, Instant until) {
        return inventory.of(account, from, until);
    }

    @Override
    public boolean listsByDate() {
        return inventory.isByDate();
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        return preflight.points(question);
    }

    @Override
    public Duration quietTime() {
        return StripeSaga.QUIET;
    }

    @Override
    public Duration requestTimeout() {
        return StripeCalls.TIMEOUT;
    }

    /** The longest saga with its reads. */
    @Override
    public int requestsPerDelivery() {
        return 8;
    }

    @Override
    public int pacePerSecond(String accountKey) {
        return settings.callsPerSecond();
    }
}

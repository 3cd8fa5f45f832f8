package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.delivery.RemoteState;
import io.downbeat.invoicing.Invoice;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.Preflight;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** NetSuite, direct. */
final class NetsuiteAdapter implements InvoiceRoute, RemoteAccount {
    /** No rate is documented; the places under way are the limit, and a 429 still slows the account from here. */
    private static final int CALLS_PER_SECOND = 200;

    private final NetsuiteCalls calls;
    private final NetsuiteReading reading;
    private final NetsuiteCurrencies currencies;
    private final NetsuiteInventory inventory;
    private final NetsuitePreflight preflight;
    private final Items items;
    private final NetsuiteSettings settings;

    /** The products as they stand now; the item of each is one of their properties. */
    interface Items {
        Map<ProductId, Product> of(Collection<ProductId> products);
    }

    NetsuiteAdapter(
            NetsuiteCalls calls,
            NetsuiteReading reading,
            NetsuiteCurrencies currencies,
            NetsuiteInventory inventory,
            NetsuitePreflight preflight,
            Items items,
            NetsuiteSettings settings) {
        this.calls = calls;
        this.reading = reading;
        this.currencies = currencies;
        this.inventory = inventory;
        this.preflight = preflight;
        this.items = items;
        this.settings = settings;
    }

    @Override
    public boolean serves(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.NETSUITE && method == DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
    }

    @Override
    public Optional<RemoteAccount> account() {
        return Optional.of(this);
    }

    @Override
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration, Parties parties) {
        return NetsuiteFreezing.freeze(invoice, configuration, items.of(NetsuiteFreezing.products(invoice)));
    }

    @Override
    public Optional<String> refusesBelowZero(BillingProvider provider, DeliveryMethodType method) {
        return Optional.of("NetSuite takes no such invoice: make a credit memo of it there");
    }

    @Override
    public RemoteState look(Delivery delivery) {
        return reading.look(delivery, NetsuitePayload.of(delivery));
    }

    @Override
    public NextAction next(Delivery delivery, @Nullable RemoteState seen, @Nullable Answer last, Instant now) {
        return NetsuiteActions.next(delivery, NetsuitePayload.of(delivery), seen, last);
    }

    @Override
    public Answer send(Delivery delivery, ProviderRequest step) {
        if (!(step instanceof NetsuiteRequest request)) {
            throw new IllegalArgumentException("not NetSuite's: " + step.name());
        }
        return request.send(calls, currencies, NetsuiteReading.caller(delivery, NetsuitePayload.of(delivery)));
    }

    /**
     * Reading needs no fields and sending does, so both are looked at: else each probe would let some through in vain. The
     * invoice that is asked for is none: no delivery has the id of a delivery method.
     */
    @Override
    public Answer probe(Account account) {
        DeliveryMethodId method = account.deliveryMethod();
        NetsuiteCalls.Caller caller = inventory.caller(method);
        calls.forgetToken(method);
        currencies.forget(method);
        NetsuiteCalls.NetsuiteResponse response =
                calls.get(caller, NetsuiteRecord.byExternalId(new DeliveryId(method.value())));
        Answer answer = response instanceof NetsuiteCalls.NetsuiteResponse.Answered(HttpResult.Response came)
                        && NetsuiteAnswers.isAbsent(came)
                ? new Answer.Accepted(came.exchange(), null)
                : NetsuiteAnswers.of(response, false);
        if (!(answer instanceof Answer.Accepted)) {
            return answer;
        }
        Preflight.Point fields = preflight.fields(caller);
        return fields.verdict() == Preflight.Verdict.FAILED
                ? new Answer.Misconfigured(Answer.Exchange.none(fields.detail()), fields.detail())
                : answer;
    }

    @Override
    public Inventory inventory(Account account, Instant from, Instant until) {
        return inventory.of(account, from, until);
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        return preflight.points(question);
    }

    @Override
    public Duration quietTime() {
        return NetsuiteActions.QUIET;
    }

    @Override
    public Duration requestTimeout() {
        return NetsuiteCalls.DEADLINE;
    }

    /** It is written, then read back. */
    @Override
    public int requestsPerDelivery() {
        return 2;
    }

    @Override
    public int pacePerSecond(String accountKey) {
        return CALLS_PER_SECOND;
    }

    @Override
    public OptionalInt atOnce(String accountKey) {
        return OptionalInt.of(settings.requestsAtOnce());
    }
}

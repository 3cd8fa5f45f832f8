package io.downbeat.delivery;

import io.downbeat.customers.Customer;
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
 * One way to one provider: the port that a connector implements, for Stripe, NetSuite, SQS, SNS, the marketplaces of AWS,
 * Azure and Google, and Tackle. A bean that implements it is found by the engine; no other registration.
 *
 * <p>A route knows what an invoice becomes and what comes next, and nothing else. It never writes to the delivery row,
 * never waits, never retries and never sleeps: the engine claims, paces, announces each request before it leaves, and
 * repeats. Routes are called by many threads at once and keep no state about a delivery between calls.
 *
 * <p>The engine drives one claimed delivery like this, until an action ends it:
 *
 * <pre>
 * look()  after each claim, unless nothing was ever sent or nobody is called
 * next()  decides: Send -> intent is committed -> send() -> next() ..., LookUp -> look() -> next() ...
 * </pre>
 *
 * <p>How each of them fits: Stripe is a saga of several steps bound to one invoice id. NetSuite is one step under a natural
 * key that can be asked for. SQS and SNS are one step that cannot be asked for ({@link RemoteState.CannotAsk}) and is
 * repeated with the same bytes. These call a {@link RemoteAccount}. Marketplaces call none: they are metered while the
 * invoice is still a draft, in a ledger of their own; their {@code next} compares that ledger with the invoice and answers
 * {@link NextAction.Wait} until metering wakes the delivery.
 */
public interface InvoiceRoute {

    /**
     * For whom an invoice is and who pays it, as they stand now. They are two where a parent pays for its child.
     *
     * @param customer the invoice's
     * @param payer the configuration's: what a customer says of all its invoices at a provider is asked of this one, as
     *     {@link #preflight} asks it, which knows of no invoice
     */
    record Parties(Customer customer, Customer payer) {}

    boolean serves(BillingProvider provider, DeliveryMethodType method);

    /**
     * What is called on this route. Empty where an invoice is settled beside its delivery, which then sends nothing: the
     * provider may hold something of it before anything was done here, so a withdrawal asks {@link #next} instead of ending
     * the row as untouched.
     */
    Optional<RemoteAccount> account();

    /**
     * Whether the provider shows what it holds of an invoice. Where it does not, the invoice itself says how much is out
     * there when it could not be taken back.
     */
    default boolean showsInvoices() {
        return account().isPresent();
    }

    /**
     * Freezes what will be sent. Runs inside the finalizing transaction, 1,200 times a second: no I/O; the database only
     * for what the invoice itself does not say (the NetSuite item of a product, the number of a queue's message).
     * Must not throw for anything an invoice can hold; what cannot be sent is {@link Frozen.Unsendable}. What becomes of a
     * total below zero is not decided here: {@link #refusesBelowZero} says whether the provider takes one.
     */
    Frozen freeze(Invoice invoice, ProviderConfiguration configuration, Parties parties);

    /** As {@link #freeze(Invoice, ProviderConfiguration, Parties)}, of an invoice whose payment gates something. */
    default Frozen freeze(Invoice invoice, ProviderConfiguration configuration, PaymentGate.ChargedAtOnce gate) {
        return new Frozen.Unsendable("nobody is charged at once through "
                + configuration.provider().wire() + "; disable threshold billing, or bill the contract through Stripe");
    }

    /**
     * Empty where an invoice with a total below zero goes out like any other. Where the provider takes none, why, and what
     * a person does there instead: "... is below zero, and" this. Such an invoice is parked with it.
     */
    Optional<String> refusesBelowZero(BillingProvider provider, DeliveryMethodType method);

    /**
     * What comes next. Decides from its arguments alone (marketplaces also read their own ledger); sends nothing.
     *
     * @param seen what the last {@link RemoteAccount#look} of this claim showed, if nothing was sent since; {@code null} if
     *     the route has to ask for one by {@link NextAction.LookUp}
     * @param last what the last {@link RemoteAccount#send} of this claim came to: {@link Answer.Accepted} or
     *     {@link Answer.Stale}; every other answer ends the claim
     * @param now business time
     */
    NextAction next(Delivery delivery, @Nullable RemoteState seen, @Nullable Answer last, Instant now);

    /**
     * What of the invoice goes out at this moment although its delivery sends nothing, in one sentence with the way out; a
     * person's word on what the provider holds waits for that. Empty where the delivery itself sends.
     */
    default Optional<String> goesOutBesideIt(Delivery delivery) {
        return Optional.empty();
    }

    /**
     * Whether the provider takes an account's credentials, asked now; {@link #preflight} is about an invoice of one customer.
     * Changes nothing there. Never throws for a network failure.
     */
    default Preflight.Point credentials(Account account) {
        return account()
                .map(called -> Preflight.Point.credentials(account, called.probe(account)))
                .orElseThrow(() -> new IllegalStateException("whoever calls no account says how else it is asked"));
    }

    /** Looks whether an invoice would get through with this configuration: credentials, customer, currency, mapping. */
    List<Preflight.Point> preflight(Preflight question);

    /** How long a delivery is tried before it is parked; a provider's own deadline ends it earlier. */
    default Duration patience() {
        return Duration.ofDays(3);
    }
}

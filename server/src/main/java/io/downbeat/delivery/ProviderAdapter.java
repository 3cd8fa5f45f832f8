package io.downbeat.delivery;

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
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One way to one provider: the port behind which each of the eight destinations lives. A bean that implements it is
 * found by the engine; no other registration.
 *
 * <p>An adapter knows a protocol and nothing else. It never writes to the delivery row, never waits, never retries and
 * never sleeps: the engine claims, paces, announces each request before it leaves, and repeats. Adapters are called by
 * many threads at once and keep no state about a delivery between calls.
 *
 * <p>The engine drives one claimed delivery like this, until a move ends it:
 *
 * <pre>
 * look()  after each claim, unless nothing was ever sent
 * next()  decides: Send -> intent is committed -> send() -> next() ..., Look -> look() -> next() ...
 * </pre>
 *
 * <p>How the eight fit: Stripe is a saga of several steps bound to one invoice id. NetSuite is one step under a natural
 * key that can be asked for. SQS and SNS are one step that cannot be asked for ({@link RemoteState.CannotAsk}) and is
 * repeated with the same bytes. Marketplaces meter while the invoice is still a draft, in a ledger of their own; their
 * {@code next} compares that ledger with the invoice and answers {@link NextAction.Wait} until every slot is settled.
 */
public interface ProviderAdapter {

    boolean serves(BillingProvider provider, DeliveryMethodType method);

    /**
     * Freezes what will be sent. Runs inside the finalizing transaction, 1,200 times a second: no I/O; the database only
     * for what the invoice itself does not say (the NetSuite item of a product).
     * Must not throw for anything an invoice can hold; what cannot be sent is {@link Frozen.Unsendable}. What becomes of a
     * total below zero is not decided here: {@link #refusesBelowZero} says whether the provider takes one.
     */
    Frozen freeze(Invoice invoice, ProviderConfiguration configuration);

    /**
     * Empty where an invoice with a total below zero goes out like any other. Where the provider takes none, why, and what
     * a person does there instead: "... is below zero, and" this. Such an invoice is parked with it.
     */
    Optional<String> refusesBelowZero(BillingProvider provider, DeliveryMethodType method);

    /** Asks the provider what it holds of this delivery. Changes nothing there. Never throws for a network failure. */
    RemoteState look(Delivery delivery);

    /**
     * What comes next. Decides from its arguments alone (marketplaces also read their own ledger); sends nothing.
     *
     * @param seen what the last {@link #look} of this claim showed, if nothing was sent since; {@code null} if the
     *     adapter has to ask for one by {@link NextAction.LookUp}
     * @param last what the last {@link #send} of this claim came to: {@link Answer.Accepted} or {@link Answer.Stale};
     *     every other answer ends the claim
     * @param now business time
     */
    NextAction next(Delivery delivery, @Nullable RemoteState seen, @Nullable Answer last, Instant now);

    /**
     * One request with an effect, within {@link #requestTimeout}, and what its answer means. Called only after the
     * intent is committed. Whatever is not certainly without effect is {@link Answer.Unknown}.
     */
    Answer send(Delivery delivery, ProviderRequest step);

    /**
     * A harmless read that shows whether the account's credentials work; the first thing an account's circuit does
     * after it was open. {@link Answer.Accepted} closes it.
     */
    Answer probe(Delivery delivery);

    /**
     * Lists what the account holds that carries our marks and was made in [{@code from}, {@code until}). Reads only;
     * follows every page, or answers {@link Inventory.Failed}: a list with a gap would call a delivery missing.
     */
    default Inventory inventory(Account account, Instant from, Instant until) {
        return new Inventory.CannotList("nobody has taught Downbeat yet how to ask this provider");
    }

    /** Looks whether an invoice would get through with this configuration: credentials, customer, currency, mapping. */
    default List<Preflight.Point> preflight(Preflight question) {
        return List.of();
    }

    /**
     * Whether the provider may hold something of an invoice of which its delivery has not sent anything: a marketplace is
     * metered while the invoice is a draft. A withdrawal then asks {@link #next} instead of ending the row as untouched.
     */
    default boolean isFilledBeforehand() {
        return false;
    }

    /** How long nothing may have been sent before "absent" is believed; longer than a request can be under way. */
    Duration quietTime();

    /** No request of {@link #send} takes longer. */
    default Duration requestTimeout() {
        return Duration.ofSeconds(10);
    }

    /** How long a delivery is tried before it is parked; a provider's own deadline ends it earlier. */
    default Duration patience() {
        return Duration.ofHours(72);
    }

    /** Requests per second of one account, reads included, from all servers; 429 answers halve it for a while. */
    int pacePerSecond(String accountKey);

    /**
     * Deliveries of one account that may be under way at once on all servers, where a provider counts those and not the
     * pace.
     */
    default OptionalInt atOnce(String accountKey) {
        return OptionalInt.empty();
    }
}

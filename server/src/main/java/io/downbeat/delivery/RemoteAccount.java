package io.downbeat.delivery;

import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** What is called on an {@link InvoiceRoute}: an account at a provider that is asked, and sent to. */
public interface RemoteAccount {

    /** Asks the provider what it holds of this delivery. Changes nothing there. Never throws for a network failure. */
    RemoteState look(Delivery delivery);

    /**
     * One request with an effect, within {@link #requestTimeout}, and what its answer means. Called only after the
     * intent is committed. Whatever is not certainly without effect is {@link Answer.Unknown}.
     */
    Answer send(Delivery delivery, ProviderRequest step);

    /**
     * A harmless read that shows whether the account's credentials work, with whatever credentials there are by now; the
     * first thing an account's circuit does after it was open, and what a person asks who looks at the account. {@link
     * Answer.Accepted} closes the circuit.
     */
    Answer probe(Account account);

    /**
     * As {@link #probe(Account)}, on behalf of the delivery that waits first: what it does not need of the account need not
     * work.
     */
    default Answer probe(Account account, Delivery waiting) {
        return probe(account);
    }

    /**
     * Lists what the account holds that carries our marks and was made in [{@code from}, {@code until}). Reads only;
     * follows every page, or answers {@link Inventory.Failed}: a list with a gap would call a delivery missing.
     */
    Inventory inventory(Account account, Instant from, Instant until);

    /**
     * Whether a list leaves out what was made outside the interval asked for; not where the provider's clock says nothing
     * about ours. Such an account is asked once for everything, and not for one interval after the other.
     */
    default boolean listsByDate() {
        return true;
    }

    /** How long nothing may have been sent before "absent" is believed; longer than a request can be under way. */
    Duration quietTime();

    /** No request of {@link #send} takes longer. */
    default Duration requestTimeout() {
        return Duration.ofSeconds(10);
    }

    /** Requests per second of one account, reads included, from all servers; 429 answers halve it for a while. */
    int pacePerSecond(String accountKey);

    /** About so many requests of {@link #pacePerSecond} go into one delivery: a forecast's guess before anything was sent. */
    int requestsPerDelivery();

    /**
     * Deliveries of one account that may be under way at once on all servers, where a provider counts those and not the
     * pace.
     */
    default OptionalInt atOnce(String accountKey) {
        return OptionalInt.empty();
    }
}

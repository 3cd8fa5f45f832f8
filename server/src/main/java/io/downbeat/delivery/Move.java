package io.downbeat.delivery;

import java.time.Instant;

/** What shall happen next to one delivery, as its adapter decides. The engine makes it durable and does it. */
public sealed interface Move {

    /** Ask the provider what it holds, then decide again. */
    record Look() implements Move {}

    /** One request with an effect, announced in the row before it leaves. */
    record Send(Step step) implements Move {}

    /** This object at the provider is ours from now on: a compare-and-set from unbound. */
    record Bind(String ref) implements Move {}

    /** The bound object is dead at the provider: let it go and begin the next generation. */
    record Unbind(String reason) implements Move {}

    /**
     * The provider holds nothing: begin the next generation. The engine does so only after {@link
     * ProviderAdapter#quietTime} since the last send; until then the row stays UNKNOWN.
     */
    record NextGeneration() implements Move {}

    /** Handed over, and nobody can confirm it beyond the provider's own answer. */
    record Sent(Receipt receipt) implements Move {}

    /** The provider holds exactly this: shown by reading, not by our own request's answer. */
    record Confirmed(Receipt receipt) implements Move {}

    /** Nothing of it is at the provider any more. Only for {@link Purpose#WITHDRAW}. */
    record Withdrawn(String reason) implements Move {}

    /** Not yet; look again at this business time. No failure. */
    record Wait(Instant until, String reason) implements Move {}

    /** A person must decide. */
    record Park(String reason) implements Move {}
}

package io.downbeat.delivery;

import java.time.Instant;

/** What shall happen next to one delivery, as its adapter decides. The engine makes it durable and does it. */
public sealed interface NextAction {

    /** Ask the provider what it holds, then decide again. */
    record LookUp() implements NextAction {}

    /** One request with an effect, announced in the row before it leaves. */
    record Send(ProviderRequest step) implements NextAction {}

    /** This object at the provider is ours from now on: a compare-and-set from unbound. */
    record Bind(String ref) implements NextAction {}

    /** The bound object is dead at the provider: let it go and begin the next generation. */
    record Unbind(String reason) implements NextAction {}

    /**
     * The provider holds nothing: begin the next generation. The engine does so only after {@link
     * RemoteAccount#quietTime} since the last send; until then the row stays UNKNOWN.
     */
    record NextGeneration() implements NextAction {}

    /** Handed over, and nobody can confirm it beyond the provider's own answer. */
    record Sent(Receipt receipt) implements NextAction {}

    /** The provider holds exactly this: shown by reading, not by our own request's answer. */
    record Confirmed(Receipt receipt) implements NextAction {}

    /** Nothing of it is at the provider any more. Only for {@link Purpose#WITHDRAW}. */
    record Withdrawn(String reason) implements NextAction {}

    /** Not yet; look again at this business time. No failure. */
    record Wait(Instant until, String reason) implements NextAction {}

    /**
     * The provider has it, and it is not known yet whether it is paid: look again at this business time, or when the
     * provider says something. No failure.
     *
     * @param seen what is shown of it meanwhile
     */
    record AwaitPayment(Instant until, Receipt seen) implements NextAction {}

    /** A person must decide. */
    record Park(String reason) implements NextAction {}
}

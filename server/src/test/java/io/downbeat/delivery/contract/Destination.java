package io.downbeat.delivery.contract;

import io.downbeat.sandbox.faults.Fault;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One of the ways out, as the contract test sets it up and as its provider behaves.
 *
 * @param provider as the API calls it; {@code method} likewise
 * @param ledger how the sandbox calls who holds it
 * @param settings the account's configuration as JSON
 * @param mending some credential of it, for the door that changes credentials
 * @param customerKeys the customer's configuration as JSON, from a label of its own
 * @param writes the steps that leave something behind, in order
 * @param halves answers that can break off, and that matter
 * @param lostAnswer what follows when an answer is lost
 * @param pause what a 429 says
 */
record Destination(
        String name,
        String provider,
        String method,
        String ledger,
        Kind kind,
        String settings,
        String mending,
        UnaryOperator<String> customerKeys,
        List<String> writes,
        List<Fault> halves,
        LostAnswer lostAnswer,
        Pause pause,
        Trouble refusal,
        Trouble cachedError,
        Trouble wrongTotal,
        Trouble duplicate) {

    enum Kind {
        /** One object for each invoice, by the delivery's id. */
        INVOICE,
        /** Hourly records; those of one buyer come to its invoices. */
        METER,
        /** At least one message for each invoice, each a copy of the same. */
        MESSAGE
    }

    enum LostAnswer {
        /** The provider is asked, and what it holds is not sent again. */
        ASKED,
        /** It cannot be asked for one record: the same bytes again are the question, and change nothing. */
        REPEATED_WITHOUT_EFFECT,
        /** It cannot be asked at all and keeps every copy; the consumer counts each delivery id once. */
        COPIED
    }

    enum Pause {
        /** Retry-After counts. */
        NAMED,
        /** The provider's protocol has no such header; our own pause grows from time to time. */
        OURS
    }

    /** Stripe puts them to the customer's balance, and a message carries any total; nobody else takes less than nothing. */
    boolean takesCredits() {
        return kind == Kind.MESSAGE || provider.equals("stripe");
    }

    List<Fault> atEachWrite(String fault) {
        return at(ledger, writes, fault);
    }

    static List<Fault> at(String ledger, List<String> steps, String fault) {
        return steps.stream().map(step -> Fault.of(ledger, step, fault)).toList();
    }

    Fault atFirstWrite(String fault) {
        return Fault.of(ledger, writes.getFirst(), fault);
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.downbeat.console.invoices;

import io.downbeat.console.Frame;
import io.downbeat.console.story.AttemptRow;
import io.downbeat.console.story.ReceiptRow;
import io.downbeat.console.timeline.Figure;
import io.downbeat.console.words.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as its page shows it.
 *
 * @param done the sentence after something was done to it; {@code null} otherwise
 * @param callout what a person should know first; {@code null} for an invoice that arrived
 * @param metered {@code null} unless a marketplace meters it
 */
record InvoicePage(
        Frame frame,
        Head head,
        @Nullable String done,
        @Nullable Callout callout,
        Lines lines,
        Why why,
        Delivery delivery,
        List<Fact> facts,
        @Nullable List<Fact> metered,
        List<Event> history) {
    InvoicePage {
        facts = List.copyOf(facts);
        history = List.copyOf(history);
    }

    /** @param what such as {@code Jan 2025} */
    record Head(String id, String what, Link customer, Link contract, State state, Doors doors) {}

    /** @param wire as the API names it */
    record State(String wire, String word, String css) {}

    record Link(String text, String href) {}

    /**
     * Where else this page leads.
     *
     * @param action voiding or regenerating; {@code null} where neither can be done, or not by whoever looks
     */
    record Doors(String pdf, String evidence, @Nullable Link action) {}

    /** @param link to what should be looked at; {@code null} if there is nothing more to see */
    record Callout(
            String css,
            String heading,
            String says,
            @Nullable Link link) {}

    /**
     * @param subtotal before commits and credits pay; empty where none does
     * @param shown which part of them this is; empty if it is all
     * @param next where the next part is; empty for the last
     */
    record Lines(List<Line> rows, String subtotal, String total, String shown, String next) {
        Lines {
            rows = List.copyOf(rows);
        }
    }

    /**
     * @param details which part of the usage, and which tier was opened
     * @param balance that pays the line, is taken off by it, or is bought; {@code null} for none
     * @param isTakenOff whether it takes off what a balance pays
     */
    record Line(
            String name,
            List<String> details,
            @Nullable Link balance,
            boolean isTakenOff,
            String when,
            String quantity,
            String unitPrice,
            String amount) {
        Line {
            details = List.copyOf(details);
        }
    }

    /**
     * @param segment from when on the segment routes that decided, as the figure has it; empty if none did
     * @param madeBy how that segment came into the schedule; empty if none did
     */
    record Why(Destination to, String sentence, String freedom, Figure figure, String segment, String madeBy) {}

    /**
     * @param state {@code null} if there is no delivery
     * @param says in one sentence
     * @param story where all of it stands; empty if there is no delivery
     * @param atProvider the provider's own page; empty where none is known
     */
    record Delivery(@Nullable State state, String says, List<Fact> facts, Story story, String atProvider) {
        Delivery {
            facts = List.copyOf(facts);
        }
    }

    /** @param earlier how many attempts came before those that are shown; empty for none */
    record Story(String href, String earlier, List<AttemptRow> attempts, List<ReceiptRow> receipts) {
        Story {
            attempts = List.copyOf(attempts);
            receipts = List.copyOf(receipts);
        }
    }

    /** @param href empty for plain text */
    record Fact(String name, String value, String href) {
        static Fact of(String name, String value) {
            return new Fact(name, value, "");
        }
    }

    record Event(String when, String says, String href) {}
}

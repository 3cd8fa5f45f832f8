package io.downbeat.console.usage;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events looked through.
 *
 * @param about what was looked through, as a sentence
 * @param next address of the look that goes on before this one; empty for none
 * @param costs of the customer that was asked for; empty without one
 */
record UsagePage(
        Frame frame,
        Asked asked,
        String about,
        Chart chart,
        List<Event> events,
        String next,
        List<Cost> costs,
        List<Nobody> unmatched) {
    UsagePage {
        events = List.copyOf(events);
        costs = List.copyOf(costs);
        unmatched = List.copyOf(unmatched);
    }

    /** What the fields of the search hold. */
    record Asked(String customer, String eventType, String transactionId, String from, String until) {
        boolean isEmpty() {
            return (customer + eventType + transactionId + from + until).isEmpty();
        }
    }

    /**
     * @param says the figure in words, for whoever cannot see it
     * @param first and {@code last}: the hours at its ends
     */
    record Chart(String says, List<Bar> bars, String first, String last, String most) {
        Chart {
            bars = List.copyOf(bars);
        }
    }

    /** In per cent of the width and pixels of the height, from the top. */
    record Bar(String x, String width, int y, int height, String title) {}

    /** @param note why it does not count, or does not count twice; empty for nothing of note */
    record Event(
            String transactionId,
            String customer,
            @Nullable String customerHref,
            String type,
            String used,
            String usedIso,
            String received,
            String counts,
            String note,
            String properties) {}

    record Cost(String contractHref, String period, String total, List<Line> lines) {
        Cost {
            lines = List.copyOf(lines);
        }
    }

    record Line(String product, String quantity, String total) {}

    record Nobody(String name, String events, String span, String aliasHref, String eventsHref) {}
}

package io.downbeat.console.search;

import io.downbeat.console.Frame;
import java.util.List;

/**
 * What was found; a single match leads straight there and has no page.
 *
 * @param text what was looked for; empty if nothing was yet
 * @param more whether more customers match
 */
record SearchPage(Frame frame, String text, List<Found> customers, List<Found> references, boolean more) {
    SearchPage {
        customers = List.copyOf(customers);
        references = List.copyOf(references);
    }

    boolean isEmpty() {
        return customers.isEmpty() && references.isEmpty();
    }

    record Found(String href, String name, String about) {}
}

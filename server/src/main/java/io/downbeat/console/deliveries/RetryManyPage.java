package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import java.util.List;

/**
 * The page before several deliveries are tried again together, and after some of them could not be.
 *
 * @param like one of them, by which they were found
 * @param from where it leads back to
 * @param why their one reason
 * @param hasMore whether there are more than a form can name
 * @param error why nothing was done; empty at first
 */
record RetryManyPage(
        Frame frame, String like, String from, String why, List<Choice> choices, boolean hasMore, String error) {
    RetryManyPage {
        choices = List.copyOf(choices);
    }

    /**
     * @param isChosen whether it is ticked
     * @param refusal why it was not tried again; empty at first
     */
    record Choice(DeliveriesPage.Row row, String field, boolean isChosen, String refusal) {}
}

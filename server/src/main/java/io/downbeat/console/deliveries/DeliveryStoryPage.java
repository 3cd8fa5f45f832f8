package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import io.downbeat.console.story.AttemptRow;
import io.downbeat.console.story.ReceiptRow;
import java.util.List;

/**
 * What became of one delivery, top down.
 *
 * @param stages the way of a delivery in five steps
 */
record DeliveryStoryPage(
        Frame frame,
        DeliveriesPage.Row delivery,
        Head head,
        List<Stage> stages,
        Todo todo,
        Frozen frozen,
        Attempts attempts,
        List<ReceiptRow> receipts,
        List<Deed> deeds,
        List<String> faults) {
    DeliveryStoryPage {
        stages = List.copyOf(stages);
        receipts = List.copyOf(receipts);
        deeds = List.copyOf(deeds);
        faults = List.copyOf(faults);
    }

    /** @param atProvider the provider's own page; empty where none is known */
    record Head(String title, String customerHref, String invoiceHref, String invoiceId, String atProvider) {}

    /** @param css {@code done} for what lies behind it, {@code here} for where it is, empty for what may come */
    record Stage(String name, String note, String css) {
        boolean isHere() {
            return css.equals("here");
        }
    }

    /** @param says what to do now, or that there is nothing */
    record Todo(String says, List<Button> buttons) {
        Todo {
            buttons = List.copyOf(buttons);
        }
    }

    record Button(String word, String href, String testId) {}

    /** @param payloadHref where the bytes are; empty if none were frozen */
    record Frozen(String when, String to, String total, String hash, String size, String payloadHref) {}

    /**
     * @param shown which part of them this is; empty if it is all
     * @param next where the next part is; empty for the last
     * @param latest where the last part is; empty if it is shown
     * @param underWay the request that has no answer yet; empty for none
     * @param none what to say where there are no attempts
     */
    record Attempts(List<AttemptRow> rows, String shown, String next, String latest, String underWay, String none) {
        Attempts {
            rows = List.copyOf(rows);
        }
    }

    /** What somebody did. */
    record Deed(String when, String says, String detail) {}
}

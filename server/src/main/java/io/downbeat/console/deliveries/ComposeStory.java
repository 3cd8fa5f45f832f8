package io.downbeat.console.deliveries;

import io.downbeat.access.AuditEntry;
import io.downbeat.console.Frame;
import io.downbeat.console.deliveries.DeliveryStoryPage.Deed;
import io.downbeat.console.deliveries.DeliveryStoryPage.Todo;
import io.downbeat.console.story.AttemptRow;
import io.downbeat.console.story.ReceiptRow;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.ProviderPages;
import io.downbeat.delivery.engine.operations.DeliveryStory;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.providers.ProviderConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts the story of a delivery together. Pure. */
final class ComposeStory {
    /** Attempts on one page. */
    static final int A_PAGE = 50;

    /**
     * What was read for it.
     *
     * @param through {@code null} if its configuration is not known any more
     * @param faults what is wrong with its history
     * @param audit who did something to it, the latest first
     */
    record Read(
            ListedDelivery delivery,
            DeliveriesPage.Row row,
            DeliveryStory story,
            List<DeliveryStory.Action> actions,
            @Nullable ProviderConfiguration through,
            List<String> faults,
            List<AuditEntry> audit) {}

    private final Read read;

    ComposeStory(Read read) {
        this.read = read;
    }

    DeliveryStoryPage page(Frame frame) {
        ListedDelivery delivery = read.delivery();
        String ref = delivery.progress().providerRef();
        return new DeliveryStoryPage(
                frame,
                read.row(),
                new DeliveryStoryPage.Head(
                        title(read.row()),
                        "/console/customers/" + delivery.subject().customer(),
                        "/console/invoices/" + delivery.subject().invoice(),
                        delivery.subject().invoice().toString(),
                        read.through() == null
                                ? ""
                                : ProviderPages.invoice(read.through(), ref).orElse("")),
                Stages.of(delivery.progress(), read.story().purpose(), isMetered()),
                new Todo(todo(), read.row().isOpen() && frame.mayChange() ? buttons() : List.of()),
                frozen(),
                attempts(),
                read.story().receipts().stream()
                        .map(receipt -> ReceiptRow.of(
                                receipt, read.story().frozen().total().unit()))
                        .toList(),
                read.actions().stream().map(this::deed).toList(),
                read.faults());
    }

    /** By hourly records, which are none of the delivery's attempts. */
    private boolean isMetered() {
        return read.delivery().to().provider().isMarketplace()
                && switch (read.delivery().to().method()) {
                    case AWS_SQS, AWS_SNS -> false;
                    case DIRECT_TO_BILLING_PROVIDER, TACKLE -> true;
                };
    }

    static String title(DeliveriesPage.Row row) {
        return "Delivery of " + row.subject().what() + " to " + row.to().name();
    }

    private List<DeliveryStoryPage.Button> buttons() {
        return Arrays.stream(DeliveryAction.values())
                .map(action -> new DeliveryStoryPage.Button(
                        action.word(),
                        action.path(read.row().id(), path()),
                        action.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private String todo() {
        String provider = read.row().to().name();
        return switch (read.delivery().progress().state()) {
            case PARKED ->
                "Mend what the sentence above says, at " + provider
                        + " or in Downbeat, then retry. If you saw the invoice" + " at " + provider
                        + ", resolve it with its reference there. If it shall not be billed, cancel it.";
            case UNKNOWN, RETRY_WAIT ->
                "Nothing, as long as there is time: it is tried again by itself" + next() + ". Retrying does that now.";
            case PENDING -> "Nothing: it goes out by itself.";
            case CLAIMED, SENDING -> "Nothing: a server has it in hand at this moment.";
            case SENT, CONFIRMED -> "Nothing. To take it back, void the invoice.";
            case SKIPPED, CANCELLED ->
                "Nothing happens to it any more. To send it anew, void and regenerate the invoice.";
        };
    }

    private String next() {
        String next = read.row().times().next();
        return next.startsWith("in ") ? ", " + next : "";
    }

    private DeliveryStoryPage.Frozen frozen() {
        DeliveryStory.Frozen frozen = read.story().frozen();
        boolean hasPayload = frozen.payloadSha256() != null;
        return new DeliveryStoryPage.Frozen(
                Moments.moment(frozen.at()),
                read.row().to().name(),
                Money.text(frozen.total()),
                Objects.requireNonNullElse(frozen.payloadSha256(), ""),
                hasPayload ? frozen.payloadBytes() + " bytes" : "",
                hasPayload ? path() + "/payload.json" : "");
    }

    private String path() {
        return "/console/deliveries/" + read.delivery().id();
    }

    private DeliveryStoryPage.Attempts attempts() {
        List<DeliveryStory.Attempt> shown = read.story().attempts();
        int all = read.story().counts().attempts();
        int last = shown.isEmpty() ? 0 : shown.getLast().n();
        boolean isAll = shown.size() == all;
        boolean isLast = last >= all || shown.isEmpty();
        DeliveryStory.UnderWay underWay = read.story().underWay();
        return new DeliveryStoryPage.Attempts(
                shown.stream().map(AttemptRow::of).toList(),
                isAll || shown.isEmpty() ? "" : shown.getFirst().n() + " to " + last + " of " + all,
                isLast ? "" : path() + "?after_attempt=" + last,
                isLast ? "" : path() + "?after_attempt=" + Math.max(0, all - A_PAGE),
                underWay == null
                        ? ""
                        : AttemptRow.step(underWay.step()) + ", since " + Moments.moment(underWay.since()),
                isMetered()
                        ? "It sends nothing itself: the marketplace is told in hourly records while the period runs."
                        : "No request went out, and no question failed.");
    }

    private Deed deed(DeliveryStory.Action action) {
        String who = read.audit().stream()
                .filter(entry -> entry.wasDone()
                        && entry.at().equals(action.actedAt())
                        && entry.what().action().startsWith(action.action()))
                .findFirst()
                .map(entry -> " by “" + entry.actor().name() + "”")
                .orElse("");
        return new Deed(
                Moments.moment(action.actedAt()),
                word(action.action()) + who + ", when it was " + action.stateBefore(),
                Objects.requireNonNullElse(action.detail(), ""));
    }

    private static String word(String action) {
        return switch (action) {
            case "retry" -> "Retried";
            case "resolve" -> "Resolved";
            case "cancel" -> "Cancelled";
            case "ask_again" -> "Asked again after a reconciliation";
            case "record_status" -> "Status recorded from a reconciliation";
            case "take_back" -> "Taken back after a reconciliation";
            default -> action;
        };
    }
}

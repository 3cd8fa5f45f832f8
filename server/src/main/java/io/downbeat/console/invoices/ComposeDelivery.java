package io.downbeat.console.invoices;

import io.downbeat.console.story.AttemptRow;
import io.downbeat.console.story.ReceiptRow;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.ProviderPages;
import io.downbeat.console.words.Sentences;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.engine.operations.DeliveryStory;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of the invoice at its provider, in short. Pure. */
final class ComposeDelivery {
    private static final InvoicePage.Story NONE = new InvoicePage.Story("", "", List.of(), List.of());

    private ComposeDelivery() {}

    static InvoicePage.Delivery of(InvoiceData data) {
        InvoiceData.Sent sent = data.sent();
        if (sent == null) {
            return new InvoicePage.Delivery(null, withoutOne(data), List.of(), NONE, "");
        }
        ListedDelivery.Progress progress = sent.delivery().progress();
        Condition condition = Condition.of(progress.state());
        return new InvoicePage.Delivery(
                new InvoicePage.State(progress.state().name(), condition.word(), condition.css()),
                says(data, sent),
                facts(data, sent),
                story(sent),
                data.through()
                        .flatMap(through -> ProviderPages.invoice(through, progress.providerRef()))
                        .orElse(""));
    }

    private static String withoutOne(InvoiceData data) {
        return switch (data.invoice().status()) {
            case DRAFT ->
                data.after().metered() == null
                        ? "Nothing is sent before the invoice is finalized."
                        : "Metered while its period runs; its delivery opens when the invoice is finalized.";
            case FINALIZED ->
                data.isConsolidated()
                        ? "It is not sent by itself: its lines go with the parent's consolidated invoice."
                        : "Nothing was sent, and nothing will be: the invoice belongs to no provider.";
            case VOID -> "Nothing was ever sent.";
        };
    }

    private static String says(InvoiceData data, InvoiceData.Sent sent) {
        String provider = sent.delivery().to().provider().displayName();
        ListedDelivery.Progress progress = sent.delivery().progress();
        String reason = progress.reason() == null ? "" : " " + Sentences.whole(progress.reason());
        if (sent.story().purpose() == Purpose.WITHDRAW && Condition.of(progress.state()) != Condition.CANCELLED) {
            return "It is being taken back from " + provider + "." + reason;
        }
        return switch (Condition.of(progress.state())) {
            case DELIVERED ->
                provider + " holds it" + (data.after().metered() == null ? "." : ", metered hour by hour.");
            case WAITING -> "On its way to " + provider + "." + reason;
            case SKIPPED -> "It was left out on purpose." + reason;
            case CANCELLED -> "Nothing of it is asked for by " + provider + "." + reason;
            case NEEDS_YOU, IN_DOUBT, RETRYING, DRAFT, VOID, KEPT_HERE ->
                progress.reason() == null ? "Not at " + provider + " yet." : Sentences.whole(progress.reason());
        };
    }

    private static List<InvoicePage.Fact> facts(InvoiceData data, InvoiceData.Sent sent) {
        ListedDelivery.Progress progress = sent.delivery().progress();
        List<InvoicePage.Fact> facts = new ArrayList<>();
        facts.add(InvoicePage.Fact.of("Since", Moments.moment(progress.since())));
        Optional.ofNullable(progress.nextAttemptAt())
                .ifPresent(at -> facts.add(InvoicePage.Fact.of("Next try", Moments.relative(at, data.now()))));
        Optional.ofNullable(progress.deadlineAt())
                .ifPresent(at -> facts.add(InvoicePage.Fact.of("Deadline", Moments.moment(at))));
        Optional.ofNullable(progress.providerRef())
                .ifPresent(ref -> facts.add(InvoicePage.Fact.of("Reference there", ref)));
        List<DeliveryStory.Receipt> receipts = sent.story().receipts();
        if (!receipts.isEmpty()) {
            facts.add(InvoicePage.Fact.of("It shows", receipts.getLast().externalStatus()));
        }
        return facts;
    }

    private static InvoicePage.Story story(InvoiceData.Sent sent) {
        DeliveryStory story = sent.story();
        int earlier =
                story.attempts().isEmpty() ? 0 : story.attempts().getFirst().n() - 1;
        return new InvoicePage.Story(
                "/console/deliveries/" + sent.delivery().id(),
                earlier == 0 ? "" : earlier == 1 ? "1 earlier attempt" : earlier + " earlier attempts",
                story.attempts().stream().map(AttemptRow::of).toList(),
                story.receipts().stream()
                        .map(receipt ->
                                ReceiptRow.of(receipt, story.frozen().total().unit()))
                        .toList());
    }
}

package io.downbeat.console.invoices;

import io.downbeat.console.Frame;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.Sentences;
import io.downbeat.console.words.ShortId;
import io.downbeat.contracts.schedule.ScheduleChange;
import io.downbeat.core.Amount;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.metering.settlement.MeteredInvoice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the page of an invoice together from what was read of it. Pure. */
final class ComposeInvoicePage {
    private final InvoiceData data;
    private final Invoice invoice;

    ComposeInvoicePage(InvoiceData data) {
        this.data = data;
        this.invoice = data.invoice();
    }

    /** @param fromLine how many lines to pass over */
    InvoicePage page(Frame frame, int fromLine, @Nullable String done) {
        return new InvoicePage(
                frame,
                head(frame),
                done,
                callout(frame),
                InvoiceLines.of(invoice, data.holders(), fromLine, data.path()),
                why(),
                ComposeDelivery.of(data),
                facts(),
                data.after().metered() == null ? null : metered(data.after().metered()),
                InvoiceHistory.of(data));
    }

    /** {@code Invoice for Jan 2025}. */
    static String title(InvoiceData data) {
        return data.invoice().period() == null ? data.what() : "Invoice for " + data.what();
    }

    InvoicePage.Head head(Frame frame) {
        InvoicePage.Link action = Arrays.stream(InvoiceAction.values())
                .filter(one -> frame.mayChange() && one.isOfferedFor(data))
                .map(one -> new InvoicePage.Link(one.word() + "…", one.path(data.path())))
                .findFirst()
                .orElse(null);
        return new InvoicePage.Head(
                invoice.id().toString(),
                title(data),
                new InvoicePage.Link(data.customer().name(), "/console/customers/" + invoice.customer()),
                new InvoicePage.Link(data.contractName(), "/console/contracts/" + invoice.contract()),
                new InvoicePage.State(
                        invoice.status().name(),
                        data.condition().word(),
                        data.condition().css()),
                new InvoicePage.Doors(data.path() + "/pdf", data.path() + "/evidence.json", action));
    }

    private InvoicePage.@Nullable Callout callout(Frame frame) {
        return switch (invoice.status()) {
            case DRAFT ->
                new InvoicePage.Callout(
                        "",
                        "This is a draft as it stands now.",
                        "Its amounts and its route can change until it is finalized, at "
                                + Moments.moment(invoice.issuedAt()) + " or soon after.",
                        null);
            case VOID -> voided(frame);
            case FINALIZED -> finalized();
        };
    }

    private InvoicePage.Callout voided(Frame frame) {
        String since = invoice.voidedAt() == null ? "" : " since " + Moments.moment(invoice.voidedAt());
        if (data.after().regeneratedAs() != null) {
            return new InvoicePage.Callout(
                    "",
                    "This invoice is void" + since + ".",
                    "Nothing is owed under it. Another took its place.",
                    new InvoicePage.Link(
                            "Open the new one",
                            "/console/invoices/" + data.after().regeneratedAs()));
        }
        boolean mayRegenerate = frame.mayChange() && InvoiceAction.REGENERATE.isOfferedFor(data);
        return new InvoicePage.Callout(
                "",
                "This invoice is void" + since + ".",
                "Nothing is owed under it, and nothing took its place.",
                mayRegenerate ? new InvoicePage.Link("Regenerate…", InvoiceAction.REGENERATE.path(data.path())) : null);
    }

    private InvoicePage.@Nullable Callout finalized() {
        if (data.sent() == null) {
            return data.isConsolidated() ? consolidated() : nobodys();
        }
        if (!data.condition().isTrouble()) {
            return null;
        }
        String reason = data.sent().delivery().progress().reason();
        String heading = switch (data.condition()) {
            case NEEDS_YOU -> "This invoice needs you.";
            case IN_DOUBT -> "It is in doubt whether this invoice arrived.";
            default -> "This invoice is being tried again.";
        };
        return new InvoicePage.Callout(
                data.condition() == io.downbeat.console.words.Condition.NEEDS_YOU ? "bad" : "doubt",
                heading,
                reason == null ? "" : Sentences.whole(reason),
                new InvoicePage.Link(
                        "What to do",
                        "/console/deliveries/" + data.sent().delivery().id()));
    }

    private static InvoicePage.Callout nobodys() {
        return new InvoicePage.Callout(
                "", "Nobody bills this invoice.", "It is finalized and stays here; the sentence below says why.", null);
    }

    private InvoicePage.Callout consolidated() {
        InvoiceId on = data.after().consolidatedAs();
        return on == null
                ? new InvoicePage.Callout(
                        "",
                        "On the parent's consolidated invoice.",
                        "There is none at this moment: it is yet to be made, or it is void.",
                        null)
                : new InvoicePage.Callout(
                        "",
                        "On the parent's consolidated invoice.",
                        "That one bills these lines; this one is not sent by itself.",
                        new InvoicePage.Link("Open that one", "/console/invoices/" + on));
    }

    private InvoicePage.Why why() {
        Instant since = data.route().route().segmentEffectiveAt();
        String freedom = data.route().isFrozen()
                ? "Frozen when the invoice was finalized: no later edit changes it."
                : "Of a draft this can still change, by an edit of the schedule.";
        return new InvoicePage.Why(
                data.destination(),
                data.route().sentence(),
                freedom,
                InvoiceFigure.of(data),
                since == null ? "" : since.toString(),
                madeBy());
    }

    private String madeBy() {
        ScheduleChange segment = data.records().segment();
        if (segment == null) {
            return "";
        }
        if (segment.edit() == null) {
            return "The contract was created with it on " + Moments.moment(segment.createdAt()) + ".";
        }
        String who = data.records().ofContract().stream()
                .filter(entry -> entry.wasDone() && entry.at().equals(segment.createdAt()))
                .findFirst()
                .map(entry -> " by “" + entry.actor().name() + "”")
                .orElse("");
        return "Asked for on " + Moments.moment(segment.createdAt()) + who + ", in edit "
                + ShortId.of(segment.edit().value().toString()) + ".";
    }

    private List<InvoicePage.Fact> facts() {
        List<InvoicePage.Fact> facts = new ArrayList<>();
        facts.add(InvoicePage.Fact.of("Status", invoice.status().name().toLowerCase(Locale.ROOT)));
        facts.add(InvoicePage.Fact.of("Total", Money.text(invoice.total())));
        facts.add(InvoicePage.Fact.of(
                "Kind",
                switch (invoice.type()) {
                    case USAGE, USAGE_CONSOLIDATED -> "usage of a period";
                    case SCHEDULED -> "charge on a date";
                    case PROFESSIONAL_SERVICES -> "professional services";
                }));
        if (invoice.period() != null) {
            facts.add(InvoicePage.Fact.of(
                    "Service period",
                    Moments.moment(invoice.period().start()) + " to "
                            + Moments.moment(invoice.period().end())));
        }
        boolean isDraft = invoice.status() == InvoiceStatus.DRAFT;
        facts.add(InvoicePage.Fact.of(isDraft ? "To be issued" : "Issued", Moments.moment(invoice.issuedAt())));
        if (invoice.status() == InvoiceStatus.FINALIZED) {
            facts.add(InvoicePage.Fact.of("Due", due()));
        }
        Optional.ofNullable(invoice.regeneratedFrom())
                .ifPresent(from -> facts.add(
                        new InvoicePage.Fact("In place of", ShortId.of(from.toString()), "/console/invoices/" + from)));
        Optional.ofNullable(data.after().regeneratedAs())
                .ifPresent(as -> facts.add(
                        new InvoicePage.Fact("Replaced by", ShortId.of(as.toString()), "/console/invoices/" + as)));
        return facts;
    }

    private String due() {
        int days = invoice.netPaymentTermsDays();
        return Moments.day(invoice.issuedAt().plus(Duration.ofDays(days))) + " (net " + days + ")";
    }

    private List<InvoicePage.Fact> metered(MeteredInvoice metered) {
        MeteredInvoice.Cents cents = metered.cents();
        List<InvoicePage.Fact> facts = new ArrayList<>();
        String records = metered.records() == 1 ? " in 1 record" : " in " + metered.records() + " records";
        facts.add(InvoicePage.Fact.of("Confirmed", cents(cents.confirmed()) + records));
        facts.add(InvoicePage.Fact.of("On its way", cents(cents.open())));
        if (cents.handedOver() != 0) {
            facts.add(InvoicePage.Fact.of("Handed over", cents(cents.handedOver()) + ", not confirmed yet"));
        }
        if (cents.parked() != 0) {
            facts.add(InvoicePage.Fact.of("Needs you", cents(cents.parked())));
        }
        if (cents.carried() != 0) {
            facts.add(InvoicePage.Fact.of("Carried", cents(cents.carried()) + " of an earlier invoice"));
        }
        if (metered.finalCents() != null) {
            Amount total = new Amount(metered.finalCents(), invoice.currency());
            facts.add(InvoicePage.Fact.of("Not metered", Money.text(total.minus(Amount.cents(cents.billed())))));
        }
        Optional.ofNullable(metered.deadline())
                .ifPresent(at -> facts.add(InvoicePage.Fact.of("Window ends", Moments.moment(at))));
        Optional.ofNullable(metered.reason())
                .ifPresent(why -> facts.add(InvoicePage.Fact.of("Why", Sentences.whole(why))));
        return facts;
    }

    private static String cents(long cents) {
        return Money.text(Amount.cents(cents));
    }
}

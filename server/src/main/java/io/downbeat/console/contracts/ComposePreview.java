package io.downbeat.console.contracts;

import io.downbeat.console.Frame;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.Sentences;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.Amount;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.Customer;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoicePreviews.AdvanceCharge;
import io.downbeat.invoicing.InvoicePreviews.Affected;
import io.downbeat.invoicing.InvoicePreviews.InvoicePosition;
import io.downbeat.invoicing.InvoicePreviews.Preview;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.providers.ConfigurationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts the second step of a switch together. Pure. */
final class ComposePreview {

    /**
     * What was read for it.
     *
     * @param amounts of the drafts among the invoices
     * @param destinations of every configuration that the invoices go to, and of the one chosen
     * @param points what the provider was asked; {@code null} if it was not
     */
    record Read(
            ContractTerms terms,
            Customer customer,
            SwitchRequest request,
            Preview preview,
            Map<InvoiceId, Invoicing.Summary> amounts,
            Map<ConfigurationId, Destination> destinations,
            @Nullable List<Preflight.Point> points,
            Instant now) {}

    private final Read read;
    private final Destination target;

    ComposePreview(Read read) {
        this.read = read;
        this.target = Optional.ofNullable(read.request().configuration())
                .map(read.destinations()::get)
                .orElse(Destination.NOBODY);
    }

    /** Names what somebody saw: if anything of it is another now, what was seen is not what would be done. */
    static String seen(Preview preview) {
        return Sha256.hex(Sha256.of(preview.toString()), 16);
    }

    /** @param refusals further ones than the preview's own */
    PreviewPage page(Frame frame, String once, boolean meanwhile, List<String> refusals) {
        SwitchPage.Contracted contract = ComposeSwitch.contracted(read.terms().contract(), read.customer());
        List<String> all = new ArrayList<>(read.preview().refusals());
        all.addAll(refusals);
        Instant boundary = read.preview().effectiveAt();
        String query = read.request().query();
        return new PreviewPage(
                frame,
                contract,
                boundary == null ? "" : boundary.toString(),
                all.isEmpty() && boundary != null
                        ? "From " + Moments.moment(boundary) + " on, " + sentence()
                        : "This cannot be done",
                boundary == null ? "" : when(boundary),
                meanwhile,
                read.preview().invoices().stream().map(this::row).toList(),
                staying(read.preview().finalizedInvoices()),
                all.stream().map(Sentences::whole).toList(),
                checks(all.isEmpty(), contract.path() + "/switch/preview" + query + "&check=yes"),
                all.isEmpty() && boundary != null && frame.mayChange() ? confirm(boundary, once) : null,
                contract.path() + "/switch" + query);
    }

    private String sentence() {
        return read.request().configuration() == null ? "nobody bills" : target.name() + " bills";
    }

    private String when(Instant boundary) {
        String start = "start of the " + ComposeSwitch.word(read.request().effectiveAt());
        return boundary.isAfter(read.now())
                ? Moments.relative(boundary, read.now()) + " · " + start + " · can be switched back until then"
                : Moments.length(Duration.between(boundary, read.now())) + " ago · " + start;
    }

    private PreviewPage.Row row(Affected invoice) {
        Invoicing.Summary draft = invoice.id() == null ? null : read.amounts().get(new InvoiceId(invoice.id()));
        String what = invoice.startTimestamp() == null || invoice.endTimestamp() == null
                ? "Charge of " + Moments.day(invoice.issuedAt())
                : Moments.period(new ServicePeriod(invoice.startTimestamp(), invoice.endTimestamp()));
        return new PreviewPage.Row(
                what,
                invoice.id() == null ? "to come" : "draft",
                riding(invoice, draft),
                draft == null ? "–" : Money.text(draft.total()),
                destination(invoice.before()),
                destination(invoice.after()),
                invoice.changes());
    }

    /** A trap for whoever switches: it is for the time after the switch, and goes to the provider before it. */
    private static String riding(Affected invoice, Invoicing.@Nullable Summary draft) {
        List<AdvanceCharge> charges = invoice.advanceCharges();
        if (charges == null || draft == null) {
            return "";
        }
        Amount amount = Amount.sum(
                draft.total().unit(),
                charges.stream()
                        .map(charge -> new Amount(charge.amount(), draft.total().unit()))
                        .toList());
        return "with " + Money.text(amount) + " that subscriptions charge ahead for the time after the switch";
    }

    private Destination destination(InvoicePosition position) {
        UUID id = position.billingProviderConfigurationId();
        return id == null
                ? Destination.NOBODY
                : read.destinations().getOrDefault(new ConfigurationId(id), Destination.NOBODY);
    }

    private static String staying(int finalized) {
        return switch (finalized) {
            case 0 -> "No invoice is finalized yet.";
            case 1 -> "1 finalized invoice stays where it went.";
            default -> finalized + " finalized invoices stay where they went.";
        };
    }

    private PreviewPage.Checks checks(boolean isAllowed, String askHref) {
        List<PreviewPage.Check> checks = new ArrayList<>();
        if (isAllowed) {
            checks.add(new PreviewPage.Check(
                    "✓",
                    "good",
                    "The move is allowed from the "
                            + ComposeSwitch.word(read.request().effectiveAt()) + " on."));
        }
        Optional.ofNullable(read.points()).ifPresent(points -> points.forEach(point -> checks.add(check(point))));
        boolean canAsk = isAllowed && read.request().configuration() != null && read.points() == null;
        return new PreviewPage.Checks(checks, canAsk ? askHref : null);
    }

    private static PreviewPage.Check check(Preflight.Point point) {
        String says = Sentences.begin(point.name().replace('_', ' ')) + ": " + point.detail();
        return switch (point.verdict()) {
            case OK -> new PreviewPage.Check("✓", "good", says);
            case WARNING -> new PreviewPage.Check("!", "note", says);
            case FAILED -> new PreviewPage.Check("!", "poor", says);
            case UNKNOWN -> new PreviewPage.Check("?", "note", says);
        };
    }

    private PreviewPage.Confirm confirm(Instant boundary, String once) {
        String from = " from " + Moments.day(boundary);
        return new PreviewPage.Confirm(
                read.request().value(),
                read.request().effectiveAt().name(),
                seen(read.preview()),
                once,
                read.request().configuration() == null ? "Bill by nobody" + from : "Bill by " + target.name() + from);
    }
}

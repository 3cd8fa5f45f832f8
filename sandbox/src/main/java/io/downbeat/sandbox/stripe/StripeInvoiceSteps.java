package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each of Stripe's verbs does to an invoice, and which event it makes. Guarded by {@link StripeSandbox}. */
final class StripeInvoiceSteps {
    private final SandboxClock clock;
    private final StripeInvoices invoices;
    private final StripeWebhooks webhooks;

    StripeInvoiceSteps(SandboxClock clock, StripeInvoices invoices, StripeWebhooks webhooks) {
        this.clock = clock;
        this.invoices = invoices;
        this.webhooks = webhooks;
    }

    /** One line per step: the switch is the table of what Stripe's verbs do to an invoice. */
    Map<String, Object> apply(Call call, StripeInvoice invoice, FormParameters given) {
        Instant now = clock.instant();
        return switch (call.step()) {
            case "update_invoice" -> {
                invoices.reindexed(invoice, () -> invoice.update(given));
                yield published(invoice, "updated");
            }
            case "add_lines" -> {
                invoice.addLines(newLines(given, invoice, now));
                yield published(invoice, "updated");
            }
            case "update_lines" -> {
                invoice.replaceLines(given.each("lines").stream()
                        .map(line -> invoice.line(lineId(line)).changed(line))
                        .toList());
                yield published(invoice, "updated");
            }
            case "remove_lines" -> {
                invoice.removeLines(given.each("lines").stream()
                        .map(line -> invoice.line(lineId(line)))
                        .toList());
                yield published(invoice, "updated");
            }
            case "finalize" -> finalized(call, invoice, given, now);
            case "send_invoice" -> {
                invoice.requireSendable();
                if (invoice.isDraft()) {
                    finalized(call, invoice, FormParameters.parse(""), now);
                }
                invoice.sent();
                yield published(invoice, "sent");
            }
            case "pay_invoice" -> paid(invoice, now);
            case "void_invoice" -> {
                invoice.voided(now);
                yield published(invoice, "voided");
            }
            case "mark_uncollectible" -> {
                invoice.uncollectible(now);
                yield published(invoice, "marked_uncollectible");
            }
            case "delete_invoice" -> {
                invoice.deleted();
                invoices.unlist(invoice);
                webhooks.emit(invoice, "deleted");
                yield Map.of("id", invoice.id, "object", "invoice", "deleted", true);
            }
            default -> throw StripeError.unknownUrl(call.request());
        };
    }

    private Map<String, Object> finalized(Call call, StripeInvoice invoice, FormParameters given, Instant now) {
        StripeParameters.refuseUnknown(given, Set.of("auto_advance"));
        if (!StripePeople.canCharge(invoice.account)) {
            throw StripeError.conflictingState(
                    "testmode_charges_only",
                    "Your account cannot currently make live charges. Finish its set-up in the Dashboard.");
        }
        invoice.finalized(given, now, call.has(FaultKind.WRONG_TOTAL));
        Map<String, Object> json = published(invoice, "finalized");
        if (invoice.status() == StripeInvoiceStatus.PAID) {
            webhooks.emit(invoice, "paid");
        }
        return json;
    }

    Map<String, Object> paid(StripeInvoice invoice, Instant now) {
        try {
            invoice.paid(now);
            return invoice.status() == StripeInvoiceStatus.PAID
                    ? published(invoice, "paid")
                    : StripeInvoiceJson.of(invoice);
        } catch (StripeError refused) {
            if (refused.answer().status() == 402) {
                webhooks.emit(invoice, "payment_failed");
            }
            throw refused;
        }
    }

    Map<String, Object> published(StripeInvoice invoice, String event) {
        webhooks.emit(invoice, event);
        return StripeInvoiceJson.of(invoice);
    }

    private List<StripeLine> newLines(FormParameters given, StripeInvoice invoice, Instant now) {
        StripeParameters.refuseUnknown(given, Set.of("lines", "invoice_metadata"));
        List<FormParameters> each = given.each("lines");
        if (each.isEmpty()) {
            throw StripeError.missing("lines");
        }
        List<StripeLine> lines = new ArrayList<>();
        for (FormParameters line : each) {
            lines.add(StripeLine.added(lines(invoice) + invoice.nextLine(), line, now));
        }
        return lines;
    }

    private static String lines(StripeInvoice invoice) {
        return "il_" + invoice.id.substring("in_".length()) + "_";
    }

    private static String lineId(FormParameters line) {
        return line.text("id").orElseThrow(() -> StripeError.missing(line.full("id")));
    }
}

package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.FormParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An invoice as Stripe shows it. */
final class StripeInvoiceJson {
    private static final int LINES_SHOWN = 10;

    private StripeInvoiceJson() {}

    static Map<String, Object> of(StripeInvoice invoice) {
        StripeInvoiceState state = invoice.state();
        StripePaymentIntent payment = invoice.payment();
        int attempts = payment == null ? 0 : payment.attempts();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", state.id());
        json.put("object", "invoice");
        amounts(json, state, invoice);
        json.put("attempt_count", attempts);
        json.put("attempted", attempts > 0 || state.status() == StripeInvoiceStatus.PAID);
        terms(json, state);
        String page = invoice.isDraft() ? null : "https://invoice.stripe.com/i/" + state.account() + "/" + state.id();
        json.put("hosted_invoice_url", page);
        json.put("invoice_pdf", page == null ? null : page + "/pdf");
        List<StripeLine> lines = state.lines();
        json.put(
                "lines",
                lines(invoice, lines.subList(0, Math.min(LINES_SHOWN, lines.size())), lines.size() > LINES_SHOWN));
        json.put("livemode", false);
        json.put("metadata", invoice.metadata());
        json.put("number", state.number());
        json.put("period_start", state.created().getEpochSecond());
        json.put("period_end", state.created().getEpochSecond());
        json.put("status", state.status().apiName());
        json.put("status_transitions", state.transitions());
        return json;
    }

    /** With what the request asked to be shown in place. */
    static Map<String, Object> of(StripeInvoice invoice, FormParameters given) {
        Map<String, Object> json = of(invoice);
        List<String> expanded =
                given.has("expand") ? List.copyOf(given.texts("expand").values()) : List.of();
        if (expanded.stream().anyMatch(each -> each.startsWith("payments"))) {
            boolean whole = expanded.contains("payments.data.payment.payment_intent");
            StripePaymentIntent payment = invoice.payment();
            List<Object> data = payment == null ? List.of() : List.of(payment.asInvoicePayment(whole));
            json.put("payments", Map.of("object", "list", "data", data, "has_more", false));
        }
        return json;
    }

    static Map<String, Object> lines(StripeInvoice invoice, List<StripeLine> page, boolean more) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("object", "list");
        json.put(
                "data",
                page.stream()
                        .map(line -> line.json(invoice.id, invoice.currency))
                        .toList());
        json.put("has_more", more);
        json.put("total_count", invoice.lines().size());
        json.put("url", "/v1/invoices/" + invoice.id + "/lines");
        return json;
    }

    private static void terms(Map<String, Object> json, StripeInvoiceState state) {
        StripeTerms terms = state.terms();
        json.put("auto_advance", terms.autoAdvance());
        json.put("automatic_tax", Map.of("enabled", terms.isTaxed()));
        json.put("billing_reason", "manual");
        json.put("collection_method", terms.collectionMethod());
        json.put("created", state.created().getEpochSecond());
        json.put("currency", state.currency());
        json.put("customer", state.customer());
        json.put("description", terms.description());
        json.put("due_date", terms.dueDate());
        json.put("effective_at", terms.effectiveAt());
    }

    private static void amounts(Map<String, Object> json, StripeInvoiceState state, StripeInvoice invoice) {
        long total = invoice.total();
        long untaxed = invoice.untaxed();
        long due = state.status() == StripeInvoiceStatus.PAID && state.paid() == 0 ? 0 : Math.max(0, total);
        json.put("amount_due", due);
        json.put("amount_paid", state.paid());
        json.put("amount_remaining", due - state.paid());
        json.put("subtotal", untaxed);
        json.put("subtotal_excluding_tax", untaxed);
        json.put("total", total);
        json.put("total_excluding_tax", untaxed);
        json.put(
                "total_taxes",
                state.terms().isTaxed()
                        ? List.of(
                                Map.of("amount", invoice.tax(), "tax_behavior", "exclusive", "taxable_amount", untaxed))
                        : List.of());
    }
}

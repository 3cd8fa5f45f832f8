package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One invoice at Stripe and what its state allows. Not thread-safe: {@link StripeSandbox} holds its lock. */
final class StripeInvoice {
    static final int MAXIMUM_LINES = 250;
    private static final long MAXIMUM_AMOUNT = 99_999_999;
    private static final long USD_MINIMUM = 50;

    final String id;
    final String account;
    final String customer;
    final String currency;
    final Instant created;
    /** Order of creation among all invoices, and the provider call that created it. */
    final long sequence;

    final long bornAtCall;

    private final List<StripeLine> lines = new ArrayList<>();
    private StripeInvoiceStatus status = StripeInvoiceStatus.DRAFT;
    private StripeTerms terms = StripeTerms.USUAL;
    private boolean charged;
    private @Nullable String number;
    private long off;
    private long linesSoFar;
    private long paid;
    private @Nullable StripePaymentIntent payment;
    private final Map<String, @Nullable Long> transitions = new LinkedHashMap<>();

    StripeInvoice(String id, String account, FormParameters given, Instant now, long sequence, long bornAtCall) {
        StripeParameters.refuseUnknown(given, StripeParameters.OF_AN_INVOICE);
        this.id = id;
        this.account = account;
        this.customer = given.text("customer").orElseThrow(() -> StripeError.missing("customer"));
        if (!StripePeople.isThere(customer)) {
            throw StripeError.noSuchCustomer(customer);
        }
        this.currency = given.text("currency").orElse("usd").toLowerCase(Locale.ROOT);
        if (!currency.matches("[a-z]{3}")) {
            throw StripeError.invalid("parameter_invalid", "currency", "Invalid currency: " + currency);
        }
        this.created = now;
        this.sequence = sequence;
        this.bornAtCall = bornAtCall;
        given.text("pending_invoice_items_behavior").ifPresent(StripeInvoice::checkPendingItems);
        nothingHappened();
        this.terms = terms.changed(given);
        this.number = given.text("number").orElse(null);
    }

    /** As it was saved. A listing that lags behind shows it: it was there before this process was. */
    StripeInvoice(StripeInvoiceState saved) {
        this.id = saved.id();
        this.account = saved.account();
        this.customer = saved.customer();
        this.currency = saved.currency();
        this.created = saved.created();
        this.sequence = saved.sequence();
        this.bornAtCall = Long.MIN_VALUE;
        this.lines.addAll(saved.lines());
        this.status = saved.status();
        this.terms = saved.terms();
        this.charged = saved.charged();
        this.number = saved.number();
        this.off = saved.off();
        this.linesSoFar = saved.linesSoFar();
        this.paid = saved.paid();
        this.payment = saved.payment() == null ? null : new StripePaymentIntent(bill(), saved.payment());
        nothingHappened();
        transitions.putAll(saved.transitions());
    }

    StripeInvoiceState state() {
        return new StripeInvoiceState(
                id,
                account,
                customer,
                currency,
                created,
                sequence,
                List.copyOf(lines),
                status,
                terms,
                charged,
                number,
                off,
                linesSoFar,
                paid,
                payment == null ? null : payment.state(),
                new LinkedHashMap<>(transitions));
    }

    private void nothingHappened() {
        for (String moment : List.of("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")) {
            transitions.put(moment, null);
        }
    }

    StripeInvoiceStatus status() {
        return status;
    }

    boolean isDraft() {
        return status == StripeInvoiceStatus.DRAFT;
    }

    String collectionMethod() {
        return terms.collectionMethod();
    }

    Map<String, String> metadata() {
        return terms.metadata();
    }

    List<StripeLine> lines() {
        return lines;
    }

    /** Never given twice, also when a line before it was removed. */
    long nextLine() {
        return ++linesSoFar;
    }

    long total() {
        return untaxed() + tax();
    }

    long untaxed() {
        return lines.stream().mapToLong(StripeLine::amount).sum() + off;
    }

    /** A tenth of the lines, rounded half up, where Stripe was asked to tax: every buyer lives where that is the rate. */
    long tax() {
        return terms.isTaxed() ? Math.floorDiv(untaxed() + 5, 10) : 0;
    }

    void update(FormParameters given) {
        StripeParameters.refuseUnknown(given, StripeParameters.OF_AN_INVOICE);
        if (!isDraft()) {
            for (String name : StripeParameters.FROZEN_WHEN_FINAL) {
                if (given.has(name)) {
                    throw notEditable();
                }
            }
            if (given.has("auto_advance") && status != StripeInvoiceStatus.OPEN) {
                throw notEditable();
            }
        }
        terms = terms.changed(given);
        if (status == StripeInvoiceStatus.OPEN && terms.autoAdvance()) {
            charged = true;
        }
    }

    void addLines(List<StripeLine> added) {
        requireDraft();
        if (lines.size() + added.size() > MAXIMUM_LINES) {
            throw StripeError.conflictingState(
                    "invoice_max_line_items", "An invoice can have at most " + MAXIMUM_LINES + " line items.");
        }
        lines.addAll(added);
    }

    void replaceLines(List<StripeLine> changed) {
        requireDraft();
        changed.forEach(line -> lines.set(position(line.id()), line));
    }

    void removeLines(List<StripeLine> removed) {
        requireDraft();
        lines.removeAll(removed);
    }

    void finalized(FormParameters given, Instant now, boolean wrongTotal) {
        if (!isDraft()) {
            throw StripeError.conflictingState(
                    "invoice_not_editable",
                    "This invoice is already finalized, you can't re-finalize a non-draft invoice.");
        }
        boolean advance = given.flag("auto_advance").orElse(terms.autoAdvance());
        if (total() > MAXIMUM_AMOUNT) {
            throw StripeError.conflictingState(
                    "amount_too_large", "The invoice total must be no more than 999,999.99.");
        }
        if (wrongTotal && total() >= minimum()) {
            off = 1;
        }
        if (number == null) {
            number = "SANDBOX-" + sequence;
        }
        terms = frozen(advance, now);
        transitions.put("finalized_at", now.getEpochSecond());
        status = StripeInvoiceStatus.OPEN;
        if (advance) {
            charged = true;
        }
        // Too small to collect: Stripe marks it paid at once and carries the amount to the customer's balance.
        if (total() < minimum()) {
            settle(now, 0);
        } else {
            payment = new StripePaymentIntent(bill(), now);
        }
    }

    private long minimum() {
        return currency.equals("usd") ? USD_MINIMUM : 1;
    }

    /** What there is to pay. It holds for good: the lines of a final invoice stand still. */
    private StripePaymentIntent.Bill bill() {
        return new StripePaymentIntent.Bill(id, account, customer, currency, total());
    }

    private StripeTerms frozen(boolean advance, Instant now) {
        Long days = terms.daysUntilDue();
        Long due = days == null
                ? terms.dueDate()
                : Long.valueOf(now.plus(Duration.ofDays(days)).getEpochSecond());
        Long effective = terms.effectiveAt();
        return terms.frozen(advance, due, effective == null ? now.getEpochSecond() : effective);
    }

    void requireSendable() {
        if (!terms.collectionMethod().equals("send_invoice")) {
            throw StripeError.conflictingState(
                    null, "You can only manually send an invoice if its collection method is 'send_invoice'.");
        }
        if (status == StripeInvoiceStatus.VOID) {
            throw StripeError.conflictingState(null, "You can't send a voided invoice.");
        }
    }

    void sent() {
        requireSendable();
        charged = true;
    }

    /** Asking for the money counts as charging, whether or not the card is good. */
    void paid(Instant now) {
        requirePayable();
        charged = true;
        StripePaymentIntent intent = requiredPayment();
        intent.confirm();
        if (intent.isSucceeded()) {
            settle(now, total());
        }
    }

    void settle(Instant now, long amount) {
        requirePayable();
        charged = true;
        paid = amount;
        status = StripeInvoiceStatus.PAID;
        if (payment != null) {
            payment.succeeded();
        }
        transitions.put("paid_at", now.getEpochSecond());
    }

    void paymentFailed() {
        requirePayable();
        charged = true;
        if (payment != null) {
            payment.failed();
        }
    }

    /** What finalizing made to pay it with, exactly one; {@code null} for a draft, or when nothing is to be paid. */
    @Nullable
    StripePaymentIntent payment() {
        return payment;
    }

    StripePaymentIntent requiredPayment() {
        StripePaymentIntent intent = payment;
        if (intent == null) {
            throw StripeError.conflictingState(null, "This invoice has no payment to be made.");
        }
        return intent;
    }

    void voided(Instant now) {
        if (status != StripeInvoiceStatus.OPEN && status != StripeInvoiceStatus.UNCOLLECTIBLE) {
            throw StripeError.conflictingState(
                    "invoice_not_editable",
                    "You can only pass in open or uncollectible invoices." + " This invoice is " + apiStatus() + ".");
        }
        status = StripeInvoiceStatus.VOID;
        if (payment != null) {
            payment.canceled();
        }
        transitions.put("voided_at", now.getEpochSecond());
    }

    void uncollectible(Instant now) {
        if (status != StripeInvoiceStatus.OPEN) {
            throw StripeError.conflictingState(
                    "invoice_not_editable", "Only an open invoice can be marked uncollectible.");
        }
        status = StripeInvoiceStatus.UNCOLLECTIBLE;
        transitions.put("marked_uncollectible_at", now.getEpochSecond());
    }

    void deleted() {
        if (!isDraft()) {
            throw StripeError.conflictingState(
                    "invoice_not_editable", "You can only delete draft invoices. This invoice is " + apiStatus() + ".");
        }
        status = StripeInvoiceStatus.DELETED;
    }

    LedgerEntry ledgerEntry() {
        List<LedgerEntry.Line> plain = lines.stream()
                .map(line -> new LedgerEntry.Line(line.id(), line.description(), line.amount(), line.metadata()))
                .toList();
        return new LedgerEntry(
                "stripe",
                "invoice",
                id,
                metadata().get("delivery_id"),
                total(),
                currency,
                apiStatus(),
                charged,
                account,
                customer,
                plain,
                metadata(),
                created,
                1,
                null);
    }

    String apiStatus() {
        return status.apiName();
    }

    private static void checkPendingItems(String behavior) {
        if (!behavior.equals("exclude") && !behavior.equals("include")) {
            throw StripeError.invalid(null, "pending_invoice_items_behavior", "must be one of exclude or include");
        }
    }

    private void requireDraft() {
        if (!isDraft()) {
            throw notEditable();
        }
    }

    private void requirePayable() {
        if (status == StripeInvoiceStatus.PAID) {
            throw StripeError.conflictingState("invoice_already_paid", "Invoice is already paid");
        }
        if (status != StripeInvoiceStatus.OPEN && status != StripeInvoiceStatus.UNCOLLECTIBLE) {
            throw StripeError.conflictingState("invoice_not_open", "This invoice is " + apiStatus() + ", not open.");
        }
    }

    StripeLine line(String lineId) {
        return lines.get(position(lineId));
    }

    int position(String lineId) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).id().equals(lineId)) {
                return i;
            }
        }
        throw StripeError.noSuch("line_item", lineId);
    }

    private static StripeError notEditable() {
        return StripeError.conflictingState("invoice_not_editable", "Finalized invoices can't be updated in this way.");
    }
}

package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.faults.Faults;
import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.Simulator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Stripe as far as invoices go: authorization, then the idempotency layer, then one change under the lock. */
public final class StripeSandbox implements Simulator, AutoCloseable {
    private static final String DEFAULT_ACCOUNT = "acct_default";
    private static final int KEY_LENGTH = 255;
    private static final String INVOICE = "stripe.invoice";

    private final SandboxClock clock;
    private final StripeWebhooks webhooks;
    private final Journal journal;
    private final IdempotencyKeys keys;
    private final StripeInvoices invoices = new StripeInvoices();
    private final StripeIntents intents;
    private final StripeInvoiceSteps steps;
    private final IdSeries ids = new IdSeries();
    private final AtomicLong calls = new AtomicLong();
    private final Object lock = new Object();
    private long sequence;

    public StripeSandbox(SandboxClock clock, Faults faults, Journal journal) {
        this.clock = clock;
        this.webhooks = new StripeWebhooks(clock, faults, journal);
        this.journal = journal;
        this.keys = new IdempotencyKeys(journal);
        this.intents = new StripeIntents(journal);
        this.steps = new StripeInvoiceSteps(clock, invoices, webhooks);
        for (StripeInvoiceState each : journal.saved(INVOICE, StripeInvoiceState.class)) {
            StripeInvoice invoice = new StripeInvoice(each);
            invoices.add(invoice);
            if (invoice.status() == StripeInvoiceStatus.DELETED) {
                invoices.unlist(invoice);
            }
            sequence = Math.max(sequence, invoice.sequence);
        }
    }

    @Override
    public String provider() {
        return "stripe";
    }

    @Override
    public Set<String> steps() {
        return StripeRoutes.STEPS;
    }

    @Override
    public String step(Request request) {
        return StripeRoutes.step(request);
    }

    @Override
    public SandboxAnswer answer(Call call) {
        if (call.has(FaultKind.KEY_EXPIRY)) {
            keys.forgetAll();
        }
        long number = calls.incrementAndGet();
        try {
            authorize(call.request());
            SandboxAnswer answer =
                    call.request().method().equals("POST") ? keyed(call, number) : executed(call, number).answer;
            return answer.with("Request-Id", requestId(number));
        } catch (StripeError refused) {
            return refused.answer().with("Request-Id", requestId(number));
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        StripeError error = switch (kind) {
            case RATE_LIMITED, THROTTLED -> StripeError.rateLimited();
            case UNAVAILABLE -> StripeError.server(503);
            case UNAUTHORIZED -> StripeError.unauthorized();
            case BAD_REQUEST ->
                StripeError.invalid("parameter_invalid", "sandbox", "Refused by a fault of the sandbox.");
            default -> StripeError.server(500);
        };
        return error.answer().with("Request-Id", requestId(calls.incrementAndGet()));
    }

    @Override
    public List<LedgerEntry> ledger() {
        synchronized (lock) {
            List<LedgerEntry> entries = new ArrayList<>(invoices.all().size());
            for (StripeInvoice invoice : invoices.all()) {
                entries.add(invoice.ledgerEntry());
                StripePaymentIntent payment = invoice.payment();
                if (payment != null && payment.wasRequested()) {
                    entries.add(payment.ledgerEntry(invoice.metadata().get("delivery_id")));
                }
            }
            entries.addAll(intents.ledger());
            return entries;
        }
    }

    @Override
    public void reset() {
        webhooks.reset();
        synchronized (lock) {
            invoices.clear();
            intents.clear();
            keys.forgetAll();
        }
    }

    @Override
    public void close() {
        webhooks.close();
    }

    /** From now on events go to this endpoint, signed with its secret. */
    public void sendWebhooks(URI url, String secret) {
        webhooks.configure(new StripeWebhooks.Endpoint(url, secret));
    }

    public void sendNoWebhooks() {
        webhooks.configure(null);
    }

    /** Something that happens at Stripe without us: a customer pays, a card fails, a person voids. */
    public Map<String, Object> happens(String id, String event) {
        synchronized (lock) {
            StripePaymentIntent alone = intents.find(id);
            if (alone != null) {
                return intents.happens(alone, event);
            }
            StripeInvoice invoice = invoices.find(id);
            if (invoice == null) {
                throw new IllegalArgumentException("invoice: no such invoice '" + id + "'");
            }
            Instant now = clock.instant();
            try {
                happens(invoice, event, now);
                keep(invoice);
            } catch (StripeError impossible) {
                throw new IllegalArgumentException("event: " + impossible.getMessage());
            }
            webhooks.emit(invoice, event.equals("uncollectible") ? "marked_uncollectible" : event);
            return StripeInvoiceJson.of(invoice);
        }
    }

    private static void happens(StripeInvoice invoice, String event, Instant now) {
        switch (event) {
            case "paid" -> invoice.settle(now, invoice.total());
            case "payment_failed" -> invoice.paymentFailed();
            case "voided" -> invoice.voided(now);
            case "uncollectible" -> invoice.uncollectible(now);
            default -> throw new IllegalArgumentException("event: paid, payment_failed, voided or uncollectible");
        }
    }

    /** To be called after each change, also after one that ends in a refusal: a declined card is a payment tried. */
    private void keep(StripeInvoice invoice) {
        journal.put(INVOICE, invoice.id, invoice::state);
    }

    /** What a request came to, and whether the idempotency layer keeps it. */
    private record Executed(SandboxAnswer answer, boolean saved) {}

    private SandboxAnswer keyed(Call call, long number) {
        String key = call.request().header("Idempotency-Key");
        if (key == null) {
            return executedOrCached(call, number).answer;
        }
        if (key.length() > KEY_LENGTH) {
            throw StripeError.invalid(null, "Idempotency-Key", "Idempotency keys can have up to 255 characters.");
        }
        String scoped = account(call.request()) + "\n" + key;
        SandboxAnswer answer = switch (keys.claim(scoped, fingerprint(call.request()), clock.instant())) {
            case IdempotencyKeys.Claim.Fresh() -> executedOnce(scoped, call, number);
            case IdempotencyKeys.Claim.Replay(var saved) -> saved.with("Idempotent-Replayed", "true");
            case IdempotencyKeys.Claim.OtherParameters() -> throw StripeError.keyReused(key);
            case IdempotencyKeys.Claim.InFlight() -> throw StripeError.keyInUse();
        };
        return answer.with("Idempotency-Key", key);
    }

    private SandboxAnswer executedOnce(String scoped, Call call, long number) {
        boolean saved = false;
        try {
            Executed executed = executedOrCached(call, number);
            saved = executed.saved;
            if (saved) {
                keys.keep(scoped, executed.answer.with("Original-Request", requestId(number)));
            }
            return executed.answer;
        } finally {
            // A key left in flight by a mistake of ours would refuse its sender for ever.
            if (!saved) {
                keys.release(scoped);
            }
        }
    }

    private Executed executedOrCached(Call call, long number) {
        return switch (call.fault()) {
            case LOCK_TIMEOUT -> failed(call, StripeError.lockTimeout());
            case CACHED_ERROR -> failed(call, StripeError.server(500));
            case CACHED_ERROR_AFTER -> {
                executed(call, number);
                yield new Executed(StripeError.server(500).answer(), true);
            }
            default -> executed(call, number);
        };
    }

    private static Executed failed(Call call, StripeError error) {
        call.pause();
        return new Executed(error.answer(), true);
    }

    private Executed executed(Call call, long number) {
        call.pause();
        try {
            synchronized (lock) {
                return new Executed(SandboxAnswer.json(200, applied(call, number)), true);
            }
        } catch (StripeError refused) {
            return new Executed(refused.answer(), refused.isSaved());
        } catch (FormParameters.Malformed malformed) {
            String problem = String.valueOf(malformed.getMessage());
            return new Executed(
                    StripeError.invalid("parameter_invalid", malformed.parameter(), problem)
                            .answer(),
                    false);
        }
    }

    private Map<String, Object> applied(Call call, long number) {
        Request request = call.request();
        String account = account(request);
        FormParameters given = FormParameters.parse(request.method().equals("POST") ? request.text() : request.query());
        return switch (call.step()) {
            case "create_invoice" -> created(account, given, number);
            case "list_invoices" -> invoices.list(account, given, call.visibleUntil(number), clock.judges());
            case "search_invoices" -> invoices.search(account, given, call.visibleUntil(number));
            case "get_account" -> StripePeople.account(account);
            case "get_customer" -> StripePeople.customer(request.path().split("/")[3]);
            case "list_payment_intents" -> invoices.payments(account, given, intents);
            case "create_payment_intent" -> intents.create(account, given, clock.instant());
            case "get_payment_intent", "confirm_payment_intent", "cancel_payment_intent" ->
                intentStep(call, account, given);
            case "unknown" -> throw StripeError.unknownUrl(request);
            default -> {
                StripeInvoice invoice = invoices.get(account, request.path().split("/")[3]);
                yield invoiceStep(call, invoice, given);
            }
        };
    }

    private Map<String, Object> intentStep(Call call, String account, FormParameters given) {
        StripePaymentIntent alone = intents.find(account, call.request().path().split("/")[3]);
        if (alone != null) {
            return switch (call.step()) {
                case "confirm_payment_intent" -> intents.confirm(alone, given);
                case "cancel_payment_intent" -> intents.cancel(alone);
                default -> alone.json();
            };
        }
        StripeInvoice invoice = invoiceOfPayment(account, call.request());
        return switch (call.step()) {
            case "confirm_payment_intent" -> {
                try {
                    steps.paid(invoice, clock.instant());
                } finally {
                    keep(invoice);
                }
                yield invoice.requiredPayment().json();
            }
            case "cancel_payment_intent" ->
                throw StripeError.conflictingState(
                        "payment_intent_unexpected_state",
                        "You cannot cancel PaymentIntents created by invoices; void the invoice instead.");
            default -> invoice.requiredPayment().json();
        };
    }

    private StripeInvoice invoiceOfPayment(String account, Request request) {
        String id = request.path().split("/")[3];
        StripeInvoice invoice = invoices.find(id.replaceFirst("^pi_", "in_"));
        if (invoice == null || !invoice.account.equals(account) || invoice.payment() == null) {
            throw StripeError.noSuch("payment_intent", id);
        }
        return invoice;
    }

    private Map<String, Object> created(String account, FormParameters given, long number) {
        sequence++;
        String id = ids.next("in_");
        StripeInvoice invoice = new StripeInvoice(id, account, given, clock.instant(), sequence, number);
        invoices.add(invoice);
        keep(invoice);
        return steps.published(invoice, "created");
    }

    private Map<String, Object> invoiceStep(Call call, StripeInvoice invoice, FormParameters given) {
        return switch (call.step()) {
            case "get_invoice" -> StripeInvoiceJson.of(invoice, given);
            case "list_lines" -> linesPage(invoice, given);
            default -> {
                try {
                    yield steps.apply(call, invoice, given);
                } finally {
                    keep(invoice);
                }
            }
        };
    }

    private static Map<String, Object> linesPage(StripeInvoice invoice, FormParameters query) {
        int limit = StripeInvoices.limit(query);
        List<StripeLine> lines = invoice.lines();
        String after = query.text("starting_after").orElse(null);
        int from = after == null ? 0 : invoice.position(after) + 1;
        int until = Math.min(lines.size(), from + limit);
        return StripeInvoiceJson.lines(invoice, lines.subList(from, until), until < lines.size());
    }

    private static void authorize(Request request) {
        String header = request.header("Authorization");
        if (header == null || !header.matches("Bearer \\S+") || header.contains("_invalid")) {
            throw StripeError.unauthorized();
        }
        if (!StripePeople.isOpen(account(request))) {
            throw StripeError.noAccess(account(request));
        }
    }

    private static String requestId(long number) {
        return "req_%012d".formatted(number);
    }

    private static String account(Request request) {
        String account = request.header(Request.STRIPE_ACCOUNT);
        return account == null ? DEFAULT_ACCOUNT : account;
    }

    /** Hashed, because a hundred thousand bodies would fill the memory. */
    private static String fingerprint(Request request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((request.path() + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(request.body()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

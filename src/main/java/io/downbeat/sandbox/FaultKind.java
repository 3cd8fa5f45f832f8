package io.downbeat.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The ways a provider can misbehave. Modifiers ride along with another fault, every other kind comes alone. */
enum FaultKind {
    NONE,
    DROP_BEFORE,
    APPLY_THEN_DROP,
    DROP_MID_BODY,
    APPLY_LATE,
    RATE_LIMITED,
    SERVER_ERROR,
    SERVER_ERROR_AFTER,
    UNAVAILABLE,
    BAD_REQUEST,
    UNAUTHORIZED,
    LOCK_TIMEOUT,
    CACHED_ERROR,
    CACHED_ERROR_AFTER,
    THROTTLED,
    INTERNAL_ERROR,
    REQUEST_LEVEL_ERROR,
    UNPROCESSED,
    CUSTOMER_NOT_SUBSCRIBED,
    SLOW,
    KEY_EXPIRY,
    STALE_LIST,
    WRONG_TOTAL,
    DUPLICATE_ON_RESEND,
    WEBHOOK_REPEATED,
    WEBHOOK_REORDERED;

    private static final Set<FaultKind> MODIFIERS =
            Set.of(SLOW, KEY_EXPIRY, STALE_LIST, WRONG_TOTAL, DUPLICATE_ON_RESEND, WEBHOOK_REPEATED, WEBHOOK_REORDERED);

    /** Stripe's steps that take an idempotency key. */
    private static final Set<String> KEYED = Set.of(
            "create_invoice",
            "add_lines",
            "update_lines",
            "remove_lines",
            "finalize",
            "update_invoice",
            "send_invoice",
            "pay_invoice",
            "void_invoice",
            "mark_uncollectible");

    /** Steps that show what is held, and may not show it yet. */
    private static final Set<String> READS =
            Set.of("list_invoices", "search_invoices", "get_usage_record", "find_usage_record");

    static FaultKind of(String wire) {
        return Arrays.stream(values())
                .filter(kind -> kind != NONE && kind.wire().equals(wire))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("fault: unknown fault '" + wire + "'; known: " + known()));
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isModifier() {
        return MODIFIERS.contains(this);
    }

    /** A fault set for every step must not be used up by a step on which it means nothing. */
    boolean concerns(String step) {
        return switch (this) {
            case STALE_LIST -> READS.contains(step);
            case WRONG_TOTAL -> step.equals("finalize") || step.equals("put_usage_record");
            case CUSTOMER_NOT_SUBSCRIBED -> step.equals("batch_meter_usage") || step.equals("put_usage_record");
            case REQUEST_LEVEL_ERROR, UNPROCESSED, DUPLICATE_ON_RESEND -> step.equals("batch_meter_usage");
            case WEBHOOK_REPEATED, WEBHOOK_REORDERED -> step.equals("webhook");
            case LOCK_TIMEOUT, CACHED_ERROR, CACHED_ERROR_AFTER, KEY_EXPIRY -> KEYED.contains(step);
            case DROP_BEFORE -> true;
            default -> !step.equals("webhook");
        };
    }

    private static String known() {
        return Arrays.stream(values())
                .filter(k -> k != NONE)
                .map(FaultKind::wire)
                .collect(Collectors.joining(", "));
    }
}

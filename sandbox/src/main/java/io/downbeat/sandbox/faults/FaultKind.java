package io.downbeat.sandbox.faults;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The ways a provider can misbehave. Modifiers ride along with another fault, every other kind comes alone. */
public enum FaultKind {
    NONE,
    DROP_BEFORE,
    APPLY_THEN_DROP,
    DROP_MID_BODY,
    APPLY_LATE,
    RATE_LIMITED,
    SERVER_ERROR,
    SERVER_ERROR_AFTER,
    UNAVAILABLE,
    TIMED_OUT,
    TIMED_OUT_AFTER,
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
    ALREADY_EXISTS,
    SLOW(true),
    KEY_EXPIRY(true),
    TOKEN_EXPIRY(true),
    STALE_LIST(true),
    WRONG_TOTAL(true),
    DUPLICATE_ON_RESEND(true),
    WEBHOOK_REPEATED(true),
    WEBHOOK_REORDERED(true),
    TAKEN_BY_OTHERS(true),
    PLAN_CHANGED(true),
    TOKEN_REVOKED(true),
    WRONG_MD5(true),
    KMS_THROTTLED;

    /** Azure's steps that write a usage record. */
    private static final Set<String> USAGE = Set.of("usage_event", "batch_usage_event");

    /** The steps of Azure and Google that want a token of one of their logins. */
    private static final Set<String> BEARING = Set.of(
            "usage_event", "batch_usage_event", "list_usage", "get_subscription", "get_entitlement", "check", "report");

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
            "mark_uncollectible",
            "create_payment_intent",
            "confirm_payment_intent",
            "cancel_payment_intent");

    /** NetSuite's steps that carry an access token. */
    private static final Set<String> NETSUITE_RECORDS =
            Set.of("get_invoice", "upsert_invoice", "delete_invoice", "get_record", "suiteql");

    /** Steps that show what is held, and may not show it yet. */
    private static final Set<String> READS =
            Set.of("list_invoices", "search_invoices", "get_usage_record", "find_usage_record");

    private final boolean modifier;

    FaultKind() {
        this(false);
    }

    FaultKind(boolean modifier) {
        this.modifier = modifier;
    }

    static FaultKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind != NONE && kind.apiName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "fault: unknown fault '" + name + "'; known: " + String.join(", ", apiNames())));
    }

    String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isModifier() {
        return modifier;
    }

    /** A fault set for every step must not be used up by a step on which it means nothing. */
    boolean concerns(String step) {
        return switch (this) {
            case STALE_LIST -> READS.contains(step);
            case WRONG_TOTAL ->
                Set.of("finalize", "upsert_invoice", "list_usage", "put_usage_record")
                        .contains(step);
            case TOKEN_EXPIRY -> NETSUITE_RECORDS.contains(step);
            case ALREADY_EXISTS -> step.equals("upsert_invoice");
            case DUPLICATE_ON_RESEND -> step.equals("batch_meter_usage");
            case REQUEST_LEVEL_ERROR -> step.equals("batch_meter_usage") || step.equals("batch_usage_event");
            case UNPROCESSED ->
                Set.of("batch_meter_usage", "batch_usage_event", "report").contains(step);
            case CUSTOMER_NOT_SUBSCRIBED ->
                Set.of("batch_meter_usage", "check", "put_usage_record").contains(step) || USAGE.contains(step);
            case TAKEN_BY_OTHERS, PLAN_CHANGED -> USAGE.contains(step);
            case TOKEN_REVOKED -> BEARING.contains(step);
            case WEBHOOK_REPEATED, WEBHOOK_REORDERED -> step.equals("webhook");
            case LOCK_TIMEOUT, CACHED_ERROR, CACHED_ERROR_AFTER, KEY_EXPIRY -> KEYED.contains(step);
            case WRONG_MD5 -> step.equals("sqs_send_message");
            case KMS_THROTTLED -> step.equals("sqs_send_message") || step.equals("sns_publish");
            case DROP_BEFORE -> true;
            default -> !step.equals("webhook");
        };
    }

    /** Every fault there is, as it is written. */
    public static List<String> apiNames() {
        return Arrays.stream(values())
                .filter(kind -> kind != NONE)
                .map(FaultKind::apiName)
                .toList();
    }
}

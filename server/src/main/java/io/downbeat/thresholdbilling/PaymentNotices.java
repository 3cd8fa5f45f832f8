package io.downbeat.thresholdbilling;

import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.platform.Notification;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What webhooks are told of purchases ({@code payment_gate.*}), each in the transaction in which it came true. */
final class PaymentNotices {
    private final Transactions transactions;

    PaymentNotices(Transactions transactions) {
        this.transactions = transactions;
    }

    void thresholdReached(Workflow workflow, Instant now) {
        Map<String, @Nullable Object> told = of(workflow);
        told.put("timestamp", Json.instant(now));
        tell("threshold_reached", told);
    }

    /** The caller collects the money and answers with the release call. */
    void externalInitiate(Workflow workflow) {
        Map<String, @Nullable Object> told = of(workflow);
        told.put("workflow_id", workflow.id().value());
        told.put("invoice_id", workflow.invoice().value());
        told.put("invoice_total", workflow.price().value());
        told.put("invoice_currency", workflow.price().unit().isoCode());
        tell("external_initiate", told);
    }

    void paid(Workflow workflow, Instant now) {
        tell("payment_status", status(workflow, "paid", now));
    }

    void failed(Workflow workflow, PaymentAnswer answer, Instant now) {
        Map<String, @Nullable Object> told = status(workflow, "failed", now);
        addError(told, answer);
        tell("payment_status", told);
    }

    void actionRequired(Workflow workflow, PaymentAnswer answer, Instant now) {
        Map<String, @Nullable Object> told = of(workflow);
        told.put("invoice_id", workflow.invoice().value());
        told.put("timestamp", Json.instant(now));
        addError(told, answer);
        tell("payment_pending_action_required", told);
    }

    private static Map<String, @Nullable Object> status(Workflow workflow, String status, Instant now) {
        Map<String, @Nullable Object> told = of(workflow);
        told.put("invoice_id", workflow.invoice().value());
        told.put("payment_status", status);
        told.put("timestamp", Json.instant(now));
        return told;
    }

    private static Map<String, @Nullable Object> of(Workflow workflow) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("workflow_type", workflow.kind().wire());
        told.put("customer_id", workflow.contract().customer().value());
        told.put("contract_id", workflow.contract().contract().value());
        return told;
    }

    private static void addError(Map<String, @Nullable Object> told, PaymentAnswer answer) {
        told.put("error_message", answer.message());
        PaymentAnswer.ProviderError error = answer.error();
        if (error != null) {
            Map<String, Object> said = new LinkedHashMap<>();
            add(said, "type", error.type());
            add(said, "code", error.code());
            add(said, "decline_code", error.declineCode());
            add(said, "message", error.message());
            Map<String, Object> stripe = new LinkedHashMap<>();
            add(stripe, "payment_intent_id", error.payment());
            stripe.put("error", said);
            told.put("billing_provider", Map.of("type", "stripe", "stripe", stripe));
        }
    }

    private static void add(Map<String, Object> node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private void tell(String event, Map<String, @Nullable Object> properties) {
        Map<String, Object> present = new LinkedHashMap<>();
        properties.forEach((name, value) -> {
            if (value != null) {
                present.put(name, value);
            }
        });
        transactions.publish(new Notification("payment_gate." + event, present));
    }
}

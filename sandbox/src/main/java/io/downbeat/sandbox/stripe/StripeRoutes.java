package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.Request;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which of Stripe's calls a request is. */
final class StripeRoutes {
    private static final Map<String, String> VERBS = Map.of(
            "add_lines",
            "add_lines",
            "update_lines",
            "update_lines",
            "remove_lines",
            "remove_lines",
            "finalize",
            "finalize",
            "send",
            "send_invoice",
            "pay",
            "pay_invoice",
            "void",
            "void_invoice",
            "mark_uncollectible",
            "mark_uncollectible");

    static final Set<String> STEPS = Set.of(
            "create_invoice",
            "add_lines",
            "update_lines",
            "remove_lines",
            "finalize",
            "get_invoice",
            "list_lines",
            "list_invoices",
            "search_invoices",
            "update_invoice",
            "send_invoice",
            "pay_invoice",
            "void_invoice",
            "mark_uncollectible",
            "delete_invoice",
            "get_payment_intent",
            "list_payment_intents",
            "create_payment_intent",
            "confirm_payment_intent",
            "cancel_payment_intent",
            "get_customer",
            "get_account",
            "webhook");

    private StripeRoutes() {}

    /** The step of a request, {@code unknown} for none. */
    static String step(Request request) {
        String[] path = request.path().split("/");
        if (path.length < 3 || !path[1].equals("v1")) {
            return "unknown";
        }
        String method = request.method().toUpperCase(Locale.ROOT);
        if (path[2].equals("invoices")) {
            return invoiceStep(method, path);
        }
        String read = switch (path[2]) {
            case "payment_intents" ->
                path.length == 3 ? "list_payment_intents" : path.length == 4 ? "get_payment_intent" : "unknown";
            case "customers" -> path.length == 4 ? "get_customer" : "unknown";
            case "account" -> path.length == 3 ? "get_account" : "unknown";
            default -> "unknown";
        };
        if (method.equals("POST") && path[2].equals("payment_intents")) {
            return intentStep(path);
        }
        return method.equals("GET") ? read : "unknown";
    }

    private static String intentStep(String[] path) {
        return switch (path.length) {
            case 3 -> "create_payment_intent";
            case 5 ->
                switch (path[4]) {
                    case "confirm" -> "confirm_payment_intent";
                    case "cancel" -> "cancel_payment_intent";
                    default -> "unknown";
                };
            default -> "unknown";
        };
    }

    private static String invoiceStep(String method, String[] path) {
        return switch (path.length) {
            case 3 -> method.equals("POST") ? "create_invoice" : method.equals("GET") ? "list_invoices" : "unknown";
            case 4 ->
                switch (method) {
                    case "GET" -> path[3].equals("search") ? "search_invoices" : "get_invoice";
                    case "POST" -> "update_invoice";
                    case "DELETE" -> "delete_invoice";
                    default -> "unknown";
                };
            case 5 ->
                method.equals("GET") && path[4].equals("lines")
                        ? "list_lines"
                        : method.equals("POST") ? VERBS.getOrDefault(path[4], "unknown") : "unknown";
            default -> "unknown";
        };
    }
}

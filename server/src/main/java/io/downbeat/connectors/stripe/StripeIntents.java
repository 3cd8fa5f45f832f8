package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.RemoteState;
import io.downbeat.outbound.HttpResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** READ and LIST of payment intents that pay no invoice. */
final class StripeIntents {
    private static final int MOST_PAGES = 50;

    private final StripeCalls calls;

    StripeIntents(StripeCalls calls) {
        this.calls = calls;
    }

    /**
     * A payment intent.
     *
     * @param paymentMethod what its customer pays with usually; {@code null} for none
     */
    record View(JsonNode json, @Nullable String paymentMethod) implements RemoteState.Present {
        String id() {
            return json.path("id").asString("");
        }

        String status() {
            return json.path("status").asString("");
        }

        /** Whether its customer's bank said no. */
        boolean wasDeclined() {
            return json.path("last_payment_error").isObject();
        }
    }

    /** Unbound, and a list shows those that carry our delivery's id. */
    record Listed(List<View> intents) implements RemoteState.Present {
        Listed {
            intents = List.copyOf(intents);
        }
    }

    RemoteState look(Delivery delivery, StripePayload payload) {
        var caller = StripeCalls.Caller.of(delivery);
        String ref = delivery.providerRef();
        return ref == null ? list(caller, payload.customer(), delivery) : read(caller, ref, payload.customer());
    }

    private RemoteState read(StripeCalls.Caller caller, String id, String customer) {
        HttpResult reply = calls.get(caller, "/v1/payment_intents/" + StripeCalls.encoded(id));
        if (reply instanceof HttpResult.Response came && StripeErrorText.isGone(came)) {
            return new StripeView.Gone();
        }
        if (!(reply instanceof HttpResult.Response shown) || !StripeErrorText.isShown(shown)) {
            return new RemoteState.Unclear(StripeAnswers.of(reply, false));
        }
        View view = new View(shown.json(), null);
        return view.status().equals("requires_payment_method") && !view.wasDeclined()
                ? withMethod(caller, view, customer)
                : view;
    }

    /** Stripe looks a customer's usual means up for invoices only. */
    private RemoteState withMethod(StripeCalls.Caller caller, View view, String customer) {
        HttpResult reply = calls.get(caller, "/v1/customers/" + StripeCalls.encoded(customer));
        if (!(reply instanceof HttpResult.Response shown) || !StripeErrorText.isShown(shown)) {
            return new RemoteState.Unclear(StripeAnswers.of(reply, false));
        }
        JsonNode settings = shown.json().path("invoice_settings");
        String method = id(settings.path("default_payment_method"));
        return new View(view.json(), method == null ? id(shown.json().path("default_source")) : method);
    }

    private static @Nullable String id(JsonNode node) {
        return node.isObject() ? node.path("id").asString(null) : node.asString(null);
    }

    private RemoteState list(StripeCalls.Caller caller, String customer, Delivery delivery) {
        List<View> found = new ArrayList<>();
        String after = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            HttpResult reply = calls.get(
                    caller, "/v1/payment_intents?customer=" + StripeCalls.encoded(customer) + "&limit=100" + after);
            if (!(reply instanceof HttpResult.Response came) || !StripeErrorText.isShown(came)) {
                return new RemoteState.Unclear(StripeAnswers.of(reply, false));
            }
            JsonNode data = came.json().path("data");
            for (JsonNode each : data) {
                if (StripeReading.isOf(delivery, each.path("metadata"))) {
                    found.add(new View(each, null));
                }
            }
            if (!came.json().path("has_more").asBoolean(false) || data.isEmpty()) {
                break;
            }
            after = "&starting_after="
                    + StripeCalls.encoded(data.get(data.size() - 1).path("id").asString(""));
        }
        return found.isEmpty() ? new RemoteState.Absent() : new Listed(found);
    }
}

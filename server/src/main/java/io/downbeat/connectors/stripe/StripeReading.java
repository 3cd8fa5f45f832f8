package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.RemoteState;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** READ and LIST of the saga: everything that is believed about Stripe comes from here. */
final class StripeReading {
    private static final Duration EARLIER = Duration.ofMinutes(5);
    /** The invoice itself names no payment any more, since one may be paid by several. */
    private static final String WITH_PAYMENTS = "?expand%5B%5D=payments.data.payment.payment_intent";

    private static final int MOST_PAGES = 50;

    private final StripeCalls calls;
    private final StripeSettings settings;

    StripeReading(StripeCalls calls, StripeSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    /** The invoice and all its lines. */
    RemoteState read(StripeCalls.Caller caller, String id) {
        HttpResult reply = calls.get(caller, "/v1/invoices/" + StripeCalls.encoded(id) + WITH_PAYMENTS);
        if (reply instanceof HttpResult.Response came && StripeErrorText.isGone(came)) {
            return new StripeView.Gone();
        }
        if (!(reply instanceof HttpResult.Response shown) || !StripeErrorText.isShown(shown)) {
            return new RemoteState.Unclear(StripeAnswers.of(reply, false));
        }
        JsonNode json = shown.json();
        if (json.path("deleted").asBoolean(false)) {
            return new StripeView.Gone();
        }
        List<StripeView.Line> lines = new ArrayList<>();
        JsonNode embedded = json.path("lines");
        String after = null;
        boolean more = !embedded.path("data").isArray();
        if (!more) {
            after = add(embedded.path("data"), lines);
            more = embedded.path("has_more").asBoolean(false);
        }
        for (int page = 0; more && page < MOST_PAGES; page++) {
            HttpResult next =
                    calls.get(caller, "/v1/invoices/" + StripeCalls.encoded(id) + "/lines?limit=100" + after(after));
            if (!(next instanceof HttpResult.Response further) || !StripeErrorText.isShown(further)) {
                return new RemoteState.Unclear(StripeAnswers.of(next, false));
            }
            String last = add(further.json().path("data"), lines);
            more = further.json().path("has_more").asBoolean(false) && last != null;
            after = last;
        }
        return view(json, lines);
    }

    /** Every invoice of the customer that is the {@link #isOf delivery's}. */
    RemoteState list(StripeCalls.Caller caller, String customer, Delivery delivery) {
        List<StripeView.Candidate> candidates = new ArrayList<>();
        String after = null;
        boolean more = true;
        for (int page = 0; more && page < MOST_PAGES; page++) {
            String path = "/v1/invoices?customer=" + StripeCalls.encoded(customer)
                    + since(delivery.progress().sends().first()) + "&limit=100" + after(after);
            HttpResult reply = calls.get(caller, path);
            if (!(reply instanceof HttpResult.Response came) || !StripeErrorText.isShown(came)) {
                return new RemoteState.Unclear(StripeAnswers.of(reply, false));
            }
            after = null;
            for (JsonNode each : came.json().path("data")) {
                after = each.path("id").asString(null);
                JsonNode metadata = each.path("metadata");
                if (isOf(delivery, metadata)) {
                    candidates.add(new StripeView.Candidate(
                            each.path("id").asString(""),
                            StripeView.Status.of(each.path("status").asString("")),
                            metadata.path("payload_sha256").asString(null)));
                }
            }
            more = came.json().path("has_more").asBoolean(false) && after != null;
        }
        return candidates.isEmpty() ? new RemoteState.Absent() : new StripeView.Listed(candidates);
    }

    /**
     * By the delivery's id; as long as nothing of it was sent from here, by its invoice's as well: what the original of a
     * restored copy made has another delivery's.
     */
    static boolean isOf(Delivery delivery, JsonNode metadata) {
        return delivery.id().toString().equals(metadata.path("delivery_id").asString(""))
                || delivery.progress().sends().first() == null
                        && delivery.invoice()
                                .toString()
                                .equals(metadata.path("invoice_id").asString(""));
    }

    /** Stripe's time and ours are not the same when ours is simulated. */
    private String since(@Nullable Instant firstSendAt) {
        return firstSendAt == null || !settings.sharesOurTime()
                ? ""
                : "&created%5Bgte%5D=" + firstSendAt.minus(EARLIER).getEpochSecond();
    }

    private static String after(@Nullable String last) {
        return last == null ? "" : "&starting_after=" + StripeCalls.encoded(last);
    }

    private static @Nullable String add(JsonNode data, List<StripeView.Line> lines) {
        String last = null;
        for (JsonNode each : data) {
            lines.add(new StripeView.Line(
                    each.path("metadata").path("line_id").asString(null),
                    each.path("amount").asLong(0)));
            last = each.path("id").asString(null);
        }
        return last;
    }

    private static RemoteState view(JsonNode json, List<StripeView.Line> lines) {
        Map<String, String> metadata = new HashMap<>();
        json.path("metadata")
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asString("")));
        return new StripeView.Bound(
                json.path("id").asString(""),
                StripeView.Status.of(json.path("status").asString("")),
                json.path("auto_advance").isBoolean()
                        ? json.path("auto_advance").asBoolean()
                        : null,
                json.path("total").asLong(Long.MIN_VALUE),
                json.path("subtotal").isNumber() ? json.path("subtotal").asLong() : null,
                json.path("currency").asString(""),
                metadata,
                List.copyOf(lines),
                json);
    }

    /**
     * Reads that show whether the account's key works and, where invoices are to be finalized, whether the account may
     * charge: reading alone would let some through in vain after each probe.
     */
    Answer probe(StripeCalls.Caller caller, boolean finalizes) {
        Answer listed = StripeAnswers.of(calls.get(caller, "/v1/invoices?limit=1"), false);
        if (!finalizes || !(listed instanceof Answer.Accepted)) {
            return listed;
        }
        // A restricted key may be good for invoices although it must not read the account.
        boolean barred = calls.get(caller, "/v1/account") instanceof HttpResult.Response account
                && account.isOk()
                && !account.json().path("charges_enabled").asBoolean(true);
        return barred
                ? new Answer.Misconfigured(
                        listed.exchange(), "the Stripe account cannot charge; finish or mend its set-up at Stripe")
                : listed;
    }
}

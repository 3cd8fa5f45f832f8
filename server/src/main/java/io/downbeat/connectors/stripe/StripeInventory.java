package io.downbeat.connectors.stripe;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Every invoice of an account that carries a {@code metadata.delivery_id}. Deleted drafts are not listed by Stripe.
 *
 * <p>Where our clock is simulated Stripe's instants say nothing about ours, so nothing is left out by its date.
 */
final class StripeInventory {
    private final StripeCalls calls;
    private final StripeSettings settings;

    StripeInventory(StripeCalls calls, StripeSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    Inventory of(Account account, Instant from, Instant until) {
        StripeCalls.Caller caller = calls.caller(account.deliveryMethod());
        List<Holding> holdings = new ArrayList<>();
        // The payment of an invoice carries no mark of ours, one that was made alone does.
        for (String kind : List.of("/v1/invoices", "/v1/payment_intents")) {
            Answer failed = addAll(caller, kind + "?limit=100" + within(from, until), holdings);
            if (failed != null) {
                return new Inventory.Failed(failed);
            }
        }
        return new Inventory.Listed(holdings);
    }

    /** @return what went wrong, if anything did */
    private @Nullable Answer addAll(StripeCalls.Caller caller, String first, List<Holding> holdings) {
        String after = "";
        while (true) {
            HttpResult reply = calls.get(caller, first + after);
            if (reply instanceof HttpResult.Response refused
                    && refused.status() == 403
                    && first.startsWith("/v1/payment_intents")) {
                // A restricted key that must not see payments made none.
                return null;
            }
            if (!(reply instanceof HttpResult.Response came) || !StripeErrorText.isShown(came)) {
                return StripeAnswers.of(reply, false);
            }
            JsonNode page = came.json().path("data");
            page.forEach(each -> holding(each).ifPresent(holdings::add));
            if (!came.json().path("has_more").asBoolean(false) || page.isEmpty()) {
                return null;
            }
            String last = page.get(page.size() - 1).path("id").asString("");
            after = "&starting_after=" + StripeCalls.encoded(last);
        }
    }

    boolean isByDate() {
        return settings.sharesOurTime();
    }

    private String within(Instant from, Instant until) {
        // Stripe counts whole seconds, so "before until" is "before the next whole second" if it has a fraction.
        long before = until.getNano() == 0 ? until.getEpochSecond() : until.getEpochSecond() + 1;
        return settings.sharesOurTime()
                ? "&created%5Bgte%5D=" + from.getEpochSecond() + "&created%5Blt%5D=" + before
                : "";
    }

    private static Optional<Holding> holding(JsonNode invoice) {
        JsonNode metadata = invoice.path("metadata");
        if (!metadata.hasNonNull("delivery_id")) {
            return Optional.empty();
        }
        String currency = invoice.path("currency").asString("");
        String status = invoice.path("status").asString("");
        return Optional.of(new Holding(
                invoice.path("id").asString(""),
                StripeEvents.uuid(metadata.path("delivery_id").asString(""))
                        .map(DeliveryId::new)
                        .orElse(null),
                StripeEvents.uuid(metadata.path("invoice_id").asString(""))
                        .map(InvoiceId::new)
                        .orElse(null),
                net(invoice, currency),
                currency,
                StripeView.Status.of(status) != StripeView.Status.VOID && !status.equals("canceled"),
                status,
                Instant.ofEpochSecond(invoice.path("created").asLong(0))));
    }

    /** What our invoice says: without tax, whether Stripe computed it or the caller did. {@code null} if it is not shown. */
    private static @Nullable BigDecimal net(JsonNode object, String currency) {
        for (String member : List.of("total_excluding_tax", "total", "amount")) {
            if (object.path(member).isNumber()) {
                long given = object.path("metadata").path(StripePayload.TAX).asLong(0);
                return StripeFreezing.fromMinor(
                        currency, BigDecimal.valueOf(object.path(member).asLong() - given));
            }
        }
        return null;
    }
}

package io.downbeat.invoicing.api;

import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.routes.RouteByHand;
import io.downbeat.invoicing.routes.RoutesByHand;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A route in one sentence that a person can check against the schedule. */
final class RouteExplanation {
    private RouteExplanation() {}

    /** @param hand the record of a route by hand; {@code null} beside every other rule */
    static String explain(InvoiceSubject invoice, Route route, @Nullable RouteByHand hand, @Nullable String provider) {
        if (route.isByHand()) {
            return "Goes to " + (provider == null ? "its configuration" : provider) + " "
                    + (hand == null
                            ? "by hand, and nothing tells who chose it: run verify."
                            : RoutesByHand.explain(hand));
        }
        if (route.rule().equals(Route.CONSOLIDATED)) {
            return "Goes nowhere by itself: its lines stand on the consolidated invoice of the parent in its account"
                    + " hierarchy, which is delivered in its place.";
        }
        if (route.rule().equals(Route.HISTORICAL)) {
            return "Goes nowhere: it is historical, made of quantities that were given for a period before the"
                    + " contract's invoice generation, and no billing provider is sent such an invoice.";
        }
        String moment = invoice.period() == null
                ? "it is issued at " + Json.instant(invoice.issuedAt())
                : "its service period ends at " + Json.instant(invoice.period().end());
        Instant since = route.segmentEffectiveAt();
        if (since == null) {
            return "Goes nowhere: " + moment + ", and the contract's schedule has no segment in force before that.";
        }
        String segment = "the segment in force then has been so since " + Json.instant(since)
                + (route.editId() == null ? ", when the contract was created with it" : ", by edit " + route.editId());
        return switch (route.rule()) {
            case Route.NO_PROVIDER -> "Goes nowhere: " + moment + "; " + segment + ", and names no billing provider.";
            case Route.ARCHIVED -> "Goes nowhere: " + moment + "; " + segment + ", but its configuration is archived.";
            default ->
                "Goes to " + (provider == null ? "its configuration" : provider) + ": " + moment + "; " + segment + ".";
        };
    }
}

package io.downbeat.invoicing.api;

import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.lifecycle.ConsolidationStore;
import io.downbeat.invoicing.routes.RouteByHand;
import io.downbeat.invoicing.routes.RoutesByHand;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A route in one sentence that a person can check against the schedule. */
final class RouteExplanation {
    /**
     * The consolidated invoice that a draft will stand on, which is not made yet.
     *
     * @param route its own, as the schedule of its contract stands
     * @param provider to which it goes; {@code null} if it goes nowhere
     */
    record Ahead(
            ConsolidationStore.Group on,
            Route route,
            @Nullable String provider) {}

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
        return bySchedule(invoice.moment(), route, provider);
    }

    /** Of a draft whose lines will stand on another invoice. */
    static String explain(Ahead ahead) {
        ServicePeriod period = ahead.on().period();
        String other = bySchedule(new InvoiceMoment.Interval(period), ahead.route(), ahead.provider());
        return "Goes nowhere by itself: its lines will stand on the consolidated invoice of contract "
                + ahead.on().parent().contract() + ", which is made once all that belongs to it is final and covers "
                + Json.instant(period.start()) + " to " + Json.instant(period.end()) + ". That one "
                + Character.toLowerCase(other.charAt(0)) + other.substring(1);
    }

    private static String bySchedule(InvoiceMoment when, Route route, @Nullable String provider) {
        String moment = switch (when) {
            case InvoiceMoment.Point(Instant issuedAt) -> "it is issued at " + Json.instant(issuedAt);
            case InvoiceMoment.Interval(ServicePeriod period) ->
                "its service period ends at " + Json.instant(period.end());
        };
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

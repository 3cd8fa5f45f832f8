package io.downbeat.console.deliveries;

import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.platform.http.PageToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which deliveries are listed; in the address by the wire's word where there is one. */
enum Show {
    OPEN("Not delivered", DeliveryListings.UNWELL),
    PARKED("Need you", Set.of(DeliveryState.PARKED)),
    UNKNOWN("In doubt", Set.of(DeliveryState.UNKNOWN)),
    RETRY_WAIT("Retrying", Set.of(DeliveryState.RETRY_WAIT)),
    DEADLINE("Deadline near", DeliveryListings.UNWELL),
    DELIVERED("Delivered", Set.of(DeliveryState.SENT, DeliveryState.CONFIRMED));

    /** A deadline is near this long before it. */
    static final Duration NEAR = Duration.ofHours(6);

    private final String heading;
    private final Set<DeliveryState> states;

    Show(String heading, Set<DeliveryState> states) {
        this.heading = heading;
        this.states = states;
    }

    String heading() {
        return heading;
    }

    String path() {
        return this == OPEN ? "/console/deliveries" : "/console/deliveries?state=" + name();
    }

    /** @return one more than the limit, when there are more */
    List<ListedDelivery> list(DeliveryListings deliveries, Instant now, Optional<PageToken> after, int limit) {
        return switch (this) {
            case OPEN, PARKED, UNKNOWN, RETRY_WAIT -> deliveries.mostUrgent(states, after, limit + 1);
            case DEADLINE -> deliveries.dueBefore(states, now.plus(NEAR), after, limit + 1);
            case DELIVERED -> deliveries.latest(states, after, limit + 1);
        };
    }

    /** The address of what comes behind this one. */
    String next(ListedDelivery last) {
        PageToken place = this == DELIVERED ? PageToken.after(last.id()) : DeliveryListings.place(last);
        return with("next_page=" + place.text());
    }

    /** The list's address with one more parameter. */
    String with(String parameter) {
        return path() + (this == OPEN ? "?" : "&") + parameter;
    }
}

package io.downbeat.console;

import io.downbeat.console.words.Moments;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.platform.callers.Role;
import io.downbeat.platform.work.BusinessClock;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;

/** Makes the frame of a page for whoever asks for it. */
public final class Frames {
    /** The section whose badge tells how many deliveries wait for a person. */
    public static final String DELIVERIES = "deliveries";

    private final List<Section> sections;
    private final DeliveryListings deliveries;
    private final BusinessClock clock;
    private final Assets assets;
    private final Visits visits;

    Frames(List<Section> sections, DeliveryListings deliveries, BusinessClock clock, Assets assets, Visits visits) {
        this.sections = sections.stream()
                .sorted(Comparator.comparingInt(Section::place))
                .toList();
        this.deliveries = deliveries;
        this.clock = clock;
        this.assets = assets;
        this.visits = visits;
    }

    /** @param section the key of the section that the page belongs to */
    public Frame of(HttpServletRequest request, String title, String section) {
        return of(request, title, section, deliveries.unwell(clock.instant(), Duration.ZERO));
    }

    /** For a page that has counted already what is not well. */
    public Frame of(HttpServletRequest request, String title, String section, DeliveryListings.Unwell unwell) {
        long waiting = unwell.count(DeliveryState.PARKED) + unwell.count(DeliveryState.UNKNOWN);
        return frame(
                request,
                title,
                sections.stream()
                        .map(one -> new Frame.Link(
                                one.label(),
                                one.path(),
                                one.key().equals(section),
                                one.key().equals(DELIVERIES) && waiting > 0 ? String.valueOf(waiting) : null))
                        .toList());
    }

    /** Without a navigation, for pages that must work when the database does not. */
    Frame bare(HttpServletRequest request, String title) {
        return frame(request, title, List.of());
    }

    private Frame frame(HttpServletRequest request, String title, List<Frame.Link> links) {
        Instant now = clock.instant();
        return new Frame(
                title,
                links,
                formToken(request),
                visitor(request),
                new Frame.Clock(now.toString(), Moments.moment(now), clock.isSimulated()),
                assets.links());
    }

    private static String formToken(HttpServletRequest request) {
        Object token = request.getAttribute(CsrfToken.class.getName());
        return token instanceof CsrfToken found ? Objects.toString(found.getToken(), "") : "";
    }

    private Frame.@Nullable Visitor visitor(HttpServletRequest request) {
        return visits.find(request)
                .map(session -> new Frame.Visitor(
                        session.caller().name(), session.caller().role() == Role.ADMIN))
                .orElse(null);
    }
}

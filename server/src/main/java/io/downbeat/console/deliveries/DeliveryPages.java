package io.downbeat.console.deliveries;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.deliveries.DeliveriesPage.Empty;
import io.downbeat.console.deliveries.DeliveriesPage.HeldBack;
import io.downbeat.console.deliveries.DeliveriesPage.Tile;
import io.downbeat.console.words.Moments;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.Forecast;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.work.BusinessClock;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /console/deliveries}: the page that the console begins with. */
@Controller
final class DeliveryPages {
    private static final int ROWS = 50;
    private static final int COUNTED = 10_000;

    private final Pages pages;
    private final Frames frames;
    private final DeliveryListings deliveries;
    private final Forecast forecast;
    private final Rows rows;
    private final BusinessClock clock;

    DeliveryPages(
            Pages pages,
            Frames frames,
            DeliveryListings deliveries,
            Forecast forecast,
            Rows rows,
            BusinessClock clock) {
        this.pages = pages;
        this.frames = frames;
        this.deliveries = deliveries;
        this.forecast = forecast;
        this.rows = rows;
        this.clock = clock;
    }

    @GetMapping("/console/deliveries")
    ResponseEntity<byte[]> list(Query query, HttpServletRequest request) {
        Show show = query.oneOf("state", Show.class).orElse(Show.OPEN);
        return pages.show("console/deliveries/deliveries.jte", () -> page(show, request));
    }

    private DeliveriesPage page(Show show, HttpServletRequest request) {
        Instant now = clock.instant();
        DeliveryListings.Unwell unwell = deliveries.unwell(now, Show.NEAR);
        List<ListedDelivery> found = show.list(deliveries, now, ROWS);
        return new DeliveriesPage(
                frames.of(request, show.heading(), Frames.DELIVERIES, unwell),
                show.path(),
                show.heading(),
                facts(unwell, now),
                tiles(show, unwell, now),
                heldBack(),
                rows.of(found.stream().limit(ROWS).toList(), now),
                found.isEmpty() ? empty(show, now) : null,
                found.size() > ROWS);
    }

    private static String facts(DeliveryListings.Unwell unwell, Instant now) {
        if (unwell.all() == 0) {
            return "Everything that was finalized has arrived or is on its way.";
        }
        String oldest = unwell.oldest()
                .map(since -> " · the oldest for " + Moments.length(Duration.between(since, now)))
                .orElse("");
        return (unwell.all() == 1 ? "1 invoice has" : number(unwell.all()) + " invoices have") + " not arrived"
                + oldest;
    }

    private List<Tile> tiles(Show here, DeliveryListings.Unwell unwell, Instant now) {
        long delivered = deliveries.deliveredSince(monthOf(now), COUNTED + 1);
        List<Tile> tiles = new ArrayList<>();
        tiles.add(tile(Show.PARKED, unwell.count(DeliveryState.PARKED), "need you", "c-needs-you", here));
        tiles.add(tile(Show.UNKNOWN, unwell.count(DeliveryState.UNKNOWN), "in doubt", "c-in-doubt", here));
        tiles.add(tile(Show.RETRY_WAIT, unwell.count(DeliveryState.RETRY_WAIT), "retrying", "c-retrying", here));
        tiles.add(tile(Show.DEADLINE, unwell.urgent(), "deadline within 6 h", "c-needs-you", here));
        tiles.add(new Tile(
                delivered > COUNTED ? "over " + number(COUNTED) : number(delivered),
                "delivered this month",
                "c-delivered",
                Show.DELIVERED.path(),
                here == Show.DELIVERED));
        return tiles;
    }

    /** The one that is chosen leads back to all. */
    private static Tile tile(Show show, long count, String label, String css, Show here) {
        return new Tile(
                number(count),
                label,
                count == 0 ? "quiet" : css,
                here == show ? Show.OPEN.path() : show.path(),
                here == show);
    }

    private List<HeldBack> heldBack() {
        return forecast.lines().stream()
                .filter(line -> line.heldBack() > 0)
                .map(line -> new HeldBack(
                        line.account(),
                        line.reason() + ". "
                                + (line.heldBack() == 1 ? "1 invoice waits" : line.heldBack() + " invoices wait")
                                + ". It is asked again by itself, and then they go on."))
                .toList();
    }

    private @Nullable Empty empty(Show show, Instant now) {
        if (show != Show.OPEN) {
            return new Empty(
                    "Nothing here",
                    show == Show.DELIVERED ? "No invoice was delivered yet." : "None is in this state.");
        }
        return deliveries.latest(Set.of(DeliveryState.SENT, DeliveryState.CONFIRMED), 1).stream()
                .findFirst()
                .map(last -> new Empty(
                        "Everything is delivered",
                        "The last one " + Moments.relative(last.progress().since(), now) + ", to "
                                + last.to().provider().displayName() + "."))
                .orElseGet(() -> new Empty(
                        "Nothing to deliver yet",
                        "An invoice stands here from the moment it is finalized until it has arrived."));
    }

    private static Instant monthOf(Instant now) {
        return now.atZone(ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}

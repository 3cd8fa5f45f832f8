package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.deliveries.DeliveriesPage.Empty;
import io.downbeat.console.deliveries.DeliveriesPage.Tile;
import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.work.BusinessClock;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
    private final HeldBackAccounts accounts;
    private final Rows rows;
    private final BusinessClock clock;

    DeliveryPages(
            Pages pages,
            Frames frames,
            DeliveryListings deliveries,
            HeldBackAccounts accounts,
            Rows rows,
            BusinessClock clock) {
        this.pages = pages;
        this.frames = frames;
        this.deliveries = deliveries;
        this.accounts = accounts;
        this.rows = rows;
        this.clock = clock;
    }

    @GetMapping("/console/deliveries")
    ResponseEntity<byte[]> list(Query query, HttpServletRequest request) {
        Show show = query.oneOf("state", Show.class).orElse(Show.OPEN);
        return pages.show("console/deliveries/deliveries.jte", () -> page(show, query, request));
    }

    private DeliveriesPage page(Show show, Query query, HttpServletRequest request) {
        Instant now = clock.instant();
        DeliveryListings.Unwell unwell = deliveries.unwell(now, Show.NEAR);
        List<ListedDelivery> found = show.list(deliveries, now, query.nextPage(), ROWS);
        List<ListedDelivery> shown = found.stream().limit(ROWS).toList();
        List<DeliveriesPage.Row> listed = rows.of(shown, now);
        Instant since = query.instant("since").orElse(now);
        Frame frame = frames.of(request, show.heading(), Frames.DELIVERIES, unwell);
        String here = query.nextPage()
                .map(place -> show.with("next_page=" + place.text()))
                .orElse(show.path());
        return new DeliveriesPage(
                frame,
                here,
                query.nextPage().isPresent() ? null : show.with(Pages.REFRESH + "&since=" + since),
                new DeliveriesPage.Head(show.heading(), facts(unwell, now), news(since, now)),
                retried(query),
                tiles(show, unwell, now),
                accounts.all(now),
                frame.mayChange() ? Alike.of(listed, here) : List.of(),
                listed,
                found.isEmpty() ? empty(show, now) : null,
                found.size() > ROWS ? show.next(shown.getLast()) : "");
    }

    /** Told by the page that reads itself again: what came while somebody had it open. */
    private String news(Instant since, Instant now) {
        long count = since.isBefore(now) ? deliveries.unwellSince(since) : 0;
        return count == 0 ? "" : Figures.count(count) + " new";
    }

    private static @Nullable String retried(Query query) {
        return query.text("retried")
                .filter(count -> count.matches("[1-9][0-9]?"))
                .map(count -> count.equals("1") ? "1 delivery is tried again." : count + " deliveries are tried again.")
                .orElse(null);
    }

    private static String facts(DeliveryListings.Unwell unwell, Instant now) {
        if (unwell.all() == 0) {
            return "Everything that was finalized has arrived or is on its way.";
        }
        String oldest = unwell.oldest()
                .map(since -> " · the oldest for " + Moments.length(Duration.between(since, now)))
                .orElse("");
        return (unwell.all() == 1 ? "1 invoice has" : Figures.count(unwell.all()) + " invoices have") + " not arrived"
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
                delivered > COUNTED ? "over " + Figures.count(COUNTED) : Figures.count(delivered),
                "delivered this month",
                "c-delivered",
                Show.DELIVERED.path(),
                here == Show.DELIVERED));
        return tiles;
    }

    /** The one that is chosen leads back to all. */
    private static Tile tile(Show show, long count, String label, String css, Show here) {
        return new Tile(
                Figures.count(count),
                label,
                count == 0 ? "quiet" : css,
                here == show ? Show.OPEN.path() : show.path(),
                here == show);
    }

    private @Nullable Empty empty(Show show, Instant now) {
        if (show != Show.OPEN) {
            return new Empty(
                    "Nothing here",
                    show == Show.DELIVERED ? "No invoice was delivered yet." : "None is in this state.",
                    Show.OPEN.path(),
                    "All that are not delivered");
        }
        return deliveries.latest(Set.of(DeliveryState.SENT, DeliveryState.CONFIRMED), 1).stream()
                .findFirst()
                .map(last -> new Empty(
                        "Everything is delivered",
                        "Last one " + Moments.relative(last.progress().since(), now) + ", to "
                                + last.to().provider().displayName() + ".",
                        "/console/proof",
                        "Prove it"))
                .orElseGet(() -> new Empty(
                        "Nothing to deliver yet",
                        "An invoice stands here from the moment it is finalized until it has arrived.",
                        "/console/customers",
                        "To the customers"));
    }

    private static Instant monthOf(Instant now) {
        return now.atZone(ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }
}

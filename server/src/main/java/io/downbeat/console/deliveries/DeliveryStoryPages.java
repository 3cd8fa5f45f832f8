package io.downbeat.console.deliveries;

import io.downbeat.access.AuditLog;
import io.downbeat.access.AuditQuery;
import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.DeliveryStories;
import io.downbeat.delivery.engine.operations.DeliveryStory;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.Providers;
import io.downbeat.verification.DeliveryHistories;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /console/deliveries/{id}}: what became of one delivery, and the bytes that it sends. */
@Controller
final class DeliveryStoryPages {
    private static final int ENTRIES = 50;

    /** What the story is read from. */
    record Sources(
            DeliveryListings deliveries,
            DeliveryStories stories,
            DeliveryHistories histories,
            Providers providers,
            AuditLog audit) {}

    private final Pages pages;
    private final Frames frames;
    private final Sources sources;
    private final Rows rows;
    private final BusinessClock clock;

    DeliveryStoryPages(Pages pages, Frames frames, Sources sources, Rows rows, BusinessClock clock) {
        this.pages = pages;
        this.frames = frames;
        this.sources = sources;
        this.rows = rows;
        this.clock = clock;
    }

    @GetMapping("/console/deliveries/{id}")
    ResponseEntity<byte[]> delivery(@PathVariable("id") String id, Query query, HttpServletRequest request) {
        DeliveryId delivery = delivery(id);
        int after = query.whole("after_attempt", 0, Integer.MAX_VALUE).orElse(0);
        return pages.show("console/deliveries/story.jte", () -> {
            ComposeStory.Read read = read(delivery, after);
            return new ComposeStory(read).page(frames.of(request, ComposeStory.title(read.row()), Frames.DELIVERIES));
        });
    }

    @GetMapping("/console/deliveries/{id}/payload.json")
    ResponseEntity<byte[]> payload(@PathVariable("id") String id) {
        DeliveryId delivery = delivery(id);
        byte[] bytes = sources.stories()
                .payload(delivery)
                .orElseThrow(() -> Refused.notFound("no bytes were frozen of a delivery with the id " + id));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("delivery-" + delivery + ".json")
                                .build()
                                .toString())
                .body(bytes);
    }

    private ComposeStory.Read read(DeliveryId id, int afterAttempt) {
        ListedDelivery found =
                sources.deliveries().find(id).orElseThrow(() -> Refused.notFound("no delivery has the id " + id));
        var wanted = new DeliveryStories.Wanted(found.subject().customer(), id, afterAttempt, ComposeStory.A_PAGE);
        DeliveryStory story =
                sources.stories().find(wanted).orElseThrow(() -> new IllegalStateException("no delivery " + id));
        return new ComposeStory.Read(
                found,
                rows.of(List.of(found), clock.instant()).getFirst(),
                story,
                sources.stories().actions(wanted),
                sources.providers().find(found.to().configuration()).orElse(null),
                sources.histories().faults(id.value()),
                sources.audit().about(new AuditQuery.Resource("delivery", id.toString()), ENTRIES));
    }

    private static DeliveryId delivery(String id) {
        return new DeliveryId(PageIds.require(id, "delivery"));
    }
}

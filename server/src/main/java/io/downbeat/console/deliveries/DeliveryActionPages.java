package io.downbeat.console.deliveries;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.ReturnAddress;
import io.downbeat.console.words.Sentences;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.DeliveryOperations;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.DeliveryMethodId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Retry, resolve, cancel: the page that says what will happen, and the form on it that does it. */
@Controller
final class DeliveryActionPages {
    private static final String TO_THE_LIST = "/console/deliveries";

    private final Pages pages;
    private final Frames frames;
    private final DeliveryListings deliveries;
    private final DeliveryOperations operations;
    private final Rows rows;
    private final BusinessClock clock;
    private final RefusedForms forms;

    DeliveryActionPages(
            Pages pages,
            Frames frames,
            DeliveryListings deliveries,
            DeliveryOperations operations,
            Rows rows,
            BusinessClock clock,
            RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.deliveries = deliveries;
        this.operations = operations;
        this.rows = rows;
        this.clock = clock;
        this.forms = forms;
    }

    @GetMapping("/console/deliveries/{id}/{action:retry|resolve|cancel}")
    ResponseEntity<byte[]> ask(
            @PathVariable("id") String id, @PathVariable("action") String action, HttpServletRequest request) {
        return ask(DeliveryAction.of(action), delivery(id), request, HttpStatus.OK, null);
    }

    @PostMapping("/console/deliveries/{id}/retry")
    @Changes(action = "retry_delivery", resource = "delivery")
    ResponseEntity<byte[]> retry(@PathVariable("id") String id, HttpServletRequest request) {
        DeliveryId delivery = delivery(id);
        return done(DeliveryAction.RETRY, delivery, request, () -> operations.retry(delivery));
    }

    @PostMapping("/console/deliveries/{id}/resolve")
    @Changes(action = "resolve_delivery", resource = "delivery")
    ResponseEntity<byte[]> resolve(@PathVariable("id") String id, HttpServletRequest request) {
        DeliveryId delivery = delivery(id);
        return done(
                DeliveryAction.RESOLVE,
                delivery,
                request,
                () -> operations.resolve(delivery, DeliveryAction.RESOLVE.filledIn(request)));
    }

    @PostMapping("/console/deliveries/{id}/cancel")
    @Changes(action = "cancel_delivery", resource = "delivery")
    ResponseEntity<byte[]> cancel(@PathVariable("id") String id, HttpServletRequest request) {
        DeliveryId delivery = delivery(id);
        return done(
                DeliveryAction.CANCEL,
                delivery,
                request,
                () -> operations.cancel(delivery, DeliveryAction.CANCEL.filledIn(request)));
    }

    /** A harmless read, so without a page before it; what is held back would go on by itself a little later. */
    @PostMapping("/console/deliveries/probe/{method}")
    @Changes(action = "probe_account", resource = "delivery_method")
    ResponseEntity<byte[]> probe(@PathVariable("method") String method, HttpServletRequest request) {
        operations.probe(new DeliveryMethodId(PageIds.require(method, "delivery method")));
        return Pages.goTo(ReturnAddress.of(request, TO_THE_LIST));
    }

    private ResponseEntity<byte[]> done(
            DeliveryAction action, DeliveryId id, HttpServletRequest request, Runnable work) {
        try {
            work.run();
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return ask(
                    action, id, request, HttpStatus.valueOf(refused.status()), Sentences.whole(refused.getMessage()));
        }
        return Pages.goTo(ReturnAddress.of(request, TO_THE_LIST));
    }

    private ResponseEntity<byte[]> ask(
            DeliveryAction action,
            DeliveryId id,
            HttpServletRequest request,
            HttpStatus status,
            @Nullable String error) {
        return pages.show(status, "console/deliveries/action.jte", () -> {
            ListedDelivery found =
                    deliveries.find(id).orElseThrow(() -> Refused.notFound("no delivery has the id " + id));
            return new DeliveryActionPage(
                    frames.of(request, action.word(), Frames.DELIVERIES),
                    action,
                    rows.of(List.of(found), clock.instant()).getFirst(),
                    ReturnAddress.of(request, TO_THE_LIST),
                    action.value(request),
                    error);
        });
    }

    private static DeliveryId delivery(String id) {
        return new DeliveryId(PageIds.require(id, "delivery"));
    }
}

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
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Several deliveries of one reason are tried again together, after a page that counts and names them.
 *
 * <p>Each is retried as if alone, with an entry of its own in the audit log: that log is read by delivery, and one that
 * cannot be retried any more must not undo the others.
 */
@Controller
final class RetryManyPages {
    static final String PATH = "/console/deliveries/retry";

    /** A form carries no more fields than a hundred. */
    private static final int MOST = 50;

    private static final String FIELD = "d.";

    private static final String TO_THE_LIST = "/console/deliveries";

    private final Pages pages;
    private final Frames frames;
    private final DeliveryListings deliveries;
    private final DeliveryOperations operations;
    private final Rows rows;
    private final BusinessClock clock;
    private final RefusedForms forms;

    RetryManyPages(
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

    @GetMapping(PATH)
    ResponseEntity<byte[]> ask(Query query, HttpServletRequest request) {
        DeliveryId like = id(query.text("like").orElse(""));
        return pages.show("console/deliveries/retryMany.jte", () -> all(like, request, ""));
    }

    @PostMapping(PATH)
    @Changes(action = "retry_delivery", resource = "delivery")
    ResponseEntity<byte[]> retry(HttpServletRequest request) {
        DeliveryId like = id(String.valueOf(request.getParameter("like")));
        List<DeliveryId> chosen = chosen(request).stream()
                .map(name -> id(name.substring(FIELD.length())))
                .toList();
        if (chosen.isEmpty()) {
            return pages.show(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "console/deliveries/retryMany.jte",
                    () -> all(like, request, "Nothing was chosen."));
        }
        Map<DeliveryId, String> refusals = retry(chosen, request);
        return refusals.isEmpty()
                ? Pages.goTo(ReturnAddress.with(ReturnAddress.of(request, TO_THE_LIST), "retried=" + chosen.size()))
                : pages.show(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "console/deliveries/retryMany.jte",
                        () -> refused(like, request, refusals, chosen.size() - refusals.size()));
    }

    private static List<String> chosen(HttpServletRequest request) {
        return Collections.list(request.getParameterNames()).stream()
                .filter(name -> name.startsWith(FIELD))
                .toList();
    }

    private Map<DeliveryId, String> retry(List<DeliveryId> chosen, HttpServletRequest request) {
        Map<DeliveryId, String> refusals = new LinkedHashMap<>();
        for (DeliveryId id : chosen) {
            try {
                operations.retry(id);
            } catch (Refused refused) {
                forms.writeDown(request, refused);
                refusals.put(id, Sentences.whole(refused.getMessage()));
            }
        }
        return refusals;
    }

    private RetryManyPage all(DeliveryId like, HttpServletRequest request, String error) {
        ListedDelivery one =
                deliveries.find(like).orElseThrow(() -> Refused.notFound("no delivery has the id " + like));
        List<ListedDelivery> found = deliveries.alike(one, MOST + 1);
        return page(like, request, found.stream().limit(MOST).toList(), Map.of(), found.size() > MOST, error);
    }

    private RetryManyPage refused(
            DeliveryId like, HttpServletRequest request, Map<DeliveryId, String> refusals, int retried) {
        String others =
                retried == 0 ? "" : " " + retried + (retried == 1 ? " other is" : " others are") + " tried again.";
        return page(
                like,
                request,
                deliveries.findAll(refusals.keySet()),
                refusals,
                false,
                "These could not be tried again." + others);
    }

    private RetryManyPage page(
            DeliveryId like,
            HttpServletRequest request,
            List<ListedDelivery> found,
            Map<DeliveryId, String> refusals,
            boolean hasMore,
            String error) {
        // Nobody has chosen yet where none is named. Else what was left out, or came meanwhile, is left out.
        List<String> chosen = chosen(request);
        List<RetryManyPage.Choice> choices = rows.of(found, clock.instant()).stream()
                .map(row -> new RetryManyPage.Choice(
                        row,
                        FIELD + row.id(),
                        chosen.isEmpty() || chosen.contains(FIELD + row.id()),
                        refusals.getOrDefault(id(row.id()), "")))
                .toList();
        return new RetryManyPage(
                frames.of(request, "Retry", Frames.DELIVERIES),
                like.toString(),
                ReturnAddress.of(request, TO_THE_LIST),
                choices.isEmpty() ? "" : choices.getFirst().row().reason(),
                choices,
                hasMore,
                error);
    }

    private static DeliveryId id(String text) {
        return new DeliveryId(PageIds.require(text, "delivery"));
    }
}

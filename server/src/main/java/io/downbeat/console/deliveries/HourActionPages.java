package io.downbeat.console.deliveries;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.ReturnAddress;
import io.downbeat.console.words.Sentences;
import io.downbeat.metering.records.ParkedRecords;
import io.downbeat.metering.records.UnsettledHours;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Resolve, cancel a parked hour of metering: the page that says what will happen, and the form on it that does it. */
@Controller
final class HourActionPages {
    private final Pages pages;
    private final Frames frames;
    private final UnsettledHours hours;
    private final TabPages tabs;
    private final ParkedRecords parked;
    private final RefusedForms forms;

    HourActionPages(
            Pages pages, Frames frames, UnsettledHours hours, TabPages tabs, ParkedRecords parked, RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.hours = hours;
        this.tabs = tabs;
        this.parked = parked;
        this.forms = forms;
    }

    @GetMapping(HourAction.LIST + "/{id}/{action:resolve|cancel}")
    ResponseEntity<byte[]> ask(
            @PathVariable("id") String id, @PathVariable("action") String action, HttpServletRequest request) {
        return ask(HourAction.of(action), hour(id), request, HttpStatus.OK, null);
    }

    @PostMapping(HourAction.LIST + "/{id}/resolve")
    @Changes(action = "resolve_metering_record", resource = "metering_record")
    ResponseEntity<byte[]> resolve(@PathVariable("id") String id, HttpServletRequest request) {
        UUID hour = hour(id);
        return done(
                HourAction.RESOLVE,
                hour,
                request,
                () -> parked.isHeld(hour, HourAction.RESOLVE.field().filledIn(request)));
    }

    @PostMapping(HourAction.LIST + "/{id}/cancel")
    @Changes(action = "cancel_metering_record", resource = "metering_record")
    ResponseEntity<byte[]> cancel(@PathVariable("id") String id, HttpServletRequest request) {
        UUID hour = hour(id);
        return done(
                HourAction.CANCEL,
                hour,
                request,
                () -> parked.isNotHeld(hour, HourAction.CANCEL.field().filledIn(request)));
    }

    private ResponseEntity<byte[]> done(HourAction action, UUID id, HttpServletRequest request, Runnable work) {
        try {
            work.run();
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return ask(
                    action, id, request, HttpStatus.valueOf(refused.status()), Sentences.whole(refused.getMessage()));
        }
        return Pages.goTo(ReturnAddress.of(request, HourAction.LIST));
    }

    private ResponseEntity<byte[]> ask(
            HourAction action, UUID id, HttpServletRequest request, HttpStatus status, @Nullable String error) {
        return pages.show(status, "console/deliveries/hourAction.jte", () -> {
            UnsettledHours.Hour found =
                    hours.find(id).orElseThrow(() -> Refused.notFound("no metering record has the id " + id));
            return new HourActionPage(
                    frames.of(request, action.word(), Frames.DELIVERIES),
                    action,
                    action.path(id),
                    ReturnAddress.of(request, HourAction.LIST),
                    facts(found),
                    action.field().value(request),
                    error);
        });
    }

    /** As the list has it. */
    private List<HourActionPage.Fact> facts(UnsettledHours.Hour hour) {
        List<TabPage.Cell> cells = tabs.row(hour).cells();
        List<HourActionPage.Fact> facts = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            facts.add(new HourActionPage.Fact(TabPages.HOUR_COLUMNS.get(i), cells.get(i)));
        }
        return facts;
    }

    private static UUID hour(String id) {
        return PageIds.require(id, "metering record");
    }
}

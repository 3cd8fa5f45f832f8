package io.downbeat.preflight;

import static java.util.stream.Collectors.joining;

import io.downbeat.incidents.Incident;
import io.downbeat.incidents.IncidentFilter;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.IncidentReport.Subject;
import io.downbeat.incidents.Incidents;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The incidents of coming segments that would not get through. Runs inside the transaction of its caller. */
class Notices {
    /** The subject is the contract, its part the configuration; the deadline is when the segment begins. */
    private static final IncidentKind FAILED = IncidentKind.endingByItself("PROVIDER_CHECK_FAILED", "contract");

    private final Incidents incidents;

    Notices(Incidents incidents) {
        this.incidents = incidents;
    }

    /**
     * Opens the notice, or tells the open one what was found now.
     *
     * @return whether it is new
     */
    boolean raise(Watch watch, List<Point> points, Instant now) {
        Subject subject = subject(watch);
        IncidentReport report = IncidentReport.of(FAILED, subject.id(), sentence(watch, points))
                .part(subject.part())
                .customer(watch.customer().value())
                .contract(watch.contract().value())
                .configuration(watch.configuration().value())
                .until(watch.beginsAt())
                .points(Json.write(points));
        return incidents.raise(report, now);
    }

    private static String sentence(Watch watch, List<Point> points) {
        String failed = points.stream()
                .filter(point -> point.verdict() == Verdict.FAILED)
                .map(point -> point.name() + ": " + point.detail())
                .collect(joining("; "));
        return "it begins to bill through configuration "
                + watch.configuration().value() + " then, and that would fail: " + failed;
    }

    /** Ends the open notice, if there is one and what it told of is fine. */
    void updated(Watch watch, List<Point> points, Instant now) {
        incidents
                .lockOpen(FAILED, subject(watch))
                .filter(open -> Notice.isMended(points(open), points))
                .ifPresent(open -> end(watch, Notice.Ending.MENDED, now));
    }

    void end(Watch watch, Notice.Ending ending, Instant now) {
        incidents.end(FAILED, subject(watch), ending.name(), now);
    }

    private static Subject subject(Watch watch) {
        return new Subject(
                watch.contract().value().toString(),
                watch.configuration().value().toString());
    }

    /** Newest first. */
    List<Notice> list(IncidentFilter wanted, @Nullable UUID after, int limit) {
        return incidents.list(FAILED, wanted, after, limit).stream()
                .map(Notices::notice)
                .toList();
    }

    private static Notice notice(Incident incident) {
        Incident.Ended ended = incident.ended();
        return new Notice(
                incident.id(),
                Notice.KIND,
                Objects.requireNonNull(incident.related().contract()),
                Objects.requireNonNull(incident.related().customer()),
                Objects.requireNonNull(incident.related().configuration()),
                Objects.requireNonNull(incident.deadlineAt()),
                points(incident),
                incident.raisedAt(),
                incident.lastSeenAt(),
                ended == null ? null : ended.at(),
                ended == null ? null : ended.reason());
    }

    private static List<Point> points(Incident incident) {
        return List.of(Json.MAPPER.readValue(Objects.requireNonNull(incident.points()), Point[].class));
    }
}

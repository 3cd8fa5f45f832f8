package io.downbeat.incidents;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /downbeat/v1/alerts}: one list of what waits for a person now. And the end of those that nothing but a person
 * can end; all others end by themselves once the matter is over, and are not hidden before.
 */
@RestController
@RequestMapping("/downbeat/v1/alerts")
final class IncidentsApi {
    /**
     * @param kind what happened, such as {@code METERING_STOPPED}
     * @param subject to what: the kind says whether it is an invoice, a contract, an account, a job or something else
     * @param account what people call the account, where the subject is one; else {@code null}
     * @param deadlineAt until when something can be done about it; {@code null} if nothing ends
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Open(
            UUID id,
            String kind,
            String subject,
            @Nullable String account,
            String detail,
            Instant raisedAt,
            @Nullable Instant deadlineAt) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Cleared(
            UUID id,
            String kind,
            String subject,
            @Nullable String account,
            String detail,
            Instant raisedAt,
            @Nullable Instant clearedAt) {}

    private final IncidentStore incidents;
    private final Transactions transactions;
    private final InstantSource clock;

    IncidentsApi(IncidentStore incidents, Transactions transactions, InstantSource clock) {
        this.incidents = incidents;
        this.transactions = transactions;
        this.clock = clock;
    }

    @GetMapping
    Page<Open> list(Query query) {
        int limit = query.limit(100);
        IncidentStore.Place after = query.nextPage()
                .map(token -> new IncidentStore.Place(token.instant(0), token.uuid(1)))
                .orElse(null);
        List<Open> rows = incidents.open(after, limit + 1).stream()
                .map(IncidentsApi::shown)
                .toList();
        return Page.of(rows, limit, row -> PageToken.after(row.raisedAt(), row.id()));
    }

    @PostMapping("/{id}/clear")
    @Changes(action = "clear_incident", resource = "incident")
    Data<Cleared> clear(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("reason"));
        String reason = body.text("reason", 1, 500);
        return new Data<>(transactions.in(() -> incidents
                .lock(id)
                .map(incident -> cleared(incident, reason))
                .orElseThrow(() -> Refused.notFound("no alert has the id " + id))));
    }

    private Cleared cleared(Incident incident, String reason) {
        if (!incident.isForAPerson()) {
            throw Refused.conflict("an alert of the kind " + incident.kind()
                    + " ends by itself as soon as what it is about goes well again");
        }
        Incident over = incident;
        if (incident.ended() == null) {
            over = incidents.clear(incident.id(), reason, clock.instant());
            transactions.publish(Change.of("clear_incident", "incident", incident.id())
                    .to(Map.of("kind", incident.kind(), "subject", incident.subject()))
                    .because(reason));
        }
        return new Cleared(
                over.id(),
                over.kind(),
                over.subject(),
                over.related().account(),
                over.detail(),
                over.raisedAt(),
                over.ended() == null ? null : over.ended().at());
    }

    private static Open shown(Incident incident) {
        return new Open(
                incident.id(),
                incident.kind(),
                incident.subject(),
                incident.related().account(),
                incident.detail(),
                incident.raisedAt(),
                incident.deadlineAt());
    }
}

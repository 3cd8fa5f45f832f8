package io.downbeat.delivery.engine;

import io.downbeat.incidents.Incident;
import io.downbeat.incidents.Incidents;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Refused;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Ends an alert that nothing but a person can end: no reading tells whether a stray invoice was looked after. All others
 * end by themselves once the matter is over, and are not hidden before.
 */
@RestController
class ClearAlertApi {
    /** Stripe holds something beside what a delivery is bound to. */
    private static final String FOR_A_PERSON = "UNBOUND_INVOICE";

    private final AlertStore alerts;
    private final Incidents incidents;
    private final Transactions transactions;
    private final InstantSource clock;

    ClearAlertApi(AlertStore alerts, Incidents incidents, Transactions transactions, InstantSource clock) {
        this.alerts = alerts;
        this.incidents = incidents;
        this.transactions = transactions;
        this.clock = clock;
    }

    @PostMapping("/downbeat/v1/alerts/{id}/clear")
    Data<AlertStore.Alert> clear(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("reason"));
        String reason = body.text("reason", 1, 500);
        return new Data<>(transactions.in(() -> alerts.lock(id)
                .map(alert -> cleared(alert, reason))
                .or(() -> incidents.lock(id).map(incident -> cleared(incident, reason)))
                .orElseThrow(() -> Refused.notFound("no alert of an account and no incident has the id " + id
                        + "; those of meter slots, coming segments and webhooks end by themselves"))));
    }

    private AlertStore.Alert cleared(AlertStore.Alert alert, String reason) {
        if (!alert.kind().equals(FOR_A_PERSON)) {
            throw Refused.conflict(
                    "an alert of the kind " + alert.kind() + " ends by itself as soon as its account works again");
        }
        return alert.clearedAt() == null ? alerts.clear(alert.id(), reason, clock.instant()) : alert;
    }

    private AlertStore.Alert cleared(Incident incident, String reason) {
        if (!incident.isForAPerson()) {
            throw Refused.conflict("an incident of the kind " + incident.kind()
                    + " ends by itself as soon as what it is about goes well again");
        }
        Incident over = incident.endedAt() == null ? incidents.clear(incident.id(), reason, clock.instant()) : incident;
        return new AlertStore.Alert(
                over.id(), over.kind(), over.subject(), null, over.detail(), over.raisedAt(), over.endedAt());
    }
}

package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Makes and archives alerts about customers. */
@RestController
final class AlertsApi {
    record Named(AlertId id) {}

    private final CreateAlerts creating;
    private final ManageAlerts alerts;

    AlertsApi(CreateAlerts creating, ManageAlerts alerts) {
        this.creating = creating;
        this.alerts = alerts;
    }

    @PostMapping("/v1/alerts/create")
    @Changes(action = "create_alert", resource = "alert")
    Data<Named> create(Body body) {
        return new Data<>(new Named(creating.create(body)));
    }

    @PostMapping("/v1/alerts/archive")
    @Changes(action = "archive_alert", resource = "alert")
    Data<Named> archive(Body body) {
        body.knowsOnly(Set.of("id", "release_uniqueness_key"));
        return new Data<>(
                new Named(alerts.archive(new AlertId(body.uuid("id")), body.flag("release_uniqueness_key", false))));
    }
}

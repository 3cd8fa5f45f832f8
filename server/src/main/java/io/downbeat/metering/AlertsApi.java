package io.downbeat.metering;

import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /downbeat/v1/alerts}: one list of what waits for a person. */
@RestController
final class AlertsApi {
    private final AlertList alerts;

    AlertsApi(AlertList alerts) {
        this.alerts = alerts;
    }

    @GetMapping("/downbeat/v1/alerts")
    Page<AlertList.Alert> list(Query query) {
        int limit = query.limit(100);
        List<AlertList.Alert> rows = alerts.open(query.nextPage(), limit + 1);
        return Page.of(rows, limit, alert -> PageToken.after(alert.raisedAt(), alert.id()));
    }
}

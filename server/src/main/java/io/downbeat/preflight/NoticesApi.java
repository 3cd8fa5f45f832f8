package io.downbeat.preflight;

import io.downbeat.incidents.IncidentFilter;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What should be updated before it matters. */
@RestController
final class NoticesApi {
    private final Notices notices;

    NoticesApi(Notices notices) {
        this.notices = notices;
    }

    @GetMapping("/downbeat/v1/notices")
    Page<Notice> list(Query query) {
        int limit = query.limit(50);
        var wanted = new IncidentFilter(
                query.uuid("contract_id").orElse(null),
                query.uuid("customer_id").orElse(null),
                query.flag("ended"));
        var rows = notices.list(
                wanted, query.nextPage().map(token -> token.uuid(0)).orElse(null), limit + 1);
        return Page.of(rows, limit, row -> PageToken.after(row.id()));
    }
}

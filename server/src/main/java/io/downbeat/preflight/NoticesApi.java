package io.downbeat.preflight;

import io.downbeat.incidents.IncidentFilter;
import io.downbeat.incidents.IncidentReport.Relation;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
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
        Map<Relation, UUID> concerning = new EnumMap<>(Relation.class);
        query.uuid("contract_id").ifPresent(id -> concerning.put(Relation.CONTRACT, id));
        query.uuid("customer_id").ifPresent(id -> concerning.put(Relation.CUSTOMER, id));
        var wanted = new IncidentFilter(concerning, query.flag("ended"));
        var rows = notices.list(
                wanted, query.nextPage().map(token -> token.uuid(0)).orElse(null), limit + 1);
        return Page.of(rows, limit, row -> PageToken.after(row.id()));
    }
}

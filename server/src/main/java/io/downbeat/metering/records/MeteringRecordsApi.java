package io.downbeat.metering.records;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Metering records, and the way out for those that only a person can judge. */
@RestController
final class MeteringRecordsApi {
    private final MeteringRecordList records;
    private final ParkedRecords parked;

    MeteringRecordsApi(MeteringRecordList records, ParkedRecords parked) {
        this.records = records;
        this.parked = parked;
    }

    @GetMapping("/downbeat/v1/meterSlots")
    Page<MeteringRecordView> list(Query query) {
        int limit = query.limit(100);
        var filter = new MeteringRecordList.Filter(
                query.uuid("invoice_id"), query.uuid("configuration_id"), query.oneOf("state", RecordState.class));
        List<MeteringRecordView> rows = records.list(filter, query.nextPage(), limit + 1);
        return Page.of(rows, limit, last -> PageToken.after(last.hour(), last.id()));
    }

    @PostMapping("/downbeat/v1/meterSlots/{id}/resolve")
    @Changes(action = "resolve_metering_record", resource = "metering_record")
    Data<Map<String, UUID>> resolve(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("provider_ref"));
        parked.isHeld(id, body.text("provider_ref"));
        return new Data<>(Map.of("id", id));
    }

    @PostMapping("/downbeat/v1/meterSlots/{id}/cancel")
    @Changes(action = "cancel_metering_record", resource = "metering_record")
    Data<Map<String, UUID>> cancel(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("reason"));
        parked.isNotHeld(id, body.text("reason"));
        return new Data<>(Map.of("id", id));
    }
}

package io.downbeat.preflight;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.incidents.IncidentFilter;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.http.PageToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Coming segments that would not get through, for the pages that tell of them. */
public final class ComingTroubles {
    /**
     * @param failed what the last check found, in sentences
     * @param checkedAt when that was
     */
    public record Trouble(
            UUID id,
            ContractId contract,
            CustomerId customer,
            Instant beginsAt,
            List<String> failed,
            Instant checkedAt) {
        public Trouble {
            failed = List.copyOf(failed);
        }
    }

    private final Notices notices;

    ComingTroubles(Notices notices) {
        this.notices = notices;
    }

    /**
     * The open ones, newest first.
     *
     * @param after the id of the last one that was seen
     */
    public List<Trouble> open(Optional<PageToken> after, int limit) {
        return notices
                .list(
                        new IncidentFilter(Map.of(), false),
                        after.map(place -> place.uuid(0)).orElse(null),
                        limit)
                .stream()
                .map(notice -> new Trouble(
                        notice.id(),
                        notice.contractId(),
                        notice.customerId(),
                        notice.segmentEffectiveAt(),
                        notice.points().stream()
                                .filter(point -> point.verdict() == Verdict.FAILED)
                                .map(point -> point.name() + ": " + point.detail())
                                .toList(),
                        notice.checkedAt()))
                .toList();
    }
}

package io.downbeat.incidents;

import io.downbeat.incidents.IncidentReport.Relation;
import java.util.Map;
import java.util.UUID;

/**
 * Which incidents are listed.
 *
 * @param concerning what they have to concern, all of it; empty for any
 * @param endedToo whether those that are over are listed as well
 */
public record IncidentFilter(Map<Relation, UUID> concerning, boolean endedToo) {
    public IncidentFilter {
        concerning = Map.copyOf(concerning);
    }
}

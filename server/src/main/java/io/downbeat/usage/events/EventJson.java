package io.downbeat.usage.events;

import io.downbeat.platform.http.Limits;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** How the JSON of events is parsed, on its way in and again from the database. */
final class EventJson {
    /** Twice what a name can take, because the parser measures what it makes room for. */
    private static final int LONGEST_NAME_BYTES = 2 * 4 * Limits.NAME;

    // The parser keeps names for the next request, so how long they are bounds what strangers can fill the memory with.
    // Its other limits are lifted where ours hold: theirs name no place in the body.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(LONGEST_NAME_BYTES)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private EventJson() {}
}

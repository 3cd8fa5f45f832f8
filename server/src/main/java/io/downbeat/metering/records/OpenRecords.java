package io.downbeat.metering.records;

import java.time.Instant;
import java.util.Optional;

/** Records that are not settled, as those see them who watch over the server. */
public final class OpenRecords {
    private final MeterDeadlineStore deadlines;

    OpenRecords(MeterDeadlineStore deadlines) {
        this.deadlines = deadlines;
    }

    /** When the first window ends in which a record is still open; nothing if none is. */
    public Optional<Instant> earliestDeadline() {
        return deadlines.earliest();
    }
}

package io.downbeat.metering.records;

import io.downbeat.metering.RecordAnswer;
import io.downbeat.platform.work.Failure;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;

/**
 * What becomes of records over which this server itself failed: the exception's class is kept, its text, which may quote a
 * credential, is the log's alone, and its stack trace is there the first time only.
 */
final class OurFailures {
    private OurFailures() {}

    /** @param records of one request */
    static RecordAnswer answer(Logger log, List<ClaimedRecord> records, RuntimeException failure, Instant now) {
        Failure what = Failure.of(failure);
        String first = "metering record " + records.getFirst().frozen().id();
        boolean isNew = records.stream().anyMatch(record -> record.ownFailures() == 0 && record.unanswered() == 0);
        if (isNew) {
            log.error("{} and {} more failed in Downbeat at {}", first, records.size() - 1, now, failure);
        } else if (!what.passes()) {
            log.error("{} and {} more failed in Downbeat at {}: {}", first, records.size() - 1, now, what.words());
        }
        String why = "failed in Downbeat (" + what.words() + "); see the log at " + now + " for " + first;
        return what.passes() ? new RecordAnswer.NoAnswer(why) : new RecordAnswer.OurFailure(why);
    }
}

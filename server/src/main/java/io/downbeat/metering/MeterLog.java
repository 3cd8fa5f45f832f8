package io.downbeat.metering;

import io.downbeat.outbound.AccountName;
import io.downbeat.providers.DeliveryMethodId;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of metering stands in the log beside its incidents: a marketplace that stops answering and answers again, and records
 * whose window is over. A WARN for each change, never a line per request.
 */
final class MeterLog {
    private static final Logger LOG = LoggerFactory.getLogger(MeterLog.class);
    /** So many requests in a row without an answer are no lost packet any more. */
    static final int SILENT_AFTER = 3;

    private record Account(DeliveryMethodId deliveryMethod, String region) {}

    private final Map<Account, Integer> unanswered = new ConcurrentHashMap<>();

    /**
     * @param slot any of the request's
     * @param answers what one request brought back
     */
    void heard(ClaimedRecord slot, Collection<RecordAnswer> answers) {
        Account account =
                new Account(slot.frozen().deliveryMethod(), slot.frozen().region());
        if (answers.isEmpty()) {
            return;
        }
        if (!answers.stream().allMatch(RecordAnswer.NoAnswer.class::isInstance)) {
            Integer before = unanswered.remove(account);
            if (before != null && before >= SILENT_AFTER) {
                LOG.warn("{} answers again; its records go out", name(slot));
            }
        } else if (unanswered.merge(account, 1, Integer::sum) == SILENT_AFTER) {
            LOG.warn(
                    "{} does not answer: {}; its records go out again until their windows end",
                    name(slot),
                    why(answers.iterator().next()));
        }
    }

    void expired(ClaimedRecord slot, RecordVerdict verdict) {
        LOG.warn(
                "record {} of {} expired, {} cents of the hour {} ride in a later one: {}",
                slot.frozen().id(),
                name(slot),
                slot.frozen().quantity(),
                slot.frozen().hour(),
                verdict.error());
    }

    private static String why(RecordAnswer answer) {
        return answer instanceof RecordAnswer.NoAnswer(var why) ? why : "";
    }

    private static String name(ClaimedRecord slot) {
        return AccountName.withoutKeys(
                slot.provider().wire() + " in " + slot.frozen().region(),
                slot.frozen().deliveryMethod());
    }
}

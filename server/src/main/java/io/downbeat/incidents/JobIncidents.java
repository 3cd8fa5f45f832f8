package io.downbeat.incidents;

import io.downbeat.platform.work.Failure;
import io.downbeat.platform.work.WorkFailures;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.event.Level;

/**
 * A job that fails twice in a row is an incident until it succeeds. Once may be a moment's trouble; what fails again without
 * anybody knowing stands still for ever.
 */
final class JobIncidents implements WorkFailures {
    static final IncidentKind JOB_FAILING =
            IncidentKind.endingByItself("JOB_FAILING", "job").logged(Level.INFO, "job failing:", "job works again:");
    private static final int IN_A_ROW = 2;
    /**
     * How often a job that goes well asks for what another server raised, and how long that has to be quiet: a server that
     * lives and fails raises it again every few seconds.
     */
    static final Duration QUIET = Duration.ofMinutes(5);

    private final Incidents incidents;
    /** Jobs that have no incident of this server's, and when that was asked, so that a job that goes well rarely asks. */
    private final Map<String, Instant> well = new ConcurrentHashMap<>();

    JobIncidents(Incidents incidents) {
        this.incidents = incidents;
    }

    /** The failure's own words may quote anything, so they stay in the log. */
    @Override
    public void failed(String work, int inARow, RuntimeException failure, Instant now) {
        well.remove(work);
        if (inARow >= IN_A_ROW) {
            incidents.raise(
                    IncidentReport.of(
                            JOB_FAILING,
                            work,
                            "the job " + work + " failed " + inARow + " times in a row, the last time by "
                                    + Failure.of(failure).words()
                                    + "; what it does stands still, and all other jobs go on. The server's log has the"
                                    + " whole failure under the job's name: mend its cause. The job is tried again all"
                                    + " the time, and this ends by itself once it succeeds"),
                    now);
        }
    }

    /** Also ends what a server raised that is gone by now, whether it went before this one saw the job go well or after. */
    @Override
    public void succeeded(String work, Instant now) {
        Instant asked = well.get(work);
        if (asked == null) {
            incidents.end(JOB_FAILING, work, now);
            well.put(work, now);
        } else if (!now.isBefore(asked.plus(QUIET))) {
            incidents.endUnseenSince(JOB_FAILING, work, now.minus(QUIET), now);
            well.put(work, now);
        }
    }
}

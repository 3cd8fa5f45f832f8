package io.downbeat.platform.work;

import java.time.Instant;

/** Is informed of each success and failure of a job. Called by the job's own thread, outside of any transaction. */
public interface WorkFailures {

    /** @param inARow how often this server saw it fail without a success in between, this time included; 1 or more */
    void failed(String work, int inARow, RuntimeException failure, Instant now);

    /** It did something, or there was nothing to do; not where another server holds all that is due. */
    void succeeded(String work, Instant now);
}

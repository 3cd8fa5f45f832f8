package io.downbeat.platform.callers;

/** Whoever writes down that a call to change something was refused. */
public interface RefusedChanges {

    /**
     * Written at once, in the running transaction if there is one. Must not fail: the refusal has to reach whoever asked.
     *
     * @param operation of the handler that refused
     * @param message as it is answered
     */
    void refused(Changes operation, String message);
}

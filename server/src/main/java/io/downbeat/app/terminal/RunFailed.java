package io.downbeat.app.terminal;

/** The command began and could not end. The message is one sentence; the process prints it and exits with 1. */
public final class RunFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunFailed(String sentence) {
        super(sentence, null, false, false);
    }
}

package io.downbeat.app.terminal;

/** The command cannot start as it was called. The message is one sentence; the process prints it and exits with 2. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String sentence) {
        super(sentence, null, false, false);
    }
}

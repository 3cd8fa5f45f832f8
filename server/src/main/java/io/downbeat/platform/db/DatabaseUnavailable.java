package io.downbeat.platform.db;

/**
 * There is no database to work on, for a reason the person who started the server can mend.
 *
 * <p>The message is one sentence that says what is wrong and what to do about it; a command prints it as it is and
 * exits with code 2, without a stack trace.
 */
public final class DatabaseUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseUnavailable(String sentence) {
        super(sentence);
    }

    public DatabaseUnavailable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

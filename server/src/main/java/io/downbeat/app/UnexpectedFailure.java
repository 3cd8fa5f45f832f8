package io.downbeat.app;

import io.downbeat.platform.secrets.SecretMask;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The last resort: what nobody foresaw becomes one sentence, and its trace a file for whoever has to mend it. */
final class UnexpectedFailure {
    private UnexpectedFailure() {}

    /** @return the sentence, which names the file */
    static String told(Throwable failure) {
        String message = failure.getMessage();
        String what = message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        return SecretMask.of("unexpected failure: " + what) + "; " + kept(failure);
    }

    private static String kept(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        String masked = SecretMask.of(trace.toString());
        try {
            // Readable by its owner only, as all of Java's temporary files are.
            Path file = Files.createTempFile("downbeat-failure-", ".txt");
            Files.writeString(file, masked);
            return "its trace is in " + file;
        } catch (IOException noFolder) {
            return "its trace, for which no file could be made:\n" + masked;
        }
    }
}

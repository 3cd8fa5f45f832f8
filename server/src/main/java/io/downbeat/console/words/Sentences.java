package io.downbeat.console.words;

import java.util.Locale;

/** The API's half sentences, such as {@code token: must be there}, as whole ones. */
public final class Sentences {
    private Sentences() {}

    /** With a capital first letter. */
    public static String begin(String half) {
        return half.isEmpty() ? half : half.substring(0, 1).toUpperCase(Locale.ROOT) + half.substring(1);
    }

    /** What the provider said, without how the API is asked for more: on a page there are buttons for that. */
    public static String ofCircuit(String reason) {
        int hint = reason.indexOf(" This delivery is held back");
        return hint < 0 ? reason : reason.substring(0, hint);
    }

    /** With a capital first letter and a full stop. */
    public static String whole(String half) {
        return begin(half) + (half.endsWith(".") ? "" : ".");
    }
}

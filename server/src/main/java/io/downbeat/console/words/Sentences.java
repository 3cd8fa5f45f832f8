package io.downbeat.console.words;

import java.util.Locale;

/** The API's half sentences, such as {@code token: must be there}, as whole ones. */
public final class Sentences {
    private Sentences() {}

    /** With a capital first letter. */
    public static String begin(String half) {
        return half.isEmpty() ? half : half.substring(0, 1).toUpperCase(Locale.ROOT) + half.substring(1);
    }

    /** With a capital first letter and a full stop. */
    public static String whole(String half) {
        return begin(half) + (half.endsWith(".") ? "" : ".");
    }
}

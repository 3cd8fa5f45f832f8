package io.downbeat.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that must fit where they go. */
public final class Text {
    /** What a reader takes for one character: an emoji with its skin tone, a letter with its accents, a flag. */
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    private Text() {}

    /**
     * The start of a text that has at most so many UTF-16 units, cut between two whole characters as a reader sees them.
     *
     * <p>UTF-16 units are the strictest of the two ways in which providers count: a text never has more code points than
     * units, so what fits by this count fits by the other. Cut between the two units of one code point, the rest of it
     * could neither be written as UTF-8 nor read back by a database.
     *
     * <p>A single character of more than {@code most} units (a letter under a hundred accents) is cut between two code
     * points, so that something of it is left.
     */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        if (most > 0 && isBoundary(text.charAt(most - 1), text.charAt(most))) {
            return text.substring(0, most);
        }
        int end = 0;
        Matcher grapheme = GRAPHEME.matcher(text);
        while (grapheme.find() && grapheme.end() <= most) {
            end = grapheme.end();
        }
        return text.substring(0, end > 0 ? end : wholeCodePoints(text, most));
    }

    /** Told from these two alone, as almost always in what programs write: nothing of ASCII but CR LF belongs together. */
    private static boolean isBoundary(char before, char after) {
        return before < 128 && after < 128 && !(before == '\r' && after == '\n');
    }

    private static int wholeCodePoints(String text, int most) {
        boolean splits = most > 0
                && Character.isHighSurrogate(text.charAt(most - 1))
                && Character.isLowSurrogate(text.charAt(most));
        return splits ? most - 1 : most;
    }
}

package io.downbeat.platform.http;

/** What counts as text in a request, and how long a text is. */
public final class Texts {
    /** What a refusal says of a text that cannot be stored. */
    public static final String NO_TEXT = "has a character that is not text";

    private Texts() {}

    /** Whether PostgreSQL can store it: neither NUL nor half a surrogate pair is in it. */
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Counts only where the number of UTF-16 units leaves it open, which for most texts it does not. */
    public static boolean isLonger(String text, int characters) {
        return text.length() > characters && (text.length() > 2L * characters || length(text) > characters);
    }

    /** @throws Refused with the path if it cannot be stored */
    static String storable(String text, String path) {
        if (!isStorable(text)) {
            throw Refused.invalid(path, NO_TEXT);
        }
        return text;
    }
}

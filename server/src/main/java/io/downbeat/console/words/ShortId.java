package io.downbeat.console.words;

/** Ids as they stand in running text: enough of them to tell them apart. */
public final class ShortId {
    private static final int WHOLE_UP_TO = 13;

    private ShortId() {}

    /** {@code 0194…2ac7}, {@code in_1…0001}; a short one is left as it is. */
    public static String of(String id) {
        return id.length() <= WHOLE_UP_TO ? id : id.substring(0, 4) + "…" + id.substring(id.length() - 4);
    }
}

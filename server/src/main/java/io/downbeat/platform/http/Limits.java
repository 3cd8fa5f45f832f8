package io.downbeat.platform.http;

/**
 * How much one request may hold where the API publishes no bound of its own; docs/api/limits.md has them all. Characters
 * are Unicode code points, as PostgreSQL counts them.
 */
public final class Limits {
    /**
     * Characters of a text. The values of an event's properties have the same bound, so that a filter, a group and a
     * price can name every value that an event can carry.
     */
    public static final int TEXT = 4_096;

    /** Characters of a name: of a metric, a product, an event's property, a member of a map. */
    public static final int NAME = 1_000;

    /** Items of a list. */
    public static final int ITEMS = 1_000;

    /** Members of a map from names to texts. */
    public static final int MEMBERS = 200;

    /** Characters, written as JSON, of a value that is kept as it came. */
    public static final int JSON = 65_536;

    /** Bytes of a body, and so the most characters of what has bounds of its own for each part, such as a whole update. */
    public static final int BODY = 16 * 1024 * 1024;

    /** Digits of a number before its decimal point, and after it. */
    public static final int DIGITS = 100;

    /** Characters of any text in any body, whatever it is for: a credential's text is the longest there is. */
    static final int ANY_TEXT = 65_536;

    /** Items of any list in any body: as many as rates can be added at once. */
    static final int ANY_ITEMS = 10_000;

    /** Members of any object in any body. */
    static final int ANY_MEMBERS = 1_000;

    /** How deep objects and lists may lie in each other. */
    static final int DEPTH = 64;

    private Limits() {}
}

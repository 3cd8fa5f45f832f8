package io.downbeat.incidents;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A kind of incident, declared once as a constant of the feature that raises it.
 *
 * @param name upper case with underscores, as the list of alerts shows it
 * @param subjectType what kind of thing the subject's id names, such as {@code invoice}; two kinds of one name differ
 *     in it
 * @param isForAPerson whether nothing but a person can tell that it is over; the others are ended by whoever raised
 *     them
 * @param further what becomes of an open incident's sentence when it is raised again
 * @param log {@code null} where whoever raises it writes to the log itself
 */
public record IncidentKind(
        String name,
        String subjectType,
        boolean isForAPerson,
        Further further,
        @Nullable LogWords log) {
    /** What becomes of the sentence of one that is open already. */
    public enum Further {
        /** The newest is kept: it says how things stand now. */
        REPLACES,
        /** The first is kept: it says how it began. */
        CHANGES_NOTHING,
        /** Each different one is added, as a line of its own. */
        IS_ADDED
    }

    /**
     * The lines in the log, each followed by the subject's id.
     *
     * @param raised what was raised
     * @param over what ended; {@code null} where its end is not logged
     */
    public record LogWords(
            Level level, String raised, @Nullable String over) {}

    public IncidentKind {
        if (!name.matches("[A-Z][A-Z_]*[A-Z]")) {
            throw new IllegalArgumentException("a kind is upper case with underscores: " + name);
        }
    }

    public static IncidentKind endingByItself(String name, String subjectType) {
        return new IncidentKind(name, subjectType, false, Further.REPLACES, null);
    }

    public static IncidentKind forAPerson(String name, String subjectType) {
        return new IncidentKind(name, subjectType, true, Further.REPLACES, null);
    }

    public IncidentKind further(Further other) {
        return new IncidentKind(name, subjectType, isForAPerson, other, log);
    }

    public IncidentKind logged(Level level, String raised, @Nullable String over) {
        return new IncidentKind(name, subjectType, isForAPerson, further, new LogWords(level, raised, over));
    }
}

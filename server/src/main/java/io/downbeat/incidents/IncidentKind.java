package io.downbeat.incidents;

/**
 * A kind of incident, declared by whoever raises it.
 *
 * @param name upper case with underscores, as the list of alerts shows it; unique over all kinds
 * @param isForAPerson whether nothing but a person can tell that it is over; the others are ended by whoever raised them
 */
public record IncidentKind(String name, boolean isForAPerson) {
    public IncidentKind {
        if (!name.matches("[A-Z][A-Z_]*[A-Z]")) {
            throw new IllegalArgumentException("a kind is upper case with underscores: " + name);
        }
    }

    public static IncidentKind endingByItself(String name) {
        return new IncidentKind(name, false);
    }
}

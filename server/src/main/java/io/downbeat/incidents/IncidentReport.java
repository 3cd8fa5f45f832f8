package io.downbeat.incidents;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is said when an incident is raised.
 *
 * @param detail what happened and what to do, for a person; never with a secret
 * @param deadlineAt until when something can be done about it; {@code null} if nothing ends
 * @param points findings of which the detail is the summary, as JSON of whoever raises it
 */
public record IncidentReport(
        IncidentKind kind,
        Subject subject,
        String detail,
        Related related,
        @Nullable Instant deadlineAt,
        @Nullable String points) {
    /**
     * What it is about, by the kind's {@linkplain IncidentKind#subjectType() type}. One incident of a kind is open for each.
     *
     * @param part which of the subject's several matters of one kind; empty where there is but one
     */
    public record Subject(String id, String part) {
        public static Subject of(String id) {
            return new Subject(id, "");
        }
    }

    /**
     * What else it touches, to find it by.
     *
     * @param account an outside account as people name it
     */
    public record Related(
            @Nullable String account,
            @Nullable UUID deliveryMethod,
            @Nullable UUID customer,
            @Nullable UUID contract,
            @Nullable UUID configuration) {
        static final Related NOTHING = new Related(null, null, null, null, null);
    }

    public static IncidentReport of(IncidentKind kind, String subject, String detail) {
        return new IncidentReport(kind, Subject.of(subject), detail, Related.NOTHING, null, null);
    }

    public IncidentReport part(String part) {
        return new IncidentReport(kind, new Subject(subject.id, part), detail, related, deadlineAt, points);
    }

    /** @param name as people name it */
    public IncidentReport account(@Nullable String name, @Nullable UUID deliveryMethod) {
        return with(new Related(name, deliveryMethod, related.customer, related.contract, related.configuration));
    }

    public IncidentReport customer(UUID customer) {
        return with(new Related(
                related.account, related.deliveryMethod, customer, related.contract, related.configuration));
    }

    public IncidentReport contract(UUID contract) {
        return with(new Related(
                related.account, related.deliveryMethod, related.customer, contract, related.configuration));
    }

    public IncidentReport configuration(UUID configuration) {
        return with(new Related(
                related.account, related.deliveryMethod, related.customer, related.contract, configuration));
    }

    private IncidentReport with(Related other) {
        return new IncidentReport(kind, subject, detail, other, deadlineAt, points);
    }

    public IncidentReport until(@Nullable Instant deadline) {
        return new IncidentReport(kind, subject, detail, related, deadline, points);
    }

    public IncidentReport points(String json) {
        return new IncidentReport(kind, subject, detail, related, deadlineAt, json);
    }
}

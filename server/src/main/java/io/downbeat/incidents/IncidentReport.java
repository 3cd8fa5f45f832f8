package io.downbeat.incidents;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
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

    /** What else an incident can concern, to find it by. */
    public enum Relation {
        CUSTOMER("customer_id"),
        CONTRACT("contract_id"),
        CONFIGURATION("configuration_id"),
        DELIVERY_METHOD("delivery_method_id");

        final String column;

        Relation(String column) {
            this.column = column;
        }
    }

    /**
     * What else it concerns.
     *
     * @param account an outside account as people name it
     */
    public record Related(@Nullable String account, Map<Relation, UUID> ids) {
        static final Related NOTHING = new Related(null, Map.of());

        public Related {
            ids = Map.copyOf(ids);
        }

        private Related with(Relation relation, UUID id) {
            Map<Relation, UUID> more = new EnumMap<>(Relation.class);
            more.putAll(ids);
            more.put(relation, id);
            return new Related(account, more);
        }
    }

    /** About a subject of which one matter of the kind can be open. */
    public static IncidentReport of(IncidentKind kind, String subject, String detail) {
        return of(kind, Subject.of(subject), detail);
    }

    public static IncidentReport of(IncidentKind kind, Subject subject, String detail) {
        return new IncidentReport(kind, subject, detail, Related.NOTHING, null, null);
    }

    /** @param name as people name it */
    public IncidentReport account(@Nullable String name, UUID deliveryMethod) {
        return with(new Related(name, related.ids).with(Relation.DELIVERY_METHOD, deliveryMethod));
    }

    public IncidentReport customer(UUID customer) {
        return with(related.with(Relation.CUSTOMER, customer));
    }

    public IncidentReport contract(UUID contract) {
        return with(related.with(Relation.CONTRACT, contract));
    }

    public IncidentReport configuration(UUID configuration) {
        return with(related.with(Relation.CONFIGURATION, configuration));
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

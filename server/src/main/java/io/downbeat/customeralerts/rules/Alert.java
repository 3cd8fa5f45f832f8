package io.downbeat.customeralerts.rules;

import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A threshold that customers are held against.
 *
 * @param customer {@code null}: every customer, those to come too
 * @param evaluateOnCreate whether customers that are beyond the threshold when it is made are told of
 */
public record Alert(
        AlertId id,
        @Nullable CustomerId customer,
        String name,
        Condition condition,
        boolean evaluateOnCreate,
        @Nullable String uniquenessKey,
        Instant createdAt,
        @Nullable Instant archivedAt) {

    /**
     * When it is in alarm.
     *
     * @param threshold in the unit of the type's figure
     * @param creditType {@code null} where the type has none, and of a type of days for balances in any unit
     * @param metric of a type of usage; {@code null} for every other
     * @param groupValues of spend: all of them have to hold
     * @param fieldFilters all of them have to match
     * @param specifiers any of them is enough; empty: everything
     * @param invoiceTypes empty: all
     * @param seats of a type of seats; {@code null} for every other
     */
    public record Condition(
            AlertType type,
            BigDecimal threshold,
            @Nullable CreditType creditType,
            @Nullable BillableMetricId metric,
            List<GroupValue> groupValues,
            List<FieldFilter> fieldFilters,
            List<AlertSpecifier> specifiers,
            List<String> invoiceTypes,
            @Nullable SeatFilter seats) {
        public Condition {
            if ((seats != null) != (type.measured() == AlertType.Measured.SEAT_BALANCE)) {
                throw new IllegalArgumentException("what watches seats says which: " + type);
            }
            groupValues = List.copyOf(groupValues);
            fieldFilters = List.copyOf(fieldFilters);
            specifiers = List.copyOf(specifiers);
            invoiceTypes = List.copyOf(invoiceTypes);
        }

        /** The properties that usage has to be told apart by. */
        public Set<String> groupKeys() {
            return groupValues.stream().map(GroupValue::key).collect(Collectors.toSet());
        }

        /** Whether a group value is left open, so that each group has a status of its own. */
        public boolean tellsSpendApart() {
            return groupValues.stream().anyMatch(value -> value.value() == null);
        }

        /** The custom field by whose values balances are told apart. */
        public Optional<FieldFilter> grouping() {
            return specifiers.stream()
                    .flatMap(specifier -> specifier.grouping().stream())
                    .findFirst();
        }
    }

    public AlertType type() {
        return condition.type();
    }

    public boolean isArchived() {
        return archivedAt != null;
    }

    public boolean appliesTo(CustomerId other) {
        return customer == null || customer.equals(other);
    }
}

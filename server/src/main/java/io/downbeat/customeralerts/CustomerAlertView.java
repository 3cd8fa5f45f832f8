package io.downbeat.customeralerts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.core.CreditType;
import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customeralerts.rules.AlertSpecifier;
import io.downbeat.customeralerts.rules.AlertState;
import io.downbeat.customeralerts.rules.AlertStatus;
import io.downbeat.customeralerts.rules.AlertType;
import io.downbeat.customeralerts.rules.FieldFilter;
import io.downbeat.customeralerts.rules.GroupValue;
import io.downbeat.customeralerts.rules.SeatFilter;
import io.downbeat.customeralerts.rules.Trigger;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An alert and how a customer stands towards it, as the API shows them. */
record CustomerAlertView(
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable AlertStatus customerStatus,

        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Trigger triggeredBy,

        OfAlert alert) {

    record Unit(UUID id, String name) {}

    record OfAlert(
            AlertId id,
            String name,
            String status,
            BigDecimal threshold,
            AlertType type,
            Instant updatedAt,
            @Nullable String uniquenessKey,

            @JsonUnwrapped Scope scope) {}

    /**
     * What of an account it looks at; {@code null} for what it does not say.
     *
     * @param groupKeyFilter the older spelling of one group value that is not left open
     */
    record Scope(
            @Nullable Unit creditType,
            @Nullable UUID billableMetricId,
            @Nullable List<GroupValue> groupValues,
            @Nullable GroupValue groupKeyFilter,
            @Nullable List<FieldFilter> customFieldFilters,
            @Nullable List<AlertSpecifier> alertSpecifiers,
            @Nullable List<String> invoiceTypesFilter,
            @Nullable SeatFilter seatFilter) {}

    /** @param state {@code null} if nothing was computed yet */
    static CustomerAlertView of(Alert alert, @Nullable AlertState state) {
        AlertStatus status = state == null ? AlertStatus.EVALUATING : state.status();
        return new CustomerAlertView(
                alert.isArchived() ? null : status,
                alert.isArchived() || state == null ? null : state.trigger(),
                alert(alert, updatedAt(alert, state)));
    }

    private static OfAlert alert(Alert alert, Instant updatedAt) {
        Alert.Condition condition = alert.condition();
        return new OfAlert(
                alert.id(),
                alert.name(),
                alert.isArchived() ? "archived" : "enabled",
                condition.threshold(),
                condition.type(),
                updatedAt,
                alert.uniquenessKey(),
                scope(condition));
    }

    private static Scope scope(Alert.Condition condition) {
        CreditType unit = condition.creditType();
        return new Scope(
                unit == null ? null : new Unit(unit.id(), unit.name()),
                condition.metric() == null ? null : condition.metric().value(),
                shown(condition.groupValues()),
                condition.groupValues().size() == 1 && !condition.tellsSpendApart()
                        ? condition.groupValues().getFirst()
                        : null,
                shown(condition.fieldFilters()),
                shown(condition.specifiers()),
                shown(condition.invoiceTypes()),
                condition.seats());
    }

    /** When a status changed last, the alert's own or the customer's. */
    private static Instant updatedAt(Alert alert, @Nullable AlertState state) {
        Instant own = alert.archivedAt() == null ? alert.createdAt() : alert.archivedAt();
        return state == null || state.changedAt().isBefore(own) ? own : state.changedAt();
    }

    private static <T> @Nullable List<T> shown(List<T> given) {
        return given.isEmpty() ? null : given;
    }
}

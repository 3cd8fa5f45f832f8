package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.AlertType;
import io.downbeat.customeralerts.rules.Evaluation;
import io.downbeat.customeralerts.rules.Group;
import io.downbeat.customeralerts.rules.GroupValue;
import io.downbeat.customeralerts.rules.SeatFilter;
import io.downbeat.customeralerts.rules.Trigger;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alarms, and their ends, as webhooks are told of them (subscriptions.md 4.3). */
final class AlertMessages {
    private final CustomerAlertsSettings settings;

    AlertMessages(CustomerAlertsSettings settings) {
        this.settings = settings;
    }

    /** Empty for a change that is not told. */
    Optional<Notification> of(
            Alert alert, CustomerId customer, Evaluation.Change change, Trigger trigger, Instant now) {
        if (change.message() == null
                || change.message() == Evaluation.Message.RESOLVED && !settings.resolvedMessages()) {
            return Optional.empty();
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("customer_id", customer);
        properties.put("alert_id", alert.id());
        properties.put("timestamp", now);
        properties.put("threshold", alert.condition().threshold());
        properties.put("alert_name", alert.name());
        properties.putAll(change.properties());
        name(alert, change.after().group(), properties);
        properties.put("triggered_by", trigger);
        String suffix = change.message() == Evaluation.Message.RESOLVED ? "_resolved" : "";
        return Optional.of(new Notification("alerts." + alert.type().word() + suffix, properties));
    }

    /** Which part of the account it is about, also where that part is gone and has no figure any more. */
    private static void name(Alert alert, Group part, Map<String, Object> properties) {
        AlertType type = alert.type();
        if (type == AlertType.SPEND_THRESHOLD_REACHED) {
            List<GroupValue> values = new ArrayList<>();
            alert.condition().groupValues().forEach(value -> {
                String known = value.value() == null ? part.values().get(value.key()) : value.value();
                values.add(new GroupValue(value.key(), known));
            });
            if (!values.isEmpty()) {
                properties.put("group_values", values);
            }
        } else if (alert.condition().seats() != null) {
            SeatFilter seats = alert.condition().seats();
            String known =
                    part.isWhole() ? seats.seatGroupValue() : part.values().get(seats.seatGroupKey());
            properties.put("seat_filter", new SeatFilter(seats.seatGroupKey(), known));
        } else if (type.takesSpecifiers() && !part.isWhole()) {
            alert.condition()
                    .grouping()
                    .ifPresent(field -> properties.put(
                            "custom_field_filters",
                            List.of(Map.of(
                                    "entity", field.entity(),
                                    "key", field.key(),
                                    "value", part.values().getOrDefault(field.key(), "")))));
        } else {
            part.values().forEach(properties::putIfAbsent);
        }
    }
}

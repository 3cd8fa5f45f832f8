package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customeralerts.rules.AlertState;
import io.downbeat.customeralerts.rules.AlertStatus;
import io.downbeat.customeralerts.rules.Group;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows how a customer stands towards alerts, as it was found when the customer was last evaluated. */
final class ReadCustomerAlerts {
    /** Of an alert, as requests name it. Nothing makes an alert disabled here. */
    enum Listed {
        ENABLED,
        DISABLED,
        ARCHIVED
    }

    private static final int A_PAGE = 100;

    private final ManageAlerts managing;
    private final AlertStore alerts;
    private final AlertStateStore states;
    private final Customers customers;

    ReadCustomerAlerts(ManageAlerts managing, AlertStore alerts, AlertStateStore states, Customers customers) {
        this.managing = managing;
        this.alerts = alerts;
        this.states = states;
        this.customers = customers;
    }

    /** @param body names the part of the account in the members of the request that do; without any: all of it */
    CustomerAlertView one(CustomerId customer, AlertId id, Body body) {
        Group part = part(body);
        customers.require(customer);
        Alert alert = managing.require(id, customer);
        List<AlertState> known = states.of(List.of(customer), List.of(id))
                .getOrDefault(new AlertStateStore.Key(customer, id), List.of());
        return CustomerAlertView.of(alert, part.isWhole() ? worst(known) : ofPart(alert, part, known));
    }

    Page<CustomerAlertView> page(CustomerId customer, Set<Listed> statuses, @Nullable AlertId after) {
        customers.require(customer);
        List<Alert> found = alerts.page(
                customer, statuses.contains(Listed.ENABLED), statuses.contains(Listed.ARCHIVED), after, A_PAGE + 1);
        Map<AlertStateStore.Key, List<AlertState>> known =
                states.of(List.of(customer), found.stream().map(Alert::id).toList());
        return Page.of(found, A_PAGE, alert -> PageToken.after(alert.id()))
                .map(alert -> CustomerAlertView.of(
                        alert, worst(known.getOrDefault(new AlertStateStore.Key(customer, alert.id()), List.of()))));
    }

    private static @Nullable AlertState worst(List<AlertState> known) {
        return known.stream()
                .max(Comparator.comparing(AlertState::status).thenComparing(AlertState::changedAt))
                .orElse(null);
    }

    /** A part without a state of its own was never in alarm. What the alert says itself of groups names none of them. */
    private static @Nullable AlertState ofPart(Alert alert, Group part, List<AlertState> known) {
        Map<String, String> open = new HashMap<>(part.values());
        if (alert.condition().tellsSpendApart()) {
            alert.condition().groupValues().forEach(value -> {
                if (value.value() != null) {
                    open.putIfAbsent(value.key(), value.value());
                }
            });
        }
        AlertState whole = known.stream()
                .filter(state -> state.group().isWhole())
                .findFirst()
                .orElse(null);
        boolean isOpen = alert.condition().tellsSpendApart()
                || alert.condition().tellsSeatsApart()
                || alert.condition().grouping().isPresent();
        if (!isOpen || whole == null || whole.status() == AlertStatus.EVALUATING) {
            return whole;
        }
        return known.stream()
                .filter(state -> state.group().values().equals(open))
                .findFirst()
                .orElseGet(() -> new AlertState(Group.WHOLE, AlertStatus.OK, false, null, whole.changedAt()));
    }

    private static Group part(Body body) {
        Map<String, String> values = new HashMap<>();
        for (Body one : body.optionalObjects("group_values")) {
            one.knowsOnly(Set.of("key", "value"));
            values.put(one.text("key"), one.text("value"));
        }
        for (Body specifier : body.optionalObjects("alert_specifiers")) {
            specifier.knowsOnly(Set.of("custom_field_filters", "exclude"));
            specifier.objects("custom_field_filters").forEach(one -> values.put(key(one), one.text("value")));
            for (Body excluded : specifier.optionalObjects("exclude")) {
                excluded.knowsOnly(Set.of("custom_field_filters"));
                excluded.objects("custom_field_filters").forEach(ReadCustomerAlerts::key);
            }
        }
        body.optionalObject("seat_filter").ifPresent(seat -> {
            seat.knowsOnly(Set.of("seat_group_key", "seat_group_value"));
            values.put(seat.text("seat_group_key"), seat.text("seat_group_value"));
        });
        return new Group(values);
    }

    /** What is left out, and the entity, name no part of an account. They are held to their form all the same. */
    private static String key(Body filter) {
        filter.knowsOnly(Set.of("entity", "key", "value"));
        filter.optionalText("entity");
        filter.optionalText("value");
        return filter.text("key");
    }
}

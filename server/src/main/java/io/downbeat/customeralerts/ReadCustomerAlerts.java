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
import io.downbeat.platform.http.Refused;
import java.util.Comparator;
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

    /**
     * @param body names the part of the account in the members of the request that do; without any: all of it
     * @throws Refused if the alert does not look at such a part: nobody knows how that one stands
     */
    CustomerAlertView one(CustomerId customer, AlertId id, Body body) {
        List<NamedValue> named = NamedValue.of(body);
        customers.require(customer);
        Alert alert = managing.require(id, customer);
        Map<String, String> part = NamedValue.part(named, alert.condition());
        List<AlertState> known = states.of(List.of(customer), List.of(id))
                .getOrDefault(new AlertStateStore.Key(customer, id), List.of());
        return CustomerAlertView.of(alert, part.isEmpty() ? worst(known) : ofPart(part, known));
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

    /** A part without a state of its own was never in alarm. */
    private static @Nullable AlertState ofPart(Map<String, String> part, List<AlertState> known) {
        AlertState whole = known.stream()
                .filter(state -> state.group().isWhole())
                .findFirst()
                .orElse(null);
        if (whole == null || whole.status() == AlertStatus.EVALUATING) {
            return whole;
        }
        AlertState worst = worst(known.stream()
                .filter(state -> state.group().values().entrySet().containsAll(part.entrySet()))
                .toList());
        return worst == null ? new AlertState(Group.WHOLE, AlertStatus.OK, false, null, whole.changedAt()) : worst;
    }
}

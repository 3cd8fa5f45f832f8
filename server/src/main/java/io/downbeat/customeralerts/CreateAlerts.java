package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customeralerts.rules.AlertType;
import io.downbeat.customeralerts.rules.FieldFilter;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes alerts. */
final class CreateAlerts {
    private static final int MOST_FOR_ALL = 300;
    private static final int MOST_OF_CUSTOMER = 1200;
    private static final int MOST_GROUPED_BY = 3;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_NAME = 255;

    private final AlertReader reader;
    private final AlertStore alerts;
    private final EvaluationStore evaluations;
    private final Customers customers;
    private final Transactions transactions;
    private final Ids ids;
    private final InstantSource clock;

    CreateAlerts(
            AlertReader reader,
            AlertStore alerts,
            EvaluationStore evaluations,
            Customers customers,
            Transactions transactions,
            Ids ids,
            InstantSource clock) {
        this.reader = reader;
        this.alerts = alerts;
        this.evaluations = evaluations;
        this.customers = customers;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /** @throws Refused with 400, 404 or 409, and then there is no alert */
    AlertId create(Body body) {
        Alert.Condition condition = reader.read(body);
        CustomerId customer =
                body.optionalUuid("customer_id").map(CustomerId::new).orElse(null);
        String name = body.text("name", 1, LONGEST_NAME);
        boolean evaluateOnCreate = body.flag("evaluate_on_create", true);
        String key = body.optionalText("uniqueness_key", 1, LONGEST_KEY).orElse(null);
        return transactions.in(() -> {
            Instant now = clock.instant();
            if (customer != null) {
                hold(body, customer);
            }
            alerts.lock();
            Alert alert =
                    new Alert(new AlertId(ids.next()), customer, name, condition, evaluateOnCreate, key, now, null);
            add(body, alert);
            if (customer == null) {
                evaluations.spread(alert.id(), now);
            } else {
                evaluations.alerted(List.of(customer), now);
            }
            transactions.publish(ManageAlerts.change("create_alert", alert)
                    .to(Map.of("name", name, "alert_type", condition.type(), "threshold", condition.threshold())));
            return alert.id();
        });
    }

    private void hold(Body body, CustomerId id) {
        Customer customer = customers.hold(List.of(id)).get(id);
        if (customer == null) {
            throw Refused.notFound("customer_id: no customer has the id " + id);
        }
        if (customer.isArchived()) {
            throw body.invalid("customer_id", "the customer is archived");
        }
    }

    private void add(Body body, Alert alert) {
        CustomerId customer = alert.customer();
        Set<String> groupedBy = groupedBy(alert.condition());
        // Nobody else makes one meanwhile, so a key that was released is free.
        while (!alerts.add(alert, groupedBy)) {
            String key = String.valueOf(alert.uniquenessKey());
            alerts.withKey(key).ifPresent(holder -> {
                throw Refused.conflict("uniqueness_key: is in use", holder.value(), key);
            });
        }
        if (alerts.count(customer) > (customer == null ? MOST_FOR_ALL : MOST_OF_CUSTOMER)) {
            throw body.invalid(
                    "customer_id",
                    customer == null
                            ? "at most " + MOST_FOR_ALL + " alerts are for every customer; archive one first"
                            : "a customer has at most " + MOST_OF_CUSTOMER + " alerts of its own; archive one first");
        }
        if (!groupedBy.isEmpty() && mostGroupedBy(alert.type(), customer) > MOST_GROUPED_BY) {
            throw alert.type() == AlertType.SPEND_THRESHOLD_REACHED
                    ? body.invalid("group_values", "at most " + MOST_GROUPED_BY + " group keys per customer")
                    : body.invalid(
                            "alert_specifiers",
                            "at most " + MOST_GROUPED_BY + " custom fields to group by per customer");
        }
    }

    /** With the new one, of the customer that has most. */
    private int mostGroupedBy(AlertType type, @Nullable CustomerId customer) {
        Set<String> shared = alerts.groupedBy(type, customer);
        return shared.size() + (customer == null ? alerts.mostGroupedByBesides(type, shared) : 0);
    }

    private static Set<String> groupedBy(Alert.Condition condition) {
        Set<String> names = new HashSet<>(condition.groupKeys());
        condition.grouping().map(FieldFilter::key).ifPresent(names::add);
        return names;
    }
}

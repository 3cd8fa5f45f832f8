package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Archives alerts, and has a customer evaluated anew. */
final class ManageAlerts {
    private final AlertStore alerts;
    private final AlertStateStore states;
    private final EvaluationStore evaluations;
    private final Customers customers;
    private final Transactions transactions;
    private final InstantSource clock;

    ManageAlerts(
            AlertStore alerts,
            AlertStateStore states,
            EvaluationStore evaluations,
            Customers customers,
            Transactions transactions,
            InstantSource clock) {
        this.alerts = alerts;
        this.states = states;
        this.evaluations = evaluations;
        this.customers = customers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @throws Refused with 404 if there is none, with 400 if it is archived already and has no key to give up */
    AlertId archive(AlertId id, boolean releaseKey) {
        return transactions.in(() -> {
            Alert alert = alerts.lock(id).orElseThrow(() -> unknown(id));
            boolean givesUpKey = releaseKey && alert.uniquenessKey() != null;
            if (alert.isArchived() && !givesUpKey) {
                throw Refused.rule("Alert already archived");
            }
            if (!alert.isArchived()) {
                alerts.archive(id, clock.instant());
            }
            if (givesUpKey) {
                alerts.release(id);
            }
            transactions.publish(change("archive_alert", alert));
            return id;
        });
    }

    /**
     * Forgets how the customer stands, and has it evaluated; what is in alarm then is told again. Refused for an archived
     * customer, of whom nothing is measured any more.
     */
    void reset(CustomerId customer, AlertId id) {
        customers.require(customer);
        transactions.run(() -> {
            if (customers.hold(List.of(customer)).values().stream().anyMatch(Customer::isArchived)) {
                throw Refused.invalid("customer_id", "the customer is archived");
            }
            Alert alert = require(id, customer);
            if (alert.isArchived()) {
                throw Refused.invalid("alert_id", "the alert is archived");
            }
            Instant now = clock.instant();
            evaluations.hold(customer);
            states.reset(new AlertStateStore.Key(customer, id), now);
            evaluations.alerted(List.of(customer), now);
            transactions.publish(Change.of("reset_alert", "alert", id).ofCustomer(customer.value()));
        });
    }

    /** @throws Refused with 404 if there is no such alert about the customer */
    Alert require(AlertId id, CustomerId customer) {
        return alerts.find(id).filter(alert -> alert.appliesTo(customer)).orElseThrow(() -> unknown(id));
    }

    private static Refused unknown(AlertId id) {
        return Refused.notFound("no alert has the id " + id);
    }

    static Change change(String action, Alert alert) {
        CustomerId customer = alert.customer();
        return Change.of(action, "alert", alert.id()).ofCustomer(customer == null ? null : customer.value());
    }
}

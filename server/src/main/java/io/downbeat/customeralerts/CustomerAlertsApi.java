package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.Query;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** How a customer stands towards alerts. */
@RestController
final class CustomerAlertsApi {

    private enum Era {
        PLANS,
        CONTRACTS
    }

    private final ReadCustomerAlerts reading;
    private final ManageAlerts alerts;

    CustomerAlertsApi(ReadCustomerAlerts reading, ManageAlerts alerts) {
        this.reading = reading;
        this.alerts = alerts;
    }

    @PostMapping("/v1/customer-alerts/get")
    @Reads
    Data<CustomerAlertView> get(Body body) {
        body.knowsOnly(Set.of(
                "alert_id", "alert_specifiers", "customer_id", "group_values", "plans_or_contracts", "seat_filter"));
        if (body.optionalOneOf("plans_or_contracts", Era.class).orElse(Era.CONTRACTS) == Era.PLANS) {
            throw body.invalid("plans_or_contracts", "this server has no plans; use CONTRACTS or leave it out");
        }
        return new Data<>(reading.one(customer(body), alert(body), body));
    }

    @PostMapping("/v1/customer-alerts/list")
    @Reads
    Page<CustomerAlertView> list(Body body, Query query) {
        body.knowsOnly(Set.of("alert_statuses", "customer_id"));
        Set<ReadCustomerAlerts.Listed> statuses = EnumSet.noneOf(ReadCustomerAlerts.Listed.class);
        List<String> words = body.optionalTexts("alert_statuses").orElse(List.of("ENABLED"));
        for (String word : words) {
            statuses.add(status(body, word));
        }
        return reading.page(
                customer(body),
                statuses,
                query.nextPage().map(place -> new AlertId(place.uuid(0))).orElse(null));
    }

    @PostMapping("/v1/customer-alerts/reset")
    @Changes(action = "reset_alert", resource = "alert")
    void reset(Body body) {
        body.knowsOnly(Set.of("alert_id", "customer_id"));
        alerts.reset(customer(body), alert(body));
    }

    private static ReadCustomerAlerts.Listed status(Body body, String word) {
        for (ReadCustomerAlerts.Listed status : ReadCustomerAlerts.Listed.values()) {
            if (status.name().equalsIgnoreCase(word)) {
                return status;
            }
        }
        throw body.invalid("alert_statuses", "must hold ENABLED, DISABLED or ARCHIVED");
    }

    private static CustomerId customer(Body body) {
        return new CustomerId(body.uuid("customer_id"));
    }

    private static AlertId alert(Body body) {
        return new AlertId(body.uuid("alert_id"));
    }
}

package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.FieldFilter;
import io.downbeat.customeralerts.rules.Trigger;
import io.downbeat.customers.CustomerId;
import io.downbeat.customfields.CustomFieldKeyRemoved;
import io.downbeat.customfields.CustomFieldsChanged;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Has customers evaluated whose contracts or balances alerts choose by other custom fields than before. Fields change nothing of
 * what is drawn, so a parent is not concerned by its children's.
 */
final class FollowCustomFields {
    private final AlertStore alerts;
    private final EvaluationStore evaluations;
    private final InstantSource clock;

    FollowCustomFields(AlertStore alerts, EvaluationStore evaluations, InstantSource clock) {
        this.alerts = alerts;
        this.evaluations = evaluations;
        this.clock = clock;
    }

    @EventListener
    @Order(11)
    void on(CustomFieldsChanged fact) {
        if (fact.customer() != null
                && !FieldFilter.Entity.readingFrom(fact.entity()).isEmpty()) {
            evaluations.changed(List.of(new CustomerId(fact.customer())), Trigger.USAGE, clock.instant());
        }
    }

    /** Who had a value is not known any more, so everybody is evaluated whom an alert that names the key is about. */
    @EventListener
    @Order(11)
    void on(CustomFieldKeyRemoved fact) {
        Set<FieldFilter.Entity> reading = FieldFilter.Entity.readingFrom(fact.entity());
        List<AlertStore.About> choosing = reading.isEmpty() ? List.of() : alerts.choosingBy(reading, fact.key());
        Instant now = clock.instant();
        Set<CustomerId> named = new HashSet<>();
        for (AlertStore.About alert : choosing) {
            if (alert.customer() == null) {
                evaluations.spread(alert.id(), now);
            } else {
                named.add(alert.customer());
            }
        }
        evaluations.changed(named, Trigger.USAGE, now);
    }
}

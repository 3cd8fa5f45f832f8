package io.downbeat.reconciliation;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.RunsOutsideATransaction;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Compares with the providers; mends, where a call of its own asks for it. */
@RestController
@RequestMapping("/downbeat/v1/reconcile")
class ReconcileApi {
    private final Reconciliation reconciliation;
    private final Providers providers;
    private final Repairs repairs;

    ReconcileApi(Reconciliation reconciliation, Providers providers, Repairs repairs) {
        this.reconciliation = reconciliation;
        this.providers = providers;
        this.repairs = repairs;
    }

    @PostMapping
    @Reads
    @RunsOutsideATransaction
    Reconciliation.Result reconcile(Body body) {
        body.knowsOnly(Set.of("from", "to", "delivery_method_id"));
        Instant from = body.instant("from");
        Instant until = body.instant("to");
        if (!from.isBefore(until)) {
            throw body.invalid("to", "must be after from");
        }
        DeliveryMethodId method = body.optionalUuid("delivery_method_id")
                .map(DeliveryMethodId::new)
                .orElse(null);
        if (method != null && providers.deliveryMethod(method).isEmpty()) {
            throw Refused.invalid("delivery_method_id", "there is no delivery method " + method);
        }
        return reconciliation.reconcile(from, until, method);
    }

    @PostMapping("/{plan}/apply")
    @Changes(action = "apply_repair_plan", resource = "repair_plan")
    Data<List<Repairs.Applied>> apply(@PathVariable UUID plan, Body body) {
        body.knowsOnly(Set.of("steps", "by"));
        return new Data<>(
                repairs.apply(plan, steps(body), body.optionalText("by", 1, 200).orElse("the API token")));
    }

    private static @Nullable Set<Integer> steps(Body body) {
        return body.json("steps")
                .map(list -> {
                    Set<Integer> numbers = new TreeSet<>();
                    if (!list.isArray()) {
                        throw body.invalid("steps", "must be a list");
                    }
                    list.forEach(each -> {
                        if (!each.isInt()) {
                            throw body.invalid("steps", "must hold numbers of steps");
                        }
                        numbers.add(each.intValue());
                    });
                    return numbers;
                })
                .orElse(null);
    }
}

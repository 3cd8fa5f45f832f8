package io.downbeat.reconciliation;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.engine.ProviderStatusUpdates;
import io.downbeat.delivery.engine.operations.DeliveryReview;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Applies steps of a plan. Calls no provider: a step hands its row to the engine, which asks before it sends, or writes
 * down what the provider said. A row that moved since it was compared is left alone, and each step takes effect once.
 */
public class Repairs {
    /** @param outcome APPLIED, or LEFT_ALONE with the reason */
    public record Applied(int n, RepairAction action, String outcome, String detail) {}

    private final ReconcileStore store;
    private final DeliveryReview deliveries;
    private final Invoicing invoicing;
    private final ProviderStatusUpdates news;
    private final Transactions transactions;
    private final InstantSource clock;

    Repairs(
            ReconcileStore store,
            DeliveryReview deliveries,
            Invoicing invoicing,
            ProviderStatusUpdates news,
            Transactions transactions,
            InstantSource clock) {
        this.store = store;
        this.deliveries = deliveries;
        this.invoicing = invoicing;
        this.news = news;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @param wanted numbers of steps; all safe ones for {@code null}
     * @param by who asked for it, as they say
     */
    public List<Applied> apply(UUID plan, @Nullable Set<Integer> wanted, String by) {
        return transactions.in(() -> {
            Instant now = clock.instant();
            Instant expires = store.expiry(plan).orElseThrow(() -> Refused.notFound("no plan " + plan));
            if (!now.isBefore(expires)) {
                throw Refused.conflict("the plan ended at " + expires + "; reconcile again");
            }
            List<ReconcileStore.Step> steps = store.steps(plan);
            refuseUnknown(wanted, steps);
            List<ReconcileStore.Step> chosen = steps.stream()
                    .filter(step -> wanted == null ? step.action().isSafe() : wanted.contains(step.n()))
                    .toList();
            List<Applied> applied =
                    chosen.stream().map(step -> applied(plan, step, by, now)).toList();
            // Steps that were applied before are answered as such and change nothing.
            List<Integer> done = IntStream.range(0, chosen.size())
                    .filter(i -> !chosen.get(i).applied())
                    .filter(i -> applied.get(i).outcome().equals("APPLIED"))
                    .mapToObj(i -> chosen.get(i).n())
                    .toList();
            if (!done.isEmpty()) {
                transactions.publish(
                        Change.of("apply_repair_plan", "repair_plan", plan).to(Map.of("steps", done, "by", by)));
            }
            return applied;
        });
    }

    private static void refuseUnknown(@Nullable Set<Integer> wanted, List<ReconcileStore.Step> steps) {
        if (wanted != null) {
            for (int n : wanted) {
                if (n < 1 || n > steps.size()) {
                    throw Refused.invalid("steps", "the plan has no step " + n);
                }
            }
        }
    }

    private Applied applied(UUID plan, ReconcileStore.Step step, String by, Instant now) {
        if (step.applied()) {
            return new Applied(step.n(), step.action(), "APPLIED", "it was applied before");
        }
        Optional<String> obstacle =
                step.action().isSafe() ? mend(step, by, now) : Optional.of("only a person can mend it");
        String detail = obstacle.orElse("done");
        store.keepAction(plan, step.n(), by, obstacle.isEmpty(), detail, now);
        return new Applied(step.n(), step.action(), obstacle.isEmpty() ? "APPLIED" : "LEFT_ALONE", detail);
    }

    /** @return why it was left alone */
    private Optional<String> mend(ReconcileStore.Step step, String by, Instant now) {
        DeliveryId id = Objects.requireNonNull(step.delivery(), "a safe step has its delivery");
        CustomerId customer = Objects.requireNonNull(step.customer(), "a safe step has seen its delivery");
        DeliverySummary row = deliveries.lock(customer, id).orElse(null);
        if (row == null
                || !Objects.equals(step.seenFence(), row.fence())
                || !row.state().name().equals(step.seenState())) {
            return Optional.of("the delivery has moved since it was compared; reconcile again");
        }
        boolean isVoid = invoicing.isVoid(row.invoice());
        if (step.action() == RepairAction.ASK_AGAIN && isVoid) {
            return Optional.of("the invoice is void, so nothing is sent");
        }
        if (step.action() == RepairAction.TAKE_BACK && !isVoid && row.isDelivered()) {
            return Optional.of("the invoice stands");
        }
        String why = "reconciliation found it " + step.finding();
        deliveries.note(row, step.action().historyName(), why + "; asked for by " + by, now);
        switch (step.action()) {
            case ASK_AGAIN -> deliveries.reconsider(row, row.purpose(), why, now);
            case TAKE_BACK -> deliveries.reconsider(row, Purpose.WITHDRAW, why, now);
            case RECORD_STATUS -> record(row, step);
            case TELL_A_PERSON -> throw new IllegalStateException("no step of ours: " + step);
        }
        return Optional.empty();
    }

    private void record(DeliverySummary row, ReconcileStore.Step step) {
        Delivery delivery = news.find(row.account(), row.id())
                .orElseThrow(() -> new IllegalStateException("no delivery " + row.id()));
        String ref = Objects.requireNonNull(step.providerRef(), "what was voided has a reference");
        news.heard(delivery, new Receipt(ref, "VOID", null, null, null, null, null, "{\"found_by\": \"reconcile\"}"));
    }
}

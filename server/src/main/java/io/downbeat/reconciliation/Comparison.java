package io.downbeat.reconciliation;

import io.downbeat.core.Amount;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.delivery.engine.operations.NamedDeliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.reconciliation.Difference.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our rows against what the accounts hold, both ways. Pure.
 */
final class Comparison {
    private record Held(DeliveryMethodId account, Holding holding) {}

    private final Map<DeliveryMethodId, List<Holding>> held;
    private final Map<DeliveryMethodId, String> names;
    private final List<DeliverySummary> judged;
    private final NamedDeliveries known;
    private final Map<DeliveryMethodId, Map<String, Holding>> byRef = new HashMap<>();
    private final Map<DeliveryId, List<Held>> byDelivery = new HashMap<>();
    private final Map<InvoiceId, List<Held>> byInvoice = new HashMap<>();

    /**
     * @param held by account, of the accounts that could be asked
     * @param names of the accounts, as people see them
     * @param judged rows at rest that were the same before and after the providers were asked
     * @param known every other row that a holding names: something may be under way, so nothing is said of it
     */
    Comparison(
            Map<DeliveryMethodId, List<Holding>> held,
            Map<DeliveryMethodId, String> names,
            List<DeliverySummary> judged,
            NamedDeliveries known) {
        this.held = held;
        this.names = names;
        this.judged = judged;
        this.known = known;
        held.forEach((account, holdings) -> holdings.forEach(holding -> {
            byRef.computeIfAbsent(account, key -> new HashMap<>()).put(holding.ref(), holding);
            var found = new Held(account, holding);
            if (holding.deliveryId() != null) {
                byDelivery
                        .computeIfAbsent(holding.deliveryId(), key -> new ArrayList<>())
                        .add(found);
            }
            if (holding.invoiceId() != null) {
                byInvoice
                        .computeIfAbsent(holding.invoiceId(), key -> new ArrayList<>())
                        .add(found);
            }
        }));
    }

    /** An interval of time, half open. */
    record Interval(Instant from, Instant until) {
        boolean contains(Instant moment) {
            return !moment.isBefore(from) && moment.isBefore(until);
        }
    }

    /**
     * Objects that count without a row: those made in the interval.
     *
     * @param asked what the providers were asked for; whatever lies outside was listed by a provider whose clock says
     *     nothing about ours, and counts too
     */
    static Predicate<Holding> madeIn(Interval wanted, Interval asked) {
        return holding -> wanted.contains(holding.createdAt()) || !asked.contains(holding.createdAt());
    }

    /**
     * @param isJudged which rows; others are here only so that their objects are not called extra
     * @param counts which objects count without a row
     */
    List<Difference> differences(Predicate<DeliverySummary> isJudged, Predicate<Holding> counts) {
        List<Difference> found = new ArrayList<>();
        Map<DeliveryId, DeliverySummary> rows = new HashMap<>();
        Map<InvoiceId, DeliverySummary> rowsByInvoice = new HashMap<>();
        for (DeliverySummary row : judged) {
            rows.put(row.id(), row);
            rowsByInvoice.put(row.invoice(), row);
            if (held.containsKey(row.account()) && isJudged.test(row)) {
                ofRow(row).ifPresent(found::add);
            }
        }
        held.forEach((account, holdings) -> holdings.stream()
                .filter(holding -> holding.live() && counts.test(holding))
                .forEach(holding -> ofHolding(account, holding, rowOf(holding, rows, rowsByInvoice), isJudged)
                        .ifPresent(found::add)));
        return found;
    }

    private Optional<Difference> ofRow(DeliverySummary row) {
        Holding bound = bound(row.account(), row);
        if (row.state() == DeliveryState.CANCELLED) {
            return bound != null && bound.live() && !bound.isPaidByNothing()
                    ? Optional.of(difference(
                            Kind.NOT_VOIDED_THERE, row, bound.ref(), "we took it back, there it is " + bound.status()))
                    : Optional.empty();
        }
        if (!row.isDelivered()) {
            return Optional.empty();
        }
        if (bound == null) {
            Optional<Difference> elsewhere = elsewhere(row);
            return elsewhere.isPresent() || row.isKnownVoid() ? elsewhere : Optional.of(missing(row));
        }
        if (!bound.live() && row.isKnownVoid()) {
            return Optional.empty();
        }
        if (!bound.live()) {
            return Optional.of(difference(
                    Kind.VOIDED_THERE, row, bound.ref(), "we say " + row.state() + ", there it is " + bound.status()));
        }
        if (bound.total() != null && bound.total().compareTo(row.total().value()) != 0) {
            return Optional.of(difference(
                    Kind.DIFFERENT_AMOUNT,
                    row,
                    bound.ref(),
                    "the invoice says " + row.total() + ", there it is "
                            + Amount.text(bound.total(), bound.currency())));
        }
        return Optional.empty();
    }

    /**
     * Sent again only if nothing else of this delivery lives there, and nobody said by hand what does: that carries no mark,
     * so that no list shows it. Two objects of one delivery would bill twice.
     */
    private Difference missing(DeliverySummary row) {
        Difference missing = difference(
                Kind.MISSING_THERE, row, row.providerRef(), "we say " + row.state() + ", there is no such object");
        boolean another = Stream.of(byDelivery.get(row.id()), byInvoice.get(row.invoice()))
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .anyMatch(found -> found.account.equals(row.account()) && found.holding.live());
        return another || row.isBoundByHand() ? missing.forAPerson() : missing;
    }

    private @Nullable Holding bound(DeliveryMethodId account, DeliverySummary row) {
        if (row.providerRef() != null) {
            return byRef.getOrDefault(account, Map.of()).get(row.providerRef());
        }
        return byDelivery.getOrDefault(row.id(), List.of()).stream()
                .filter(found -> found.account.equals(account))
                .map(Held::holding)
                .findFirst()
                .orElse(null);
    }

    private Optional<Difference> elsewhere(DeliverySummary row) {
        return byDelivery.getOrDefault(row.id(), List.of()).stream()
                .filter(found -> !found.account.equals(row.account()) && found.holding.live())
                .findFirst()
                .map(found -> difference(
                        Kind.WRONG_ACCOUNT,
                        row,
                        found.holding.ref(),
                        "it is held by " + names.getOrDefault(found.account, "another account")));
    }

    private static @Nullable DeliverySummary rowOf(
            Holding holding, Map<DeliveryId, DeliverySummary> rows, Map<InvoiceId, DeliverySummary> rowsByInvoice) {
        DeliverySummary row = holding.deliveryId() == null ? null : rows.get(holding.deliveryId());
        return row == null && holding.invoiceId() != null ? rowsByInvoice.get(holding.invoiceId()) : row;
    }

    private Optional<Difference> ofHolding(
            DeliveryMethodId account,
            Holding holding,
            @Nullable DeliverySummary row,
            Predicate<DeliverySummary> isJudged) {
        if (row == null) {
            return mayBeUnderWay(holding)
                    ? Optional.empty()
                    : Optional.of(extra(account, holding, null, "no delivery of ours"));
        }
        if (!row.account().equals(account)) {
            // Told at the row if that is judged here, unless the account it belongs to holds it as well.
            boolean isTold = isJudged.test(row)
                    && bound(row.account(), row) == null
                    && row.isDelivered()
                    && held.containsKey(row.account());
            return isTold
                    ? Optional.empty()
                    : Optional.of(extra(account, holding, row, "a delivery that goes to another account"));
        }
        boolean isBound = row.providerRef() == null
                ? row.state() == DeliveryState.CANCELLED
                : row.providerRef().equals(holding.ref());
        return isBound
                ? Optional.empty()
                : Optional.of(extra(
                        account,
                        holding,
                        row,
                        "a delivery that is bound to " + Objects.toString(row.providerRef(), "nothing")));
    }

    private boolean mayBeUnderWay(Holding holding) {
        return holding.deliveryId() == null
                ? holding.invoiceId() != null && known.invoices().contains(holding.invoiceId())
                : known.deliveries().contains(holding.deliveryId());
    }

    private Difference extra(DeliveryMethodId account, Holding holding, @Nullable DeliverySummary row, String names) {
        InvoiceId invoice = row == null ? holding.invoiceId() : row.invoice();
        return Difference.of(
                Kind.EXTRA_THERE,
                name(account),
                row == null ? null : row.id(),
                invoice,
                holding.ref(),
                "it is " + holding.status() + " there and carries the mark of " + names);
    }

    private Difference difference(Kind kind, DeliverySummary row, @Nullable String ref, String detail) {
        return Difference.of(kind, name(row.account()), row.id(), row.invoice(), ref, detail);
    }

    private String name(DeliveryMethodId account) {
        return names.getOrDefault(account, account.toString());
    }
}

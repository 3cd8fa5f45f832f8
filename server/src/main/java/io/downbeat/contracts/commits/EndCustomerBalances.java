package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.HourBoundary;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends commits and credits of a customer earlier than they were agreed to end; their amounts stay. */
final class EndCustomerBalances {
    private final CustomerBalances changes;
    private final AccessEdits access;
    private final BilledPayments billed;
    private final Customers customers;

    EndCustomerBalances(CustomerBalances changes, AccessEdits access, BilledPayments billed, Customers customers) {
        this.changes = changes;
        this.access = access;
        this.billed = billed;
        this.customers = customers;
    }

    /**
     * {@code v1/contracts/customerCommits/updateEndDate}. Refused, with nothing changed: no such customer or commit (404); a
     * commit of a contract or in arrears, neither of the two dates, an end that is not earlier than the present one (400).
     */
    BalanceId commit(Body body) {
        body.knowsOnly(Set.of("customer_id", "commit_id", "access_ending_before", "invoices_ending_before"));
        CustomerId customer = customer(body);
        BalanceId id = new BalanceId(body.uuid("commit_id"));
        Optional<Instant> accessEnd = HourBoundary.optional(body, "access_ending_before");
        Optional<Instant> invoicesEnd = body.optionalInstant("invoices_ending_before");
        if (accessEnd.isEmpty() && invoicesEnd.isEmpty()) {
            throw body.invalid("access_ending_before", "give it, invoices_ending_before, or both");
        }
        return changes.change(customer, id, BalanceAudit::ended, before -> {
            requireOfCustomer(before, true, body, "commit_id");
            if (before.type() == BalanceType.POSTPAID) {
                throw body.invalid("commit_id", "a POSTPAID commit is not ended early");
            }
            List<AccessSegment> segments =
                    accessEnd.map(end -> access(before, end, body)).orElse(before.segments());
            PaymentSchedule payments =
                    invoicesEnd.map(end -> payments(before, end)).orElse(before.payments());
            return before.edited(before.scope(), before.terms(), segments, payments);
        });
    }

    /** {@code v1/contracts/customerCredits/updateEndDate}, refused as the end of a commit is. */
    BalanceId credit(Body body) {
        body.knowsOnly(Set.of("customer_id", "credit_id", "access_ending_before"));
        CustomerId customer = customer(body);
        BalanceId id = new BalanceId(body.uuid("credit_id"));
        Instant end = HourBoundary.required(body, "access_ending_before");
        return changes.change(customer, id, BalanceAudit::ended, before -> {
            requireOfCustomer(before, false, body, "credit_id");
            return before.edited(before.scope(), before.terms(), access(before, end, body), null);
        });
    }

    private CustomerId customer(Body body) {
        return customers.require(new CustomerId(body.uuid("customer_id"))).id();
    }

    private static void requireOfCustomer(Balance balance, boolean commit, Body body, String field) {
        if (balance.isCommit() != commit) {
            throw CustomerBalances.unknown(balance.id());
        }
        if (balance.scope() instanceof BalanceScope.OfContract) {
            throw body.invalid(field, "is agreed on by a contract; edit the contract");
        }
        if (balance.isArchived()) {
            throw Refused.rule("the " + balance.word() + " is archived");
        }
    }

    private List<AccessSegment> access(Balance before, Instant end, Body body) {
        Instant present = before.segments().stream()
                .map(AccessSegment::endingBefore)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (!end.isBefore(present)) {
            throw body.invalid("access_ending_before", "must be earlier than " + Json.instant(present));
        }
        return access.endingBefore(before, end, body);
    }

    /** Without the items from the date on, save those that are on a finalized invoice or were. */
    private @Nullable PaymentSchedule payments(Balance before, Instant end) {
        PaymentSchedule payments = before.payments();
        if (payments == null) {
            return null;
        }
        List<UUID> late = payments.items().stream()
                .filter(item -> !item.timestamp().isBefore(end))
                .map(PaymentItem::id)
                .toList();
        Map<UUID, BilledPayments.Billed> kept = late.isEmpty() ? Map.of() : billed.of(before.customer(), late);
        return payments.with(payments.items().stream()
                .filter(item -> !late.contains(item.id()) || kept.containsKey(item.id()))
                .toList());
    }
}

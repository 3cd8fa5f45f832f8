package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.balances.RateType;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.charges.InvoiceSchedules;
import io.downbeat.contracts.hierarchy.SharedAccess;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an edit makes of one commit or credit, whichever operation asks for it. Stores nothing; the customer's balances are
 * held, since what may change depends on what finalized invoices drew.
 */
final class BalanceEdits {
    /** What every operation that edits a balance knows; {@code null} clears the priority and the three of a target. */
    static final Set<String> FIELDS = Stream.concat(
                    Stream.of(
                            "access_schedule",
                            "description",
                            "hierarchy_configuration",
                            "invoice_schedule",
                            "name",
                            "priority",
                            "product_id",
                            "rate_type"),
                    AppliesToRequests.FIELDS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private final BalanceRequests requests;
    private final AccessEdits access;
    private final InvoiceSchedules schedules;
    private final AppliesToRequests targets;
    private final BilledPayments billed;

    BalanceEdits(
            BalanceRequests requests,
            AccessEdits access,
            InvoiceSchedules schedules,
            AppliesToRequests targets,
            BilledPayments billed) {
        this.requests = requests;
        this.access = access;
        this.schedules = schedules;
        this.targets = targets;
        this.billed = billed;
    }

    /**
     * The balance as the request leaves it, for whom it is for being settled already.
     *
     * @param scope who holds it after the edit
     */
    Balance edited(Balance before, BalanceScope scope, Body body) {
        SharedAccess.read(body, BalanceScope.ChildAccess.NONE);
        if (scope instanceof BalanceScope.OfCustomer && body.has("hierarchy_configuration")) {
            throw body.invalid(
                    "hierarchy_configuration",
                    "is for what a contract agreed on; this one is its customer's, and pays for"
                            + " applicable_contract_ids");
        }
        requireEditable(before);
        List<AccessSegment> segments = access.edited(before, body);
        PaymentSchedule payments = payments(before, body);
        if (before.type() == BalanceType.POSTPAID && payments != null) {
            BalanceRequests.requirePaidInArrears(body, before.unit(), segments, payments);
        }
        return before.edited(BalanceRequests.scope(scope, body), terms(before, body), segments, payments);
    }

    private static void requireEditable(Balance balance) {
        String what = balance.word();
        if (balance.isArchived()) {
            throw Refused.rule("the " + what + " is archived");
        }
        if (balance.origin().isRollover()) {
            throw Refused.rule("a rolled-over " + what + " cannot be edited");
        }
    }

    private BalanceTerms terms(Balance balance, Body body) {
        BalanceTerms before = balance.terms();
        return new BalanceTerms(
                body.has("product_id")
                        ? requests.product(body, UnknownProducts.V2, before.product())
                        : before.product(),
                body.optionalText("name").orElse(before.name()),
                body.optionalText("description").orElse(before.description()),
                priority(balance, body),
                targets.edited(before.appliesTo(), body),
                body.optionalOneOf("rate_type", RateType.class).orElse(before.rateType()),
                body.mentions("rollover_fraction")
                        ? BalanceRequests.rolloverFraction(body).orElse(null)
                        : before.rolloverFraction(),
                before.customFields(),
                sale(before.sale(), body));
    }

    private static BalanceTerms.Sale sale(BalanceTerms.Sale before, Body body) {
        return body.mentions(BalanceRequests.NETSUITE)
                ? new BalanceTerms.Sale(
                        body.optionalText(BalanceRequests.NETSUITE).orElse(null), before.salesforceOpportunityId())
                : before;
    }

    private static @Nullable BigDecimal priority(Balance balance, Body body) {
        if (!body.mentions("priority")) {
            return balance.terms().priority();
        }
        return balance.scope() instanceof BalanceScope.OfCustomer
                ? body.decimal("priority")
                : body.optionalDecimal("priority").orElse(null);
    }

    private @Nullable PaymentSchedule payments(Balance before, Body body) {
        Optional<Body> schedule = body.optionalObject("invoice_schedule");
        PaymentSchedule payments = before.payments();
        if (schedule.isEmpty()) {
            return payments;
        }
        if (payments == null) {
            throw body.invalid("invoice_schedule", "a credit has none");
        }
        List<PaymentItem> after =
                BalanceRequests.payments(schedules.edited(items(payments), schedule.get(), BalanceRequests.ANY_DATE));
        requireUnbilled(before, after, body);
        return payments.with(after);
    }

    private static List<ScheduledCharge.Item> items(PaymentSchedule payments) {
        return payments.items().stream()
                .map(item -> new ScheduledCharge.Item(
                        item.id(), item.timestamp(), new ScheduledCharge.Price(item.unitPrice(), item.quantity())))
                .toList();
    }

    /** An item with a finalized invoice stays as it is; one with a voided invoice is not removed. */
    private void requireUnbilled(Balance before, List<PaymentItem> after, Body body) {
        Set<UUID> kept = after.stream().map(PaymentItem::id).collect(Collectors.toSet());
        List<UUID> touched = before.payments() == null
                ? List.of()
                : before.payments().items().stream()
                        .filter(item -> !after.contains(item))
                        .map(PaymentItem::id)
                        .toList();
        if (touched.isEmpty()) {
            return;
        }
        billed.of(before.customer(), touched).forEach((item, invoice) -> {
            if (!invoice.isVoid()) {
                throw body.invalid(
                        "invoice_schedule",
                        "item " + item + " is used by finalized invoice " + invoice.invoice() + "; void it first");
            }
            if (!kept.contains(item)) {
                throw body.invalid(
                        "invoice_schedule",
                        "item " + item + " is on voided invoice " + invoice.invoice() + " and cannot be removed");
            }
        });
    }

    /**
     * Refuses that it is charged on another contract's invoices once an invoice bills any of it, or billed it: what a void one
     * billed is billed again by that contract alone.
     */
    void requireBilledNowhere(Balance before, Body body) {
        PaymentSchedule payments = before.payments();
        if (payments != null) {
            billed
                    .of(
                            before.customer(),
                            payments.items().stream().map(PaymentItem::id).toList())
                    .values()
                    .stream()
                    .findFirst()
                    .ifPresent(on -> {
                        throw body.invalid(
                                CustomerScopes.INVOICE_CONTRACT,
                                "invoice " + on.invoice()
                                        + " bills this commit already, so it stays with that contract;"
                                        + " make another commit for what is to be billed elsewhere");
                    });
        }
    }

    /** The balance archived; refused while a finalized invoice drew of it or charges it. */
    Balance archived(Balance before, Instant now) {
        requireEditable(before);
        access.requireUndrawn(before);
        if (before.payments() != null) {
            List<UUID> items =
                    before.payments().items().stream().map(PaymentItem::id).toList();
            billed.of(before.customer(), items).values().stream()
                    .filter(invoice -> !invoice.isVoid())
                    .findFirst()
                    .ifPresent(invoice -> {
                        throw Refused.rule("void invoice " + invoice.invoice() + " first: it charges this commit");
                    });
        }
        return before.archived(now);
    }
}

package io.downbeat.customeralerts.rules;

import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.accounts.OpenAccount;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds accounts against conditions (subscriptions.md 4.2). Pure. */
public final class Measures {
    private Measures() {}

    public static Finding find(Alert.Condition condition, Account account) {
        return switch (condition.type().measured()) {
            case SPEND -> SpendMeasure.find(condition, account);
            case USAGE -> Finding.ofWhole(usage(condition, account));
            case INVOICE_TOTAL -> invoiceTotals(condition, account);
            case BALANCE, PERCENTAGE, DAYS -> BalanceMeasure.find(condition, account);
            case SEAT_BALANCE -> SeatMeasure.find(condition, account);
        };
    }

    /** When time alone may change what is found; empty for never. */
    public static Optional<Instant> nextChange(Alert.Condition condition, Account account) {
        Stream<Instant> moments = switch (condition.type().measured()) {
            case SPEND, USAGE ->
                account.current().stream()
                        .map(draft ->
                                Objects.requireNonNull(draft.invoice().period()).end());
            case INVOICE_TOTAL -> Stream.empty();
            case BALANCE, PERCENTAGE, DAYS -> BalanceMeasure.moments(condition, account);
            case SEAT_BALANCE -> SeatMeasure.moments(condition, account);
        };
        return moments.filter(account.now()::isBefore).min(Instant::compareTo);
    }

    /** Contracts whose periods differ are counted each in its own; the greatest count is held against the threshold. */
    private static Finding.Reading usage(Alert.Condition condition, Account account) {
        List<ServicePeriod> periods = account.current().stream()
                .map(draft -> Objects.requireNonNull(draft.invoice().period()))
                .distinct()
                .toList();
        BigDecimal used = periods.stream()
                .map(period -> account.used()
                        .getOrDefault(
                                new Account.Counted(Objects.requireNonNull(condition.metric()), period),
                                BigDecimal.ZERO))
                .max(BigDecimal::compareTo)
                .orElse(BigDecimal.ZERO);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("billable_metric_id", Objects.requireNonNull(condition.metric()));
        properties.put("current_usage", Finding.plain(used));
        boolean isEmpty = account.isWithoutUsage(_ -> true);
        boolean isReached = !isEmpty && used.compareTo(condition.threshold()) >= 0;
        return new Finding.Reading(Group.WHOLE, isReached, isEmpty, properties);
    }

    /** Each draft by itself; one that was finalized, or taken away, is gone. */
    private static Finding invoiceTotals(Alert.Condition condition, Account account) {
        CreditType unit = Objects.requireNonNull(condition.creditType());
        List<Finding.Reading> readings = new ArrayList<>();
        for (OpenAccount.OpenDraft draft : account.open().drafts()) {
            String type = draft.invoice().type().name();
            if (draft.invoice().total().unit().equals(unit)
                    && (condition.invoiceTypes().isEmpty()
                            || condition.invoiceTypes().contains(type))) {
                BigDecimal total = draft.invoice().total().value();
                Map<String, Object> properties = new LinkedHashMap<>();
                properties.put("credit_type_id", unit.id());
                properties.put("invoice_id", draft.invoice().id());
                properties.put("invoice_total", Finding.plain(total));
                readings.add(new Finding.Reading(
                        Group.of("invoice_id", draft.invoice().id().toString()),
                        total.compareTo(condition.threshold()) >= 0,
                        false,
                        properties));
            }
        }
        return Finding.ofParts(readings);
    }
}

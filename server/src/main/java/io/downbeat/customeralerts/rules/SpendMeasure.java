package io.downbeat.customeralerts.rules;

import io.downbeat.contracts.Contract;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.accounts.OpenAccount;
import io.downbeat.rating.InvoiceLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What usage costs in the usage periods of the moment, before commits and credits pay: usage and composite charges, and neither
 * purchases nor scheduled charges. Amounts in another unit do not count, and neither does what a custom unit converts to.
 */
final class SpendMeasure {
    private SpendMeasure() {}

    static Finding find(Alert.Condition condition, Account account) {
        List<InvoiceLine> lines = account.current().stream()
                .filter(draft -> isWanted(condition, draft.contract()))
                .flatMap(draft -> lines(condition, draft).stream())
                .filter(line -> isSpend(line, Objects.requireNonNull(condition.creditType())))
                .toList();
        boolean isEmpty = account.isWithoutUsage(contract -> isWanted(condition, contract));
        return condition.tellsSpendApart()
                ? parts(condition, lines, isEmpty)
                : Finding.ofWhole(reading(condition, Group.WHOLE, sum(lines), isEmpty));
    }

    private static boolean isWanted(Alert.Condition condition, Contract contract) {
        return condition.fieldFilters().stream().allMatch(filter -> filter.matches(contract));
    }

    /** Of the whole draft, or of the group that is watched. */
    private static List<InvoiceLine> lines(Alert.Condition condition, OpenAccount.OpenDraft draft) {
        if (condition.groupValues().isEmpty()) {
            return draft.invoice().lines();
        }
        return Objects.requireNonNull(
                        draft.grouped().get(condition.groupKeys()), () -> "not grouped: " + condition.groupKeys())
                .stream()
                .filter(line -> isOfGroup(condition, values(line)))
                .toList();
    }

    private static boolean isOfGroup(Alert.Condition condition, Map<String, String> values) {
        return condition.groupValues().stream()
                .allMatch(wanted -> values.containsKey(wanted.key())
                        && (wanted.value() == null || wanted.value().equals(values.get(wanted.key()))));
    }

    private static Map<String, String> values(InvoiceLine line) {
        Map<String, String> values = new HashMap<>(line.source().pricingGroupValues());
        values.putAll(line.source().presentationGroupValues());
        return values;
    }

    private static boolean isSpend(InvoiceLine line, CreditType unit) {
        return line.total().unit().equals(unit)
                && (line.source() instanceof InvoiceLine.Usage || line.source() instanceof InvoiceLine.Composite);
    }

    /** A group that nothing was used of has no line. */
    private static Finding parts(Alert.Condition condition, List<InvoiceLine> lines, boolean isEmpty) {
        Map<Group, List<InvoiceLine>> groups = new LinkedHashMap<>();
        Set<String> keys = condition.groupKeys();
        for (InvoiceLine line : lines) {
            Map<String, String> values = values(line);
            values.keySet().retainAll(keys);
            groups.computeIfAbsent(new Group(values), _ -> new ArrayList<>()).add(line);
        }
        List<Finding.Reading> readings = new ArrayList<>();
        groups.forEach((group, its) -> readings.add(reading(condition, group, sum(its), false)));
        return isEmpty
                ? Finding.ofParts(readings)
                : new Finding(readings, Finding.Missing.IS_OVER, properties(condition, BigDecimal.ZERO));
    }

    private static BigDecimal sum(List<InvoiceLine> lines) {
        return lines.stream().map(line -> line.total().value()).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Finding.Reading reading(Alert.Condition condition, Group group, BigDecimal spend, boolean isEmpty) {
        return new Finding.Reading(
                group, !isEmpty && spend.compareTo(condition.threshold()) >= 0, isEmpty, properties(condition, spend));
    }

    private static Map<String, Object> properties(Alert.Condition condition, BigDecimal spend) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "credit_type_id", Objects.requireNonNull(condition.creditType()).id());
        properties.put("current_spend", Finding.plain(spend));
        return properties;
    }
}

package io.downbeat.customeralerts;

import io.downbeat.core.CreditType;
import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.AlertSpecifier;
import io.downbeat.customeralerts.rules.AlertType;
import io.downbeat.customeralerts.rules.FieldFilter;
import io.downbeat.customeralerts.rules.GroupValue;
import io.downbeat.customeralerts.rules.SeatFilter;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.Pricing;
import io.downbeat.usage.Usage;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the condition of a new alert. What a type does not look at is refused, since nobody would notice that it is not. */
final class AlertReader {
    private static final Set<String> FIELDS = Set.of(
            "alert_specifiers",
            "alert_type",
            "billable_metric_id",
            "credit_grant_type_filters",
            "credit_type_id",
            "custom_field_filters",
            "customer_id",
            "evaluate_on_create",
            "group_values",
            "invoice_types_filter",
            "name",
            "plan_id",
            "seat_filter",
            "threshold",
            "uniqueness_key");
    private static final String NEVER_A_DRAFT = "USAGE_CONSOLIDATED";
    private static final Set<String> INVOICE_TYPES = Set.of("USAGE", "SCHEDULED", NEVER_A_DRAFT);
    private static final BigDecimal MOST_PERCENT = BigDecimal.valueOf(100);
    private static final BigDecimal MOST_DAYS = BigDecimal.valueOf(36_500);
    private static final int MOST_FILTERS = 100;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_SEAT = 128;

    private final Pricing pricing;
    private final Usage usage;

    AlertReader(Pricing pricing, Usage usage) {
        this.pricing = pricing;
        this.usage = usage;
    }

    /** @throws Refused with 400 naming the field, and with 404 for a metric or credit type that there is not */
    Alert.Condition read(Body body) {
        body.knowsOnly(FIELDS);
        refusePlans(body);
        AlertType type = type(body);
        List<AlertSpecifier> specifiers = specifiers(body, type);
        return new Alert.Condition(
                type,
                threshold(body, type),
                creditType(body, type),
                metric(body, type),
                groupValues(body, type),
                fieldFilters(body, type, FieldsOf.ALERT),
                specifiers,
                invoiceTypes(body, type),
                seats(body, type));
    }

    private static void refusePlans(Body body) {
        if (body.has("plan_id")) {
            throw body.invalid("plan_id", "belongs to plans, which this server does not have; leave it out");
        }
        if (!body.optionalTexts("credit_grant_type_filters").orElse(List.of()).isEmpty()) {
            throw body.invalid(
                    "credit_grant_type_filters",
                    "belongs to plans, which this server does not have; use custom_field_filters");
        }
    }

    private static AlertType type(Body body) {
        String word = body.text("alert_type");
        AlertType.insteadOf(word).ifPresent(instead -> {
            throw body.invalid(
                    "alert_type", word + " belongs to plans, which this server does not have; use " + instead);
        });
        return AlertType.of(word).orElseThrow(() -> body.invalid("alert_type", "is none of the published types"));
    }

    private static BigDecimal threshold(Body body, AlertType type) {
        BigDecimal threshold = body.decimal("threshold");
        if (threshold.signum() < 0) {
            throw body.invalid("threshold", "must not be negative");
        }
        return switch (type.measured()) {
            case PERCENTAGE -> atMost(body, threshold, MOST_PERCENT, "a percentage is 100 at most");
            case DAYS -> {
                if (threshold.stripTrailingZeros().scale() > 0) {
                    throw body.invalid("threshold", "days are a whole number");
                }
                yield atMost(body, threshold, MOST_DAYS, "days are 36500 at most");
            }
            case SPEND, USAGE, INVOICE_TOTAL, BALANCE, SEAT_BALANCE -> threshold;
        };
    }

    private static BigDecimal atMost(Body body, BigDecimal threshold, BigDecimal most, String why) {
        if (threshold.compareTo(most) > 0) {
            throw body.invalid("threshold", why);
        }
        return threshold;
    }

    /** USD if it is left out; days of balances are days in every unit. */
    private @Nullable CreditType creditType(Body body, AlertType type) {
        UUID id = body.optionalUuid("credit_type_id").orElse(null);
        if (id != null && type.measured() == AlertType.Measured.USAGE) {
            throw body.invalid("credit_type_id", type.word() + " is in the metric's own units; leave it out");
        }
        if (id == null) {
            return type.hasCreditType() ? CreditType.USD_CENTS : null;
        }
        return pricing.creditType(id)
                .orElseThrow(() -> Refused.notFound("credit_type_id: no credit type has the id " + id));
    }

    private @Nullable BillableMetricId metric(Body body, AlertType type) {
        UUID id = body.optionalUuid("billable_metric_id").orElse(null);
        if (type.measured() != AlertType.Measured.USAGE) {
            only(body, "billable_metric_id", id == null, AlertType.USAGE_THRESHOLD_REACHED);
            return null;
        }
        if (id == null) {
            throw body.invalid("billable_metric_id", "is required for " + type.word());
        }
        BillableMetricId metric = new BillableMetricId(id);
        if (usage.metric(metric).isEmpty()) {
            throw Refused.notFound("billable_metric_id: no billable metric has the id " + id);
        }
        return metric;
    }

    private static List<GroupValue> groupValues(Body body, AlertType type) {
        List<Body> given = body.optionalObjects("group_values");
        only(
                body,
                "group_values",
                given.isEmpty() || type == AlertType.SPEND_THRESHOLD_REACHED,
                AlertType.SPEND_THRESHOLD_REACHED);
        List<GroupValue> values = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (Body one : given) {
            one.knowsOnly(Set.of("key", "value"));
            String key = one.text("key", 1, LONGEST_NAME);
            if (!keys.add(key)) {
                throw one.invalid("key", "is named twice");
            }
            values.add(new GroupValue(key, one.optionalText("value").orElse(null)));
        }
        return values;
    }

    /** Where filters stand, and whether they may leave the value open there. */
    private enum FieldsOf {
        ALERT,
        SPECIFIER,
        EXCLUSION
    }

    private static List<FieldFilter> fieldFilters(Body body, AlertType type, FieldsOf of) {
        List<Body> given = body.optionalObjects("custom_field_filters");
        if (given.size() > MOST_FILTERS) {
            throw body.invalid("custom_field_filters", "are " + MOST_FILTERS + " at most");
        }
        List<FieldFilter> filters = new ArrayList<>();
        for (Body one : given) {
            one.knowsOnly(Set.of("entity", "key", "value"));
            FieldFilter.Entity entity = FieldFilter.Entity.of(one.text("entity"))
                    .orElseThrow(() -> one.invalid(
                            "entity", "must be one of Contract, Commit, ContractCredit, ContractCreditOrCommit"));
            if (!entity.fits(type)) {
                throw one.invalid("entity", type.word() + " looks at no " + entity.word());
            }
            String value = one.optionalText("value").orElse(null);
            if (value == null && of != FieldsOf.SPECIFIER) {
                throw one.invalid("value", "is required");
            }
            filters.add(new FieldFilter(entity, one.text("key", 1, LONGEST_NAME), value));
        }
        return filters;
    }

    private static List<AlertSpecifier> specifiers(Body body, AlertType type) {
        List<Body> given = body.optionalObjects("alert_specifiers");
        only(
                body,
                "alert_specifiers",
                given.isEmpty() || type.takesSpecifiers(),
                AlertType.LOW_REMAINING_CONTRACT_CREDIT_AND_COMMIT_BALANCE_REACHED);
        List<AlertSpecifier> specifiers = new ArrayList<>();
        for (Body one : given) {
            one.knowsOnly(Set.of("custom_field_filters", "exclude"));
            List<AlertSpecifier.Exclusion> exclude = new ArrayList<>();
            for (Body exclusion : one.optionalObjects("exclude")) {
                exclusion.knowsOnly(Set.of("custom_field_filters"));
                List<FieldFilter> filters = fieldFilters(exclusion, type, FieldsOf.EXCLUSION);
                if (filters.isEmpty()) {
                    throw exclusion.invalid("custom_field_filters", "is required");
                }
                exclude.add(new AlertSpecifier.Exclusion(filters));
            }
            specifiers.add(new AlertSpecifier(fieldFilters(one, type, FieldsOf.SPECIFIER), exclude));
        }
        refuseTwoGroupings(body, specifiers);
        return specifiers;
    }

    private static void refuseTwoGroupings(Body body, List<AlertSpecifier> specifiers) {
        long open = specifiers.stream()
                .flatMap(specifier -> specifier.customFieldFilters().stream())
                .filter(filter -> filter.value() == null)
                .count();
        if (open > 1) {
            throw body.invalid("alert_specifiers", "only one filter may leave its value out");
        }
        if (open == 1 && specifiers.size() > 1) {
            throw body.invalid(
                    "alert_specifiers", "a filter that leaves its value out stands in the only specifier there is");
        }
    }

    private static List<String> invoiceTypes(Body body, AlertType type) {
        List<String> types = body.optionalTexts("invoice_types_filter").orElse(List.of());
        only(
                body,
                "invoice_types_filter",
                types.isEmpty() || type == AlertType.INVOICE_TOTAL_REACHED,
                AlertType.INVOICE_TOTAL_REACHED);
        if (!INVOICE_TYPES.containsAll(types)) {
            throw body.invalid("invoice_types_filter", "must hold USAGE, SCHEDULED or USAGE_CONSOLIDATED");
        }
        if (!types.isEmpty() && Set.of(NEVER_A_DRAFT).containsAll(types)) {
            throw body.invalid(
                    "invoice_types_filter",
                    "an invoice's total is looked at while it is a draft, and a consolidated one is made from final"
                            + " invoices and never is; name USAGE or SCHEDULED");
        }
        return types.stream().distinct().toList();
    }

    private static @Nullable SeatFilter seats(Body body, AlertType type) {
        Body filter = body.optionalObject("seat_filter").orElse(null);
        if (type != AlertType.LOW_REMAINING_SEAT_BALANCE_REACHED) {
            only(body, "seat_filter", filter == null, AlertType.LOW_REMAINING_SEAT_BALANCE_REACHED);
            return null;
        }
        if (filter == null) {
            throw body.invalid("seat_filter", "is required for " + type.word());
        }
        filter.knowsOnly(Set.of("seat_group_key", "seat_group_value"));
        return new SeatFilter(
                filter.text("seat_group_key", 1, LONGEST_NAME),
                filter.optionalText("seat_group_value", 1, LONGEST_SEAT).orElse(null));
    }

    private static void only(Body body, String field, boolean isFine, AlertType type) {
        if (!isFine) {
            throw body.invalid(field, "only " + type.word() + " takes it");
        }
    }
}

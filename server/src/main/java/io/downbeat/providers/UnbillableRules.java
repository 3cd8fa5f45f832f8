package io.downbeat.providers;

import io.downbeat.platform.http.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code unbillable_invoices_configuration}. */
final class UnbillableRules {
    private static final String FIELD = "unbillable_invoices_configuration";

    private UnbillableRules() {}

    static List<UnbillableRule> read(Body item, BillingProvider provider) {
        List<Body> given = item.optionalObjects(FIELD);
        if (!given.isEmpty() && provider != BillingProvider.STRIPE) {
            throw item.invalid(FIELD, "is for stripe only");
        }
        List<UnbillableRule> rules = new ArrayList<>();
        for (Body each : given) {
            UnbillableRule rule = rule(each);
            if (rules.stream().anyMatch(rule::sameScopeAs)) {
                throw each.invalid(
                        "invoice_type",
                        "another rule is as specific as this one; one rule for each invoice type and currency");
            }
            rules.add(rule);
        }
        return rules;
    }

    private static UnbillableRule rule(Body body) {
        body.knowsOnly(Set.of("invoice_type", "fiat_credit_type_id", "max_amount"));
        var invoiceType = body.oneOf("invoice_type", UnbillableRule.Kind.class);
        var currency = body.optionalUuid("fiat_credit_type_id");
        var maxAmount = body.optionalDecimal("max_amount");
        if (maxAmount.isPresent() && maxAmount.get().signum() <= 0) {
            throw body.invalid("max_amount", "must be more than 0");
        }
        if (maxAmount.isPresent() && currency.isEmpty()) {
            throw body.invalid("fiat_credit_type_id", "is required with max_amount");
        }
        return new UnbillableRule(invoiceType, currency.orElse(null), maxAmount.orElse(null));
    }
}

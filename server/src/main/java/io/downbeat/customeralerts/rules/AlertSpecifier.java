package io.downbeat.customeralerts.rules;

import io.downbeat.invoicing.accounts.OpenAccount;
import java.util.List;
import java.util.Optional;

/**
 * Some of a customer's balances: those that have all the fields and match none of the exceptions.
 *
 * @param exclude each is out that has all fields of one of them
 */
public record AlertSpecifier(List<FieldFilter> customFieldFilters, List<Exclusion> exclude) {

    public record Exclusion(List<FieldFilter> customFieldFilters) {
        public Exclusion {
            customFieldFilters = List.copyOf(customFieldFilters);
        }
    }

    public AlertSpecifier {
        customFieldFilters = List.copyOf(customFieldFilters);
        exclude = List.copyOf(exclude);
    }

    boolean matches(OpenAccount.HeldBalance item) {
        return customFieldFilters.stream().allMatch(filter -> filter.matches(item))
                && exclude.stream()
                        .noneMatch(one -> one.customFieldFilters().stream().allMatch(filter -> filter.matches(item)));
    }

    /** The filter without a value, by whose values the balances are told apart; at most one. */
    public Optional<FieldFilter> grouping() {
        return customFieldFilters.stream()
                .filter(filter -> filter.value() == null)
                .findFirst();
    }
}

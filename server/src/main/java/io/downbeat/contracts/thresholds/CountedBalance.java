package io.downbeat.contracts.thresholds;

import io.downbeat.balances.Balance;
import io.downbeat.core.CreditType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a contract's balances a prepaid threshold counts.
 *
 * @param unit the custom unit in which it counts ({@code custom_credit_type_id}); {@code null} for the rate card's currency
 * @param specifiers {@code threshold_balance_specifiers}, as they were given
 */
public record CountedBalance(@Nullable CreditType unit, List<Excluding> specifiers) {
    public static final CountedBalance EVERYTHING = new CountedBalance(null, List.of());

    /** @param exclude any of them is enough */
    public record Excluding(List<Exclusion> exclude) {
        public Excluding {
            exclude = List.copyOf(exclude);
        }
    }

    /** @param customFieldFilters all of them hold */
    public record Exclusion(List<FieldFilter> customFieldFilters) {
        public Exclusion {
            customFieldFilters = List.copyOf(customFieldFilters);
        }

        private boolean excludes(Balance balance) {
            return customFieldFilters.stream().allMatch(filter -> filter.matches(balance));
        }
    }

    /** A custom field of a commit or credit that has a value. */
    public record FieldFilter(String entity, String key, String value) {
        private boolean matches(Balance balance) {
            boolean isOfThisKind =
                    switch (Entity.of(entity).orElseThrow(() -> new IllegalArgumentException("no entity " + entity))) {
                        case COMMIT -> balance.isCommit();
                        case CREDIT -> !balance.isCommit();
                        case EITHER -> true;
                    };
            return isOfThisKind && value.equals(balance.terms().customFields().get(key));
        }
    }

    /** What a filter speaks of, in the API's words. */
    enum Entity {
        COMMIT("Commit"),
        CREDIT("ContractCredit"),
        EITHER("ContractCreditOrCommit");

        private final String word;

        Entity(String word) {
            this.word = word;
        }

        static Optional<Entity> of(String word) {
            for (Entity each : values()) {
                if (each.word.equalsIgnoreCase(word)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }

        String word() {
            return word;
        }
    }

    public CountedBalance {
        specifiers = List.copyOf(specifiers);
    }

    /** Whether nothing excludes it; which kinds of balances count at all is not said here. */
    public boolean includes(Balance balance) {
        return specifiers.stream()
                .flatMap(each -> each.exclude().stream())
                .noneMatch(exclusion -> exclusion.excludes(balance));
    }
}

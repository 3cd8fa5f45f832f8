package io.downbeat.contracts.overrides;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.RateType;
import io.downbeat.contracts.TermKind;
import io.downbeat.core.Frequency;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.RateModifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a contract agrees on instead of its card's rates: another price, or whether a product can be had at all. Of several
 * in force on one unit's price one wins, and they never stack.
 *
 * @param modifier {@code null} for an override that says only who is entitled
 * @param entitled {@code null} for one that leaves that to the card
 * @param priority decides between multipliers of a contract that prioritizes them by it; positive
 * @param isCommitSpecific whether it holds only while a commit or credit pays
 * @param targetRate which rate it changes; only what is commit-specific can change a commit rate
 * @param startingAt on the hour, as is {@code endingBefore}; may lie outside the contract
 * @param endingBefore {@code null} for no end
 */
public record RateOverride(
        UUID id,
        Target target,
        @Nullable RateModifier modifier,
        @Nullable Boolean entitled,
        @Nullable BigDecimal priority,
        boolean isCommitSpecific,
        RateType targetRate,
        Instant startingAt,
        @Nullable Instant endingBefore,
        Instant createdAt) {

    /** In the order in which they were added, which decides between overwritten rates. */
    public static final TermKind<List<RateOverride>> KIND = new TermKind<>("overrides", List.of());

    /** Whose rates it changes. */
    public sealed interface Target {

        /** {@code product_id}. */
        record OfProduct(ProductId product) implements Target {
            @Override
            public List<Specifier> specifiers() {
                return List.of(new Specifier(product, List.of(), Map.of(), Map.of(), PaidBy.ANY));
            }
        }

        /** {@code applicable_product_tags}: any of them is enough. */
        record Tagged(List<String> anyOf) implements Target {
            public Tagged {
                anyOf = List.copyOf(anyOf);
                if (anyOf.isEmpty()) {
                    throw new IllegalArgumentException("an override by tags names at least one");
                }
            }

            @Override
            public List<Specifier> specifiers() {
                return anyOf.stream()
                        .map(tag -> new Specifier(null, List.of(tag), Map.of(), Map.of(), PaidBy.ANY))
                        .toList();
            }
        }

        /** {@code override_specifiers}: any of them is enough. */
        record Specified(List<Specifier> specifiers) implements Target {
            public Specified {
                specifiers = List.copyOf(specifiers);
                if (specifiers.isEmpty()) {
                    throw new IllegalArgumentException("an override by specifiers has at least one");
                }
            }
        }

        /** The same as specifiers, of which any is enough. */
        List<Specifier> specifiers();
    }

    /**
     * Usage that is named by everything a specifier says; what it leaves out matches anything. Rates of subscriptions are
     * named by those that say their billing frequency, and by no other.
     *
     * @param tags all of which the product must have
     */
    public record Specifier(
            @Nullable ProductId product,
            @Nullable Frequency billingFrequency,
            List<String> tags,
            Map<String, String> pricingGroupValues,
            Map<String, String> presentationGroupValues,
            PaidBy paidBy) {
        public Specifier {
            tags = List.copyOf(tags);
            pricingGroupValues = Map.copyOf(pricingGroupValues);
            presentationGroupValues = Map.copyOf(presentationGroupValues);
            if (product == null
                    && tags.isEmpty()
                    && pricingGroupValues.isEmpty()
                    && presentationGroupValues.isEmpty()
                    && paidBy.isAny()) {
                throw new IllegalArgumentException("a specifier names something");
            }
        }

        /** Of usage. */
        public Specifier(
                @Nullable ProductId product,
                List<String> tags,
                Map<String, String> pricingGroupValues,
                Map<String, String> presentationGroupValues,
                PaidBy paidBy) {
            this(product, null, tags, pricingGroupValues, presentationGroupValues, paidBy);
        }

        /** Whether it names the product and these group values; presentation group values and who pays are not asked. */
        public boolean names(
                ProductId other, @Nullable Frequency frequency, Set<String> itsTags, Map<String, String> groupValues) {
            return billingFrequency == frequency
                    && (product == null || product.equals(other))
                    && itsTags.containsAll(tags)
                    && groupValues.entrySet().containsAll(pricingGroupValues.entrySet());
        }
    }

    /**
     * Which balances a commit-specific override is for; naming none means any of them.
     *
     * @param commits the ids of commits
     * @param recurringCommits the ids of recurring commits: whatever commits they made
     * @param commitsOrCredits the ids of either, single or recurring
     */
    public record PaidBy(List<UUID> commits, List<UUID> recurringCommits, List<UUID> commitsOrCredits) {
        public static final PaidBy ANY = new PaidBy(List.of(), List.of(), List.of());

        public PaidBy {
            commits = List.copyOf(commits);
            recurringCommits = List.copyOf(recurringCommits);
            commitsOrCredits = List.copyOf(commitsOrCredits);
        }

        public boolean isAny() {
            return commits.isEmpty() && recurringCommits.isEmpty() && commitsOrCredits.isEmpty();
        }

        public boolean includes(Balance balance) {
            UUID id = balance.id().value();
            UUID recurring = balance.origin().recurring();
            boolean isCommit = balance.type() != BalanceType.CREDIT;
            return isAny()
                    || isCommit && commits.contains(id)
                    || isCommit && recurring != null && recurringCommits.contains(recurring)
                    || commitsOrCredits.contains(id)
                    || recurring != null && commitsOrCredits.contains(recurring);
        }
    }

    public RateOverride {
        if (modifier == null && entitled == null) {
            throw new IllegalArgumentException("an override changes a price or who is entitled: " + id);
        }
        if (endingBefore != null && !startingAt.isBefore(endingBefore)) {
            throw new IllegalArgumentException(
                    "an override needs its start before its end: " + startingAt + " to " + endingBefore);
        }
        if (priority != null && priority.signum() <= 0) {
            throw new IllegalArgumentException("a priority is positive: " + priority);
        }
        if (!isCommitSpecific && targetRate == RateType.COMMIT_RATE) {
            throw new IllegalArgumentException("only a commit-specific override changes a commit rate: " + id);
        }
        if (!isCommitSpecific
                && target.specifiers().stream()
                        .anyMatch(specifier -> !specifier.paidBy().isAny())) {
            throw new IllegalArgumentException("only a commit-specific override names commits: " + id);
        }
    }

    public boolean covers(Instant moment) {
        return !moment.isBefore(startingAt) && (endingBefore == null || moment.isBefore(endingBefore));
    }
}

package io.downbeat.balances;

import io.downbeat.pricing.products.ProductId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * In which order segments pay a line (pricing.md 2.2): the first difference decides, and no two are equal. Pure.
 */
public final class BurnDownOrder {
    private static final int INFINITE = Integer.MAX_VALUE;

    /** A segment of a balance, as something that can pay. */
    public record Payer(Balance balance, AccessSegment segment) {}

    private BurnDownOrder() {}

    /** @param tagged the products that have a tag, of those that can be billed together */
    public static Comparator<Payer> given(Function<String, Set<ProductId>> tagged) {
        return Comparator.<Payer>comparingInt(payer -> burnsAs(payer.balance))
                .thenComparing(payer -> payer.balance.terms().effectivePriority())
                .thenComparingInt(payer -> payer.balance.costBasis().signum())
                .thenComparingInt(payer -> productsNamed(payer.balance.terms().appliesTo(), tagged))
                .thenComparingInt(payer -> groupsNamed(payer.balance.terms().appliesTo()))
                .thenComparing(payer -> payer.segment.endingBefore())
                .thenComparing(payer -> payer.segment.startingAt())
                .thenComparingInt(payer -> contracts(payer.balance.scope()))
                .thenComparingInt(payer -> payer.balance.scope() instanceof BalanceScope.OfContract ? 0 : 1)
                .thenComparing(payer -> payer.balance.createdAt())
                .thenComparing(payer -> payer.balance.id())
                .thenComparing(payer -> payer.segment.id());
    }

    /** What was rolled over goes first, whatever its priority, and what is paid in arrears last. */
    private static int burnsAs(Balance balance) {
        boolean postpaid = balance.type() == BalanceType.POSTPAID;
        if (balance.origin().isRollover()) {
            return postpaid ? 0 : 1;
        }
        return postpaid ? 3 : 2;
    }

    /** How many products it names, one by one or by a tag; infinite if it names none. */
    private static int productsNamed(AppliesTo appliesTo, Function<String, Set<ProductId>> tagged) {
        Set<ProductId> named = new HashSet<>();
        boolean names = false;
        switch (appliesTo) {
            case AppliesTo.Everything _ -> {}
            case AppliesTo.Products products -> {
                names = true;
                named.addAll(products.products());
                products.tags().forEach(tag -> named.addAll(tagged.apply(tag)));
            }
            case AppliesTo.Specifiers specifiers -> {
                for (Specifier specifier : specifiers.anyOf()) {
                    names |= !specifier.namesGroupsOnly();
                    named.addAll(products(specifier, tagged));
                }
            }
        }
        return names ? named.size() : INFINITE;
    }

    private static Set<ProductId> products(Specifier specifier, Function<String, Set<ProductId>> tagged) {
        if (specifier.product() != null) {
            return Set.of(specifier.product());
        }
        Set<ProductId> all = new HashSet<>();
        specifier.tags().forEach(tag -> all.addAll(tagged.apply(tag)));
        specifier.tags().forEach(tag -> all.retainAll(tagged.apply(tag)));
        return all;
    }

    /** How many specifiers name group values alone; infinite for what is restricted by nothing. */
    private static int groupsNamed(AppliesTo appliesTo) {
        return switch (appliesTo) {
            case AppliesTo.Everything _ -> INFINITE;
            case AppliesTo.Products _ -> 0;
            case AppliesTo.Specifiers specifiers ->
                (int) specifiers.anyOf().stream()
                        .filter(Specifier::namesGroupsOnly)
                        .count();
        };
    }

    private static int contracts(BalanceScope scope) {
        return switch (scope) {
            case BalanceScope.OfContract(UUID _, BalanceScope.ChildAccess children) ->
                children instanceof BalanceScope.ChildAccess.Only(Set<UUID> named) ? 1 + named.size() : 1;
            case BalanceScope.OfCustomer of ->
                of.applicableContracts().isEmpty()
                        ? INFINITE
                        : of.applicableContracts().size();
        };
    }
}

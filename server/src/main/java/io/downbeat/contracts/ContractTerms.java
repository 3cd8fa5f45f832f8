package io.downbeat.contracts;

import io.downbeat.balances.Balance;
import io.downbeat.core.Timeline;
import io.downbeat.usage.UsageFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a contract that decides its invoices, read at one moment: its head, and what it agreed on of each
 * kind of term. Immutable.
 *
 * <p>A kind is named by a {@link TermKind}, such as {@link ScheduledCharge#KIND}; the class that knows all about it
 * is a {@link ContractPart}.
 */
public final class ContractTerms {
    public static final TermKind<List<Balance>> BALANCES = new TermKind<>("commits and credits", List.of());

    /** Commits of the customer whose payments stand on the contract's invoices. */
    public static final TermKind<List<Balance>> BILLED_COMMITS = new TermKind<>("commits billed on it", List.of());

    /** Which of the customer's usage is the contract's; all of it while none is in force. */
    public static final TermKind<Timeline<UsageFilter>> USAGE_FILTER = new TermKind<>("usage filter", Timeline.empty());

    private final Contract contract;
    private final Map<TermKind<?>, Object> agreed;

    private ContractTerms(Contract contract, Map<TermKind<?>, Object> agreed) {
        this.contract = contract;
        this.agreed = Map.copyOf(agreed);
    }

    /** The terms of a contract that agreed on nothing yet. */
    public static ContractTerms of(Contract contract) {
        return new ContractTerms(contract, Map.of());
    }

    public Contract contract() {
        return contract;
    }

    /** The terms of the kind, or the kind's empty terms if none were agreed. */
    public <T> T get(TermKind<T> kind) {
        @SuppressWarnings("unchecked") // only with(kind, terms) puts anything in
        T terms = (T) agreed.getOrDefault(kind, kind.none());
        return terms;
    }

    /** Archived ones too: what they charged before stays charged. */
    public List<ScheduledCharge> charges() {
        return get(ScheduledCharge.KIND);
    }

    /** Archived ones too, in the order they were made; what the customer has besides is no term of a contract. */
    public List<Balance> commits() {
        return get(BALANCES).stream().filter(Balance::isCommit).toList();
    }

    /** Archived ones too, in the order they were made; what the customer has besides is no term of a contract. */
    public List<Balance> credits() {
        return get(BALANCES).stream().filter(balance -> !balance.isCommit()).toList();
    }

    /** The segment in force per boundary; of several made for one boundary, the one made last. */
    public Timeline<ProviderSegment> schedule() {
        return get(ProviderSegment.KIND);
    }

    public <T> ContractTerms with(TermKind<T> kind, T terms) {
        Map<TermKind<?>, Object> changed = new HashMap<>(agreed);
        if (terms.equals(kind.none())) {
            changed.remove(kind);
        } else {
            changed.put(kind, terms);
        }
        return new ContractTerms(contract, changed);
    }

    ContractTerms with(Contract changed) {
        return new ContractTerms(changed, agreed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContractTerms that && contract.equals(that.contract) && agreed.equals(that.agreed);
    }

    @Override
    public int hashCode() {
        return 31 * contract.hashCode() + agreed.hashCode();
    }

    @Override
    public String toString() {
        return contract + " " + agreed;
    }
}

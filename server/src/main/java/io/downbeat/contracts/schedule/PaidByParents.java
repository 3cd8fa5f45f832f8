package io.downbeat.contracts.schedule;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.contracts.hierarchy.Hierarchy;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.platform.http.Refused;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** What account hierarchies forbid of provider schedules. Pure. */
final class PaidByParents {
    private PaidByParents() {}

    /**
     * Why the contract's schedule cannot name another provider.
     *
     * @param paid the thresholds of the children that it pays for
     */
    static Optional<String> conflict(ContractTerms terms, ProviderKind target, Map<ContractId, Thresholds> paid) {
        if (Families.isPaidByParent(terms)) {
            return Optional.of("the invoices of this contract go by the schedule of its parent, contract "
                    + Families.payer(terms).contract() + ", which pays for it; change that one");
        }
        if (target == ProviderKind.MARKETPLACE && Families.paysForChildren(terms)) {
            return Optional.of(Families.NOT_METERED_FOR_CHILDREN);
        }
        return paid.entrySet().stream()
                .sorted(Comparator.comparing(child -> child.getKey().toString()))
                .flatMap(child -> ProviderSchedule.conflict(child.getValue(), target).stream()
                        .map(why -> "contract " + child.getKey() + ", for which this one pays: " + why))
                .findFirst();
    }

    /** A new contract that its parent pays for has no schedule of its own, which nothing would go by. */
    static void refuseOwnSchedule(ContractTerms before, ContractTerms after, String field) {
        boolean isNew = before.get(Hierarchy.KIND) instanceof Hierarchy.Standalone;
        if (isNew
                && Families.isPaidByParent(after)
                && !after.schedule().segments().isEmpty()) {
            throw Refused.invalid(
                    field, "goes with payer SELF; what a parent pays goes by the parent's schedule, so leave this out");
        }
    }
}

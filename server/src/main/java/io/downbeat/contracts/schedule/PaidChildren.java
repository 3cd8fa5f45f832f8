package io.downbeat.contracts.schedule;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.contracts.hierarchy.Hierarchy;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.contracts.thresholds.ThresholdsPart;
import java.util.List;
import java.util.Map;

/** What the children agreed on that a contract pays for, whose invoices go by its schedule. */
final class PaidChildren {
    private final ThresholdsPart thresholds;

    PaidChildren(ThresholdsPart thresholds) {
        this.thresholds = thresholds;
    }

    /** In one statement; none for a contract that pays for nobody. */
    Map<ContractId, Thresholds> thresholds(ContractTerms parent) {
        List<Contract.Ref> paid = Families.children(parent).stream()
                .filter(child -> child.payer() == Hierarchy.Payer.PARENT && !child.isArchived())
                .map(Hierarchy.Member::contract)
                .toList();
        return paid.isEmpty() ? Map.of() : thresholds.load(paid);
    }
}

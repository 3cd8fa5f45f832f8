package io.downbeat.contracts;

import io.downbeat.core.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A contract as this feature keeps it: its terms, and what other features have no use for.
 *
 * @param renewedFrom the contract that it continues
 * @param initialTerms what it was created with, in the API's own form
 */
record ContractState(
        ContractTerms terms,
        Thresholds thresholds,
        @Nullable String uniquenessKey,
        @Nullable ContractId renewedFrom,
        ObjectNode initialTerms) {

    Contract contract() {
        return terms.contract();
    }

    ContractState with(Contract changed) {
        return with(new ContractTerms(changed, terms.charges(), terms.schedule()));
    }

    ContractState with(Thresholds changed) {
        return new ContractState(terms, changed, uniquenessKey, renewedFrom, initialTerms);
    }

    ContractState withSchedule(Timeline<ProviderSegment> changed) {
        return with(new ContractTerms(terms.contract(), terms.charges(), changed));
    }

    ContractState withCharges(List<ScheduledCharge> changed) {
        return with(new ContractTerms(terms.contract(), changed, terms.schedule()));
    }

    /** The charge in the place of the one with its id, or behind the others if it is new. */
    ContractState with(ScheduledCharge charge) {
        List<ScheduledCharge> charges = new ArrayList<>(terms.charges());
        charges.replaceAll(old -> old.id().equals(charge.id()) ? charge : old);
        if (!charges.contains(charge)) {
            charges.add(charge);
        }
        return withCharges(charges);
    }

    Optional<ScheduledCharge> charge(UUID id) {
        return terms.charges().stream().filter(charge -> charge.id().equals(id)).findFirst();
    }

    ContractState withInitialTerms(ObjectNode initial) {
        return new ContractState(terms, thresholds, uniquenessKey, renewedFrom, initial);
    }

    private ContractState with(ContractTerms changed) {
        return new ContractState(changed, thresholds, uniquenessKey, renewedFrom, initialTerms);
    }
}

package io.downbeat.contracts;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A contract as this package keeps it: its terms, and what other packages have no use for.
 *
 * @param renewedFrom the contract that it continues
 * @param packageId the package that it was created from
 * @param initialTerms what it was created with, in the API's own form
 */
record ContractState(
        ContractTerms terms,
        @Nullable String uniquenessKey,
        @Nullable ContractId renewedFrom,
        Contract.@Nullable PackageId packageId,
        ObjectNode initialTerms) {

    Contract contract() {
        return terms.contract();
    }

    ContractState with(ContractTerms changed) {
        return new ContractState(changed, uniquenessKey, renewedFrom, packageId, initialTerms);
    }
}

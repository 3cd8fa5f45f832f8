package io.downbeat.packages;

import io.downbeat.contracts.Contract;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A package as it was created.
 *
 * @param terms as a request to create a contract has them, with offsets in the place of instants and an id for each term
 * @param archivedAt from when on no contract is created from it
 */
record ContractPackage(
        Contract.PackageId id,
        String name,
        @Nullable String uniquenessKey,
        ObjectNode terms,
        Instant createdAt,
        @Nullable Instant archivedAt) {

    ContractPackage with(ObjectNode otherTerms) {
        return new ContractPackage(id, name, uniquenessKey, otherTerms, createdAt, archivedAt);
    }

    boolean isArchived() {
        return archivedAt != null;
    }
}

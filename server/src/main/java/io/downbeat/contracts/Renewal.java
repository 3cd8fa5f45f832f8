package io.downbeat.contracts;

import io.downbeat.platform.http.Body;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code transition} of a new contract: it continues another one of its customer, which ends where it starts. */
final class Renewal {
    static final Set<String> CREATE_FIELDS = Set.of("transition");

    private enum Transition {
        RENEWAL
    }

    /** What becomes of true-ups; there are none without commits, so only leaving them be can be promised. */
    private enum TrueUp {
        AS_IS
    }

    private final WriteContracts contracts;
    private final EditContract edits;

    Renewal(WriteContracts contracts, EditContract edits) {
        this.contracts = contracts;
        this.edits = edits;
    }

    /**
     * Locks the contract that the new one renews, and ends it where the new one starts unless it ends earlier already.
     *
     * @throws io.downbeat.platform.http.Refused if the customer has no such contract, it is archived, or it does not
     *     start before the new one
     */
    Optional<ContractId> renew(Body body, ContractPart.Creation creation) {
        return body.optionalObject("transition").map(transition -> renewed(transition, creation));
    }

    private ContractId renewed(Body transition, ContractPart.Creation creation) {
        transition.knowsOnly(Set.of("type", "from_contract_id", "future_invoice_behavior"));
        transition.oneOf("type", Transition.class);
        transition.optionalObject("future_invoice_behavior").ifPresent(behavior -> {
            behavior.knowsOnly(Set.of("trueup"));
            behavior.optionalOneOf("trueup", TrueUp.class);
        });
        ContractId from = new ContractId(transition.uuid("from_contract_id"));
        Contract next = creation.contract();
        ContractTerms old = contracts
                .lock(new Contract.Ref(next.customer(), from))
                .orElseThrow(() -> transition.invalid("from_contract_id", "the customer has no such contract"));
        if (old.contract().isArchived()) {
            throw transition.invalid("from_contract_id", "this contract is archived");
        }
        if (!next.startingAt().isAfter(old.contract().startingAt())) {
            throw transition.invalid("from_contract_id", "the new contract must start after the one it renews");
        }
        refuseRollover(old, transition);
        Instant end = old.contract().endingBefore();
        if (end == null || end.isAfter(next.startingAt())) {
            edits.end(old, next.startingAt(), creation.now());
        }
        return from;
    }

    /** What should roll over is not dropped in silence. */
    private static void refuseRollover(ContractTerms old, Body transition) {
        boolean rollsOver = Stream.concat(old.commits().stream(), old.credits().stream())
                .filter(balance -> balance.archivedAt() == null)
                .map(balance -> balance.terms().rolloverFraction())
                .anyMatch(fraction -> fraction != null && fraction.signum() > 0);
        if (rollsOver) {
            throw transition.invalid(
                    "from_contract_id",
                    "a commit or credit of this contract rolls over, which is not supported by this server yet");
        }
    }
}

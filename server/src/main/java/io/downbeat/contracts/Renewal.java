package io.downbeat.contracts;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceType;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code transition} of a new contract: it continues another one of its customer, which ends where it starts. What rolls over
 * is for the {@link ContractPart#renew parts} to say.
 */
final class Renewal {
    static final Set<String> CREATE_FIELDS = Set.of("transition");

    private enum Transition {
        RENEWAL
    }

    /** What becomes of what is left of the old contract's postpaid commits and does not roll over. */
    private enum TrueUp {
        /** It is billed on its date. */
        AS_IS,
        /** Nobody owes it any more. */
        REMOVE
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
     * @return the old contract as it was until now
     * @throws Refused if the customer has no such contract (404), it is archived, it does not start before the new one, or it
     *     was renewed
     */
    Optional<ContractTerms> renew(Body body, ContractPart.Creation creation) {
        return body.optionalObject("transition").map(transition -> renewed(transition, creation));
    }

    private ContractTerms renewed(Body transition, ContractPart.Creation creation) {
        transition.knowsOnly(Set.of("type", "from_contract_id", "future_invoice_behavior"));
        transition.oneOf("type", Transition.class);
        TrueUp trueUp = transition
                .optionalObject("future_invoice_behavior")
                .flatMap(Renewal::trueUp)
                .orElse(TrueUp.AS_IS);
        ContractId from = new ContractId(transition.uuid("from_contract_id"));
        Contract next = creation.contract();
        ContractTerms old = contracts
                .lock(new Contract.Ref(next.customer(), from))
                .orElseThrow(() -> ReadContracts.ApiVersion.V1.noContract(from));
        if (old.contract().isArchived()) {
            throw transition.invalid("from_contract_id", "this contract is archived");
        }
        if (!next.startingAt().isAfter(old.contract().startingAt())) {
            throw transition.invalid("from_contract_id", "the new contract must start after the one it renews");
        }
        if (contracts.isRenewed(old.contract().ref())) {
            throw Refused.conflict("the contract has been renewed");
        }
        List<Balance> agreed = old.get(ContractTerms.BALANCES);
        edits.renew(
                old,
                next.startingAt(),
                trueUp == TrueUp.REMOVE
                        ? agreed.stream().map(Renewal::withoutTrueUp).toList()
                        : agreed,
                creation.now());
        return old;
    }

    private static Optional<TrueUp> trueUp(Body behavior) {
        behavior.knowsOnly(Set.of("trueup"));
        return behavior.optionalOneOf("trueup", TrueUp.class);
    }

    /** What is left of a commit in arrears is billed no more, and so expires where its contract ends. */
    private static Balance withoutTrueUp(Balance balance) {
        return balance.type() == BalanceType.POSTPAID ? balance.withRestWaived() : balance;
    }
}

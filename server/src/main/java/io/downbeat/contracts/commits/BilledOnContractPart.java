package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.TermKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Commits of the customer that are paid on a contract's invoices. They are made, edited and shown beside the contract and
 * not with it, and still decide what its invoices bill.
 */
public final class BilledOnContractPart implements ContractPart<List<Balance>> {
    private final Balances balances;

    BilledOnContractPart(Balances balances) {
        this.balances = balances;
    }

    @Override
    public TermKind<List<Balance>> kind() {
        return ContractTerms.BILLED_COMMITS;
    }

    /** Whoever changes them saves them. */
    @Override
    public void save(Contract was, Contract contract, List<Balance> before, List<Balance> after) {}

    @Override
    public Map<ContractId, List<Balance>> load(Collection<Contract.Ref> contracts) {
        List<BalanceHolder> holders = contracts.stream()
                .map(contract -> new BalanceHolder(
                        contract.customer(), contract.contract().value()))
                .toList();
        Map<ContractId, List<Balance>> found = new HashMap<>();
        balances.billedOn(holders).forEach((holder, billed) -> found.put(new ContractId(holder.contract()), billed));
        return found;
    }

    @Override
    public View<List<Balance>> view(Collection<List<Balance>> terms) {
        return (contract, agreed, node, place) -> {};
    }
}

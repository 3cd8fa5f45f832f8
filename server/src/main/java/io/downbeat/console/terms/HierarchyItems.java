package io.downbeat.console.terms;

import io.downbeat.console.words.ShortId;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.hierarchy.Hierarchy;
import java.util.List;

/** Whose child a contract is, and which children it has; each leads to the page of the other contract. */
final class HierarchyItems implements AgreedTerms {
    @Override
    public List<AgreedItem> items(ContractTerms terms, Names names) {
        return switch (terms.get(Hierarchy.KIND)) {
            case Hierarchy.Standalone() -> List.of();
            case Hierarchy.Parent(List<Hierarchy.Member> children, var _) ->
                children.stream()
                        .map(child -> new AgreedItem(
                                "Child contract " + name(child.contract()),
                                pays(child.payer() == Hierarchy.Payer.PARENT, "this contract", "the child")
                                        + statements(child.usageStatements()),
                                child.isArchived() ? "archived" : "",
                                href(child.contract())))
                        .toList();
            case Hierarchy.Child child ->
                List.of(new AgreedItem(
                        "Parent contract " + name(child.parent()),
                        pays(child.payer() == Hierarchy.Payer.PARENT, "the parent", "this contract")
                                + statements(child.usageStatements()),
                        "",
                        href(child.parent())));
        };
    }

    private static String pays(boolean isParent, String parent, String child) {
        return (isParent ? parent : child) + " pays";
    }

    private static String statements(Hierarchy.UsageStatements statements) {
        return statements == Hierarchy.UsageStatements.CONSOLIDATE
                ? ", its usage stands on the parent's consolidated invoice"
                : ", its usage stands on invoices of its own";
    }

    private static String name(Contract.Ref contract) {
        return ShortId.of(contract.contract().toString());
    }

    private static String href(Contract.Ref contract) {
        return "/console/contracts/" + contract.contract();
    }
}

package io.downbeat.invoicing.subscriptions;

import io.downbeat.contracts.Contract;
import java.util.List;

/**
 * Fact: a date has passed, and drafts that charge subscriptions of these contracts next were opened. What an edit opens, the
 * edit tells.
 */
public record ChargesOpened(List<Contract.Ref> contracts) {
    public ChargesOpened {
        contracts = List.copyOf(contracts);
    }
}

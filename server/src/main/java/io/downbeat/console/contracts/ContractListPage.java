package io.downbeat.console.contracts;

import io.downbeat.console.Frame;
import java.util.List;

/**
 * Earlier invoices of a contract.
 *
 * @param next where those behind them are; empty if there are none
 */
record ContractListPage(
        Frame frame, SwitchPage.Contracted contract, List<ContractPage.InvoiceRow> invoices, String next) {
    ContractListPage {
        invoices = List.copyOf(invoices);
    }
}

package io.downbeat.console.balances;

import io.downbeat.balances.Balance;
import io.downbeat.balances.Ledger;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.commits.BilledPayments;
import io.downbeat.customers.Customer;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page of one commit or credit needs, read at one moment.
 *
 * @param history with what drafts would take
 * @param contract that it belongs to; {@code null} for one of the customer
 * @param finalized the invoices that have drawn on it; all others are drafts
 * @param billed its payments that an invoice bills, or billed
 */
record BalanceData(
        Ledger.History history,
        Customer customer,
        @Nullable Contract contract,
        Set<UUID> finalized,
        Map<UUID, BilledPayments.Billed> billed,
        Map<ProductId, Product> products,
        Instant now) {

    Balance balance() {
        return history.balance();
    }
}

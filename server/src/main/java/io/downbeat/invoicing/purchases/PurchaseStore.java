package io.downbeat.invoicing.purchases;

import io.downbeat.contracts.Contract;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Opens invoices of purchases in the database. Runs inside the caller's transaction, under the contract's lock. */
final class PurchaseStore {
    /** A further part beside whatever is billed at this moment, voided invoices too. */
    private static final String OPEN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, issued_at, credit_type_id, part, finalize_at,
            created_at)
        SELECT :id, :customer, :contract, 'SCHEDULED', 'DRAFT', :now, :currency,
            (SELECT coalesce(max(o.part) + 1, 0) FROM invoice o
                WHERE o.customer_id = :customer AND o.contract_id = :contract AND o.type = 'SCHEDULED'
                AND o.issued_at = :now AND o.credit_type_id = :currency AND o.true_up_of IS NULL),
            :now, :now
        """;

    private final JdbcClient database;

    PurchaseStore(JdbcClient database) {
        this.database = database;
    }

    void open(InvoiceId id, Contract.Ref contract, CreditType currency, Instant now) {
        database.sql(OPEN)
                .param("id", id.value())
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("currency", currency.id())
                .param("now", Rows.at(now))
                .update();
    }
}

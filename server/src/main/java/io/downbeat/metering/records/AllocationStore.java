package io.downbeat.metering.records;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.Hours;
import io.downbeat.metering.RecordRef;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the outcome of a record is to the invoices whose cents it carries. Runs inside a transaction of its caller; several
 * invoices are always locked in the order of their ids.
 */
final class AllocationStore {
    private static final String LOCK_OF_RECORDS = """
        SELECT s.invoice_id FROM metered_invoice s WHERE (s.customer_id, s.root_invoice_id) IN (
            SELECT o.customer_id, o.root_invoice_id
            FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, record_id)
            JOIN metering_allocation p ON p.customer_id = k.customer_id AND p.record_id = k.record_id
            JOIN metered_invoice o ON o.customer_id = p.customer_id AND o.invoice_id = p.invoice_id)
        ORDER BY s.invoice_id FOR NO KEY UPDATE
        """;
    private static final String GIVE_BACK = """
        WITH given AS (
            UPDATE metered_invoice s SET billed_cents = s.billed_cents - p.cents
            FROM metering_allocation p
            WHERE p.customer_id = :customer AND p.record_id = :record
                AND s.customer_id = p.customer_id AND s.invoice_id = p.invoice_id
            RETURNING s.root_invoice_id)
        SELECT s.invoice_id FROM metered_invoice s
        WHERE s.customer_id = :customer AND s.root_invoice_id IN (SELECT root_invoice_id FROM given)
        """;
    /** What was metered too much is less now, if anything is left of it: the next look says. */
    private static final String WAKE = """
        UPDATE metered_invoice s SET surplus_cents = 0,
            next_meter_at = CASE WHEN c.stopped_at IS NULL THEN least(coalesce(s.next_meter_at, :at), :at) END,
            remainder_reason = CASE WHEN c.stopped_at IS NULL THEN s.remainder_reason
                ELSE coalesce(s.remainder_reason, c.stop_reason) END
        FROM metered_configuration c
        WHERE s.customer_id = :customer AND s.invoice_id = ANY(:invoices) AND s.voided_at IS NULL
            AND c.customer_id = s.customer_id AND c.configuration_id = s.configuration_id
        """;
    /** Also those that took the place of a voided one, since what was metered of that counts for them. */
    private static final String FINALIZED_INVOICES_OF = """
        SELECT DISTINCT l.invoice_id FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, record_id)
        JOIN metering_allocation p ON p.customer_id = k.customer_id AND p.record_id = k.record_id
        JOIN metered_invoice s ON s.customer_id = p.customer_id AND s.invoice_id = p.invoice_id
        JOIN metered_invoice l ON l.customer_id = s.customer_id AND l.root_invoice_id = s.root_invoice_id
        WHERE l.final_cents IS NOT NULL
        """;

    private final JdbcClient database;

    AllocationStore(JdbcClient database) {
        this.database = database;
    }

    /** Taken before records are written, so that the hourly job and the sender never wait for each other in a circle. */
    void lockInvoicesOf(Collection<RecordRef> records) {
        database.sql(LOCK_OF_RECORDS)
                .param("customers", Rows.array(records, each -> each.customer().value()))
                .param("ids", Rows.array(records, RecordRef::id))
                .query(UUID.class)
                .list();
    }

    /** The record's parts return to the pool, and their invoices look for another hour, if any can still come. */
    void giveBack(RecordRef record, Instant now) {
        List<UUID> wake = database.sql(GIVE_BACK)
                .param("customer", record.customer().value())
                .param("record", record.id())
                .query(UUID.class)
                .list();
        database.sql(WAKE)
                .param("customer", record.customer().value())
                .param("invoices", Rows.array(wake))
                .param("at", Rows.at(Hours.nextLook(now)))
                .update();
    }

    /** Finalized invoices to which cents of these records are allocated. */
    List<InvoiceId> finalizedInvoicesOf(Collection<RecordRef> records) {
        return database.sql(FINALIZED_INVOICES_OF)
                .param("customers", Rows.array(records, each -> each.customer().value()))
                .param("ids", Rows.array(records, RecordRef::id))
                .query((row, number) -> new InvoiceId(Rows.uuid(row, "invoice_id")))
                .list();
    }
}

package io.downbeat.metering.invoices;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.ConfigurationRef;
import io.downbeat.metering.Hours;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.ConfigurationId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Metered invoices in PostgreSQL. Runs inside a transaction of its caller; several invoices are always locked in id order.
 *
 * <p>The columns {@code seen_cents} and {@code closing_cents} are of servers from before December 2026, which may work beside
 * this one while it is new: nothing here reads or writes them.
 */
final class MeteredInvoiceStateStore {
    private static final String OPEN = """
        INSERT INTO metered_invoice (customer_id, invoice_id, root_invoice_id, kind, contract_id, configuration_id,
            starts_at, ends_at, latest_end_at, final_cents, next_meter_at, remainder_reason)
        SELECT c.customer_id, :invoice, coalesce((SELECT root_invoice_id FROM metered_invoice
                WHERE customer_id = :customer AND invoice_id = :from), :invoice),
            :kind, :contract, c.configuration_id, :startsAt, :endsAt, :endsAt, :finalCents,
            CASE WHEN c.stopped_at IS NULL THEN :nextMeterAt::timestamptz END,
            CASE WHEN c.stopped_at IS NOT NULL THEN c.stop_reason END
        FROM metered_configuration c WHERE c.customer_id = :customer AND c.configuration_id = :configuration
        ON CONFLICT DO NOTHING
        """;
    /**
     * Also a finalized one of which something is left: its next period may open after it was finalized. One that is still to
     * be looked at is held all the same: who looks at it just now may not see what was opened, and then leaves it without a
     * next look.
     */
    private static final String FOLLOW = """
        WITH opened AS (
            SELECT customer_id, configuration_id, contract_id, min(at) AS at
            FROM unnest(:customers::uuid[], :configurations::uuid[], :contracts::uuid[], :ats::timestamptz[])
                AS o (customer_id, configuration_id, contract_id, at)
            GROUP BY customer_id, configuration_id, contract_id),
        held AS (
            SELECT s.customer_id, s.invoice_id, s.next_meter_at, o.at FROM opened o
            JOIN metered_invoice s ON s.customer_id = o.customer_id AND s.configuration_id = o.configuration_id
                AND s.contract_id = o.contract_id
            JOIN metered_configuration c ON c.customer_id = s.customer_id AND c.configuration_id = s.configuration_id
                AND c.stopped_at IS NULL
            WHERE s.invoice_id <> ALL(:invoices::uuid[]) AND s.kind = 'USAGE' AND s.voided_at IS NULL
                AND (s.final_cents IS NULL OR s.final_cents > s.billed_cents AND floor(s.final_cents) > (
                    SELECT sum(r.billed_cents) FROM metered_invoice r
                    WHERE r.customer_id = s.customer_id AND r.root_invoice_id = s.root_invoice_id))
            ORDER BY s.invoice_id FOR NO KEY UPDATE OF s)
        UPDATE metered_invoice s SET next_meter_at = h.at FROM held h
        WHERE s.customer_id = h.customer_id AND s.invoice_id = h.invoice_id AND h.next_meter_at IS NULL
        """;

    /** Held as those that {@link #FOLLOW} wakes are. */
    private static final String AWAKE = """
        WITH held AS (
            SELECT s.customer_id, s.invoice_id, s.next_meter_at FROM metered_invoice s
            JOIN metered_configuration c ON c.customer_id = s.customer_id AND c.configuration_id = s.configuration_id
                AND c.stopped_at IS NULL
            WHERE s.customer_id = :customer AND s.configuration_id = ANY(:configurations)
                AND s.contract_id = :contract AND s.kind = 'USAGE'
                AND s.voided_at IS NULL AND s.final_cents IS NULL
            ORDER BY s.invoice_id FOR NO KEY UPDATE OF s)
        UPDATE metered_invoice s SET next_meter_at = :at FROM held h
        WHERE s.customer_id = h.customer_id AND s.invoice_id = h.invoice_id AND h.next_meter_at IS NULL
        """;

    private static final String NEXT_DUE =
            "SELECT min(next_meter_at) FROM metered_invoice WHERE next_meter_at IS NOT NULL";
    private static final String DUE_CONFIGURATIONS = """
        SELECT DISTINCT customer_id, configuration_id FROM (
            SELECT customer_id, configuration_id FROM metered_invoice
            WHERE next_meter_at <= :now ORDER BY next_meter_at LIMIT :limit) d
        """;
    private static final String PUT_OFF = """
        UPDATE metered_invoice SET next_meter_at = :until WHERE customer_id = :customer AND invoice_id IN (
            SELECT invoice_id FROM metered_invoice
            WHERE customer_id = :customer AND configuration_id = :id AND next_meter_at <= :now
            ORDER BY invoice_id FOR NO KEY UPDATE)
        """;
    private static final String HOLD_DUE = """
        SELECT s.customer_id, s.invoice_id
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        JOIN metered_invoice s ON s.customer_id = k.customer_id AND s.configuration_id = k.configuration_id
        WHERE s.next_meter_at <= :now
        ORDER BY s.invoice_id
        FOR NO KEY UPDATE OF s
        """;
    /**
     * A statement of its own: the one that waited for a row sees that row as it is by now, and all others as they were before
     * it waited.
     */
    private static final String STATES = """
        SELECT s.*,
            (SELECT sum(r.billed_cents) FROM metered_invoice r
                WHERE r.customer_id = s.customer_id AND r.root_invoice_id = s.root_invoice_id) AS root_billed,
            EXISTS (SELECT FROM metered_invoice f WHERE f.customer_id = s.customer_id
                AND f.configuration_id = s.configuration_id AND f.contract_id = s.contract_id
                AND f.kind = 'USAGE' AND f.voided_at IS NULL
                AND f.starts_at <= :ended AND f.ends_at > :ended AND f.invoice_id <> s.invoice_id) AS followed
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, invoice_id)
        JOIN metered_invoice s ON s.customer_id = k.customer_id AND s.invoice_id = k.invoice_id
        ORDER BY s.invoice_id
        """;
    /**
     * An assessment that made no record may be lost in a crash: it is simply repeated. So its commit need not wait for the disk,
     * which is most of what an hour with nothing new costs.
     */
    private static final String LOOKED = """
        WITH commit AS (SELECT set_config('synchronous_commit',
            CASE WHEN :repeatable THEN 'off' ELSE current_setting('synchronous_commit') END, true))
        UPDATE metered_invoice s SET next_meter_at = l.next_at, billed_cents = s.billed_cents + l.added,
            remainder_reason = l.reason,
            surplus_cents = CASE WHEN l.surplus = 0 THEN 0 ELSE least(l.surplus, l.added +
                (SELECT sum(r.billed_cents) FROM metered_invoice r
                    WHERE r.customer_id = s.customer_id AND r.root_invoice_id = s.root_invoice_id)) END,
            ends_at = coalesce(l.ends_at, s.ends_at),
            latest_end_at = greatest(s.latest_end_at, s.ends_at, l.ends_at)
        FROM unnest(:customers::uuid[], :ids::uuid[], :nextAt::timestamptz[], :added::bigint[],
            :surplus::bigint[], :reasons::text[], :endsAt::timestamptz[])
            AS l(customer_id, id, next_at, added, surplus, reason, ends_at),
            commit
        WHERE s.customer_id = l.customer_id AND s.invoice_id = l.id
        """;

    private static final String LOCK = """
        SELECT s.invoice_id FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, invoice_id)
        JOIN metered_invoice s ON s.customer_id = k.customer_id AND s.invoice_id = k.invoice_id
        ORDER BY s.invoice_id FOR NO KEY UPDATE OF s
        """;
    private static final String FINALIZE = """
        UPDATE metered_invoice s SET final_cents = :cents,
            next_meter_at = CASE WHEN c.stopped_at IS NULL THEN :now::timestamptz END,
            remainder_reason = CASE WHEN c.stopped_at IS NULL THEN s.remainder_reason
                ELSE coalesce(s.remainder_reason, c.stop_reason) END
        FROM metered_configuration c
        WHERE c.customer_id = s.customer_id AND c.configuration_id = s.configuration_id
            AND s.customer_id = :customer AND s.invoice_id = :invoice AND s.final_cents IS NULL
        """;
    private static final String ELSEWHERE = """
        SELECT s.customer_id, s.invoice_id
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, invoice_id)
        JOIN metered_invoice s ON s.customer_id = k.customer_id AND s.invoice_id = k.invoice_id
        WHERE s.final_cents IS NULL AND s.voided_at IS NULL
        ORDER BY s.invoice_id FOR NO KEY UPDATE OF s
        """;
    private static final String LEFT_BEHIND = """
        UPDATE metered_invoice SET final_cents = :cents, next_meter_at = NULL, remainder_reason = :reason
        WHERE customer_id = :customer AND invoice_id = :invoice
        RETURNING billed_cents
        """;
    private static final String VOID = """
        UPDATE metered_invoice SET voided_at = :now, next_meter_at = NULL, surplus_cents = 0
        WHERE customer_id = :customer AND invoice_id = :invoice
        """;

    private final JdbcClient database;

    MeteredInvoiceStateStore(JdbcClient database) {
        this.database = database;
    }

    /** What metering of an invoice begins with. {@code from} is the voided invoice that this one was regenerated from. */
    record Opening(
            InvoiceId invoice,
            @Nullable InvoiceId from,
            MeteredInvoiceState.Kind kind,
            ContractId contract,
            ConfigurationRef configuration,
            Instant startsAt,
            @Nullable Instant endsAt,
            @Nullable BigDecimal finalCents,
            Instant nextMeterAt) {}

    void open(Opening opening) {
        database.sql(OPEN)
                .param("invoice", opening.invoice().value())
                .param("from", opening.from() == null ? null : opening.from().value(), Types.OTHER)
                .param("kind", opening.kind().name())
                .param("contract", opening.contract().value())
                .param("customer", opening.configuration().customer().value())
                .param("configuration", opening.configuration().configuration().value())
                .param("startsAt", Rows.at(opening.startsAt()))
                .param("endsAt", Rows.at(opening.endsAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("finalCents", opening.finalCents(), Types.NUMERIC)
                .param("nextMeterAt", Rows.at(opening.nextMeterAt()))
                .update();
    }

    /** Whatever is left of other periods of these contracts may ride on those that were just opened. */
    void follow(List<Opening> opened) {
        database.sql(FOLLOW)
                .param(
                        "customers",
                        Rows.array(
                                opened, each -> each.configuration().customer().value()))
                .param(
                        "configurations",
                        Rows.array(
                                opened,
                                each -> each.configuration().configuration().value()))
                .param("contracts", Rows.array(opened, each -> each.contract().value()))
                .param("ats", Rows.texts(opened, Opening::nextMeterAt))
                .param("invoices", Rows.array(opened, each -> each.invoice().value()))
                .update();
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "min")))
                .single();
    }

    /** Configurations of which something is due, not locked: to be claimed. */
    List<ConfigurationRef> dueConfigurations(Instant now, int limit) {
        return database.sql(DUE_CONFIGURATIONS)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> configuration(row))
                .list();
    }

    /** What is due of a configuration is looked at later. */
    int putOff(ConfigurationRef configuration, Instant now, Instant until) {
        return database.sql(PUT_OFF)
                .param("customer", configuration.customer().value())
                .param("id", configuration.configuration().value())
                .param("now", Rows.at(now))
                .param("until", Rows.at(until))
                .update();
    }

    /** Drafts of a contract are looked at again, also those of which nothing was to come any more. */
    void awake(Contract.Ref contract, Collection<ConfigurationId> configurations, Instant at) {
        database.sql(AWAKE)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param(
                        "configurations",
                        Rows.array(configurations.stream()
                                .map(ConfigurationId::value)
                                .toList()))
                .param("at", Rows.at(at))
                .update();
    }

    /** What is due of the configurations, each locked until the transaction ends. */
    List<MeteredInvoiceState> due(Collection<ConfigurationRef> configurations, Instant now) {
        List<Invoice.Ref> held = database.sql(HOLD_DUE)
                .param(
                        "customers",
                        Rows.array(configurations, each -> each.customer().value()))
                .param(
                        "ids",
                        Rows.array(configurations, each -> each.configuration().value()))
                .param("now", Rows.at(now))
                .query((row, number) -> key(row))
                .list();
        return held.isEmpty() ? List.of() : states(held, Hours.lastEnded(now));
    }

    private List<MeteredInvoiceState> states(List<Invoice.Ref> invoices, Instant ended) {
        return database.sql(STATES)
                .param("customers", Rows.array(invoices, each -> each.customer().value()))
                .param("ids", Rows.array(invoices, each -> each.invoice().value()))
                .param("ended", Rows.at(ended))
                .query(MeteredInvoiceStateStore::state)
                .list();
    }

    /** What assessing an invoice left behind; {@code endsAt} because a contract's end may have moved. */
    record Assessed(
            Invoice.Ref invoice,
            @Nullable Instant endsAt,
            @Nullable Instant nextAt,
            long added,
            long surplus,
            @Nullable String remainderReason) {}

    void keep(List<Assessed> all) {
        List<Invoice.Ref> invoices = all.stream().map(Assessed::invoice).toList();
        database.sql(LOOKED)
                .param("repeatable", all.stream().allMatch(each -> each.added() == 0))
                .param("customers", Rows.array(invoices, each -> each.customer().value()))
                .param("ids", Rows.array(invoices, each -> each.invoice().value()))
                .param("nextAt", Rows.texts(all, each -> each.nextAt()))
                .param("added", all.stream().map(Assessed::added).toArray(Long[]::new))
                .param("surplus", all.stream().map(Assessed::surplus).toArray(Long[]::new))
                .param("reasons", Rows.texts(all, Assessed::remainderReason))
                .param("endsAt", Rows.texts(all, Assessed::endsAt))
                .update();
    }

    void lock(Collection<Invoice.Ref> invoices) {
        database.sql(LOCK)
                .param("customers", Rows.array(invoices, each -> each.customer().value()))
                .param("ids", Rows.array(invoices, each -> each.invoice().value()))
                .query(UUID.class)
                .list();
    }

    /** @return whether it is metered and was not final yet */
    boolean finalized(Invoice.Ref invoice, BigDecimal cents, Instant now) {
        return database.sql(FINALIZE)
                        .param("customer", invoice.customer().value())
                        .param("invoice", invoice.invoice().value())
                        .param("cents", cents)
                        .param("now", Rows.at(now))
                        .update()
                == 1;
    }

    /** Those of the invoices that were metered as drafts, locked. */
    Set<Invoice.Ref> metered(Collection<Invoice.Ref> invoices) {
        return Set.copyOf(database.sql(ELSEWHERE)
                .param("customers", Rows.array(invoices, each -> each.customer().value()))
                .param("ids", Rows.array(invoices, each -> each.invoice().value()))
                .query((row, number) -> key(row))
                .list());
    }

    /** It was finalized and does not go to the marketplace. @return the cents that were metered of it */
    long leftBehind(Invoice.Ref invoice, BigDecimal cents, String reason) {
        return database.sql(LEFT_BEHIND)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value())
                .param("cents", cents)
                .param("reason", reason)
                .query(Long.class)
                .single();
    }

    void voided(Invoice.Ref invoice, Instant now) {
        database.sql(VOID)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value())
                .param("now", Rows.at(now))
                .update();
    }

    private static Invoice.Ref key(ResultSet row) throws SQLException {
        return new Invoice.Ref(
                new CustomerId(Rows.uuid(row, "customer_id")), new InvoiceId(Rows.uuid(row, "invoice_id")));
    }

    private static ConfigurationRef configuration(ResultSet row) throws SQLException {
        return new ConfigurationRef(
                new CustomerId(Rows.uuid(row, "customer_id")), new ConfigurationId(Rows.uuid(row, "configuration_id")));
    }

    private static MeteredInvoiceState state(ResultSet row, int number) throws SQLException {
        return new MeteredInvoiceState(
                new InvoiceId(Rows.uuid(row, "invoice_id")),
                new InvoiceId(Rows.uuid(row, "root_invoice_id")),
                MeteredInvoiceState.Kind.valueOf(row.getString("kind")),
                new ContractId(Rows.uuid(row, "contract_id")),
                configuration(row),
                Rows.instant(row, "starts_at"),
                Rows.optionalInstant(row, "ends_at"),
                row.getLong("root_billed"),
                row.getBigDecimal("final_cents"),
                row.getObject("voided_at") != null,
                row.getBoolean("followed"));
    }
}

package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceRows;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.Route;
import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.Pricing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which invoices of a family stand together on one, in the database. Runs inside the caller's transaction. */
public final class ConsolidationStore {
    /**
     * On the day on which the parent's invoice is issued whose period the child's lies in. Where that one is void, a
     * consolidated invoice that was voided says the same, so that constituents are made again in any order.
     */
    private static final String GROUPS = """
        WITH w AS (SELECT * FROM unnest(:drafts::uuid[], :customers::uuid[], :contracts::uuid[], :starts::timestamptz[],
                :ends::timestamptz[], :issued::timestamptz[], :currencies::uuid[])
            AS w (id, customer_id, contract_id, period_start, period_end, issued_at, credit_type_id)),
        live AS (SELECT w.id AS draft, p.customer_id, p.contract_id, p.period_start, p.period_end, p.issued_at,
                p.credit_type_id
          FROM w
          JOIN invoice p ON p.customer_id = w.customer_id AND p.contract_id = w.contract_id AND p.type = 'USAGE'
            AND p.status <> 'VOID' AND p.credit_type_id = w.credit_type_id
            AND p.period_start <= w.period_start AND p.period_end >= w.period_end
            AND date_trunc('day', p.issued_at, 'UTC') = date_trunc('day', w.issued_at, 'UTC'))
        SELECT * FROM live
        UNION ALL
        SELECT w.id, c.customer_id, c.contract_id, c.period_start, c.period_end, c.issued_at, c.credit_type_id
          FROM w
          JOIN invoice_consolidation c ON c.customer_id = w.customer_id AND c.contract_id = w.contract_id
            AND c.credit_type_id = w.credit_type_id
            AND c.period_start <= w.period_start AND c.period_end >= w.period_end
            AND date_trunc('day', c.issued_at, 'UTC') = date_trunc('day', w.issued_at, 'UTC')
          JOIN invoice made ON made.customer_id = c.customer_id AND made.id = c.invoice_id AND made.status = 'VOID'
         WHERE NOT EXISTS (SELECT FROM live WHERE live.draft = w.id)
        """;

    private static final String IN_GROUP = """
        (i.customer_id, i.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
           AND i.type = 'USAGE' AND i.credit_type_id = :currency AND i.period_start >= :start AND i.period_end <= :end
           AND date_trunc('day', i.issued_at, 'UTC') = date_trunc('day', CAST(:issued AS timestamptz), 'UTC')
        """;
    private static final String ARE_THERE_ANY =
            "SELECT EXISTS (SELECT FROM invoice i WHERE i.status <> 'VOID' AND " + IN_GROUP + ")";
    private static final String WAS_VOIDED = """
        SELECT EXISTS (SELECT FROM invoice_consolidation c
            JOIN invoice made ON made.customer_id = c.customer_id AND made.id = c.invoice_id AND made.status = 'VOID'
            WHERE c.customer_id = :customer AND c.contract_id = :contract AND c.period_start = :start
              AND c.credit_type_id = :currency)
        """;
    private static final String STANDS = """
        SELECT EXISTS (SELECT FROM invoice_consolidation c
            JOIN invoice made ON made.customer_id = c.customer_id AND made.id = c.invoice_id AND made.status <> 'VOID'
            WHERE c.customer_id = :customer AND c.contract_id = :contract AND c.period_start = :start
              AND c.credit_type_id = :currency)
        """;
    private static final String PENDING =
            "SELECT max(i.finalize_at) AS at FROM invoice i WHERE i.status = 'DRAFT' AND " + IN_GROUP;
    private static final String CONSTITUENTS =
            "SELECT " + InvoiceRows.COLUMNS + " FROM invoice i WHERE " + IN_GROUP + """
                   AND i.status = 'FINALIZED' AND i.route_rule = '%s'
                   AND NOT EXISTS (SELECT FROM invoice_constituent k WHERE k.constituent_customer_id = i.customer_id
                        AND k.constituent_id = i.id AND k.voided_at IS NULL)
                 ORDER BY i.id FOR SHARE
                """.formatted(Route.CONSOLIDATED);
    /** Whoever lets a constituent in holds the row until it commits, and so does whoever makes the invoice. */
    private static final String LET_IN = """
        INSERT INTO invoice_consolidation AS c
            (customer_id, contract_id, period_start, period_end, issued_at, credit_type_id, due_at)
        VALUES (:customer, :contract, :start, :end, :issued, :currency, :now)
        ON CONFLICT (customer_id, contract_id, period_start, credit_type_id) DO UPDATE
           SET due_at = CASE WHEN c.invoice_id IS NULL THEN excluded.due_at END
        RETURNING invoice_id
        """;

    private static final String NEXT = "SELECT min(due_at) AS next FROM invoice_consolidation WHERE due_at IS NOT NULL";
    private static final String CLAIM = """
        SELECT c.customer_id, c.contract_id, c.period_start, c.period_end, c.issued_at, c.credit_type_id
          FROM invoice_consolidation c WHERE c.due_at <= :now ORDER BY c.due_at, c.contract_id LIMIT 1
          FOR UPDATE SKIP LOCKED
        """;
    private static final String OF_INVOICE = """
        SELECT c.customer_id, c.contract_id, c.period_start, c.period_end, c.issued_at, c.credit_type_id
          FROM invoice_consolidation c WHERE c.customer_id = :customer AND c.invoice_id = :invoice FOR UPDATE
        """;
    private static final String PUT_OFF =
            """
                    UPDATE invoice_consolidation SET due_at = :at, failures = failures + :failed
                    """ + "WHERE customer_id = :customer AND contract_id = :contract AND period_start = :start"
                    + " AND credit_type_id = :currency RETURNING failures";
    private static final String MADE =
            """
                    UPDATE invoice_consolidation SET due_at = NULL, invoice_id = :invoice
                    """ + "WHERE customer_id = :customer AND contract_id = :contract AND period_start = :start"
                    + " AND credit_type_id = :currency";
    private static final String OPEN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, period_start, period_end, issued_at,
            credit_type_id, finalize_at, created_at)
        VALUES (:id, :customer, :contract, 'USAGE_CONSOLIDATED', 'DRAFT', :start, :end, :issued, :currency, :now, :now)
        """;
    private static final String ADD_CONSTITUENTS = """
        INSERT INTO invoice_constituent (customer_id, invoice_id, constituent_customer_id, constituent_id,
            constituent_contract_id, position)
        SELECT :customer, :invoice, k.customer_id, k.id, k.contract_id, k.position
          FROM unnest(:customers::uuid[], :ids::uuid[], :contracts::uuid[])
            WITH ORDINALITY AS k (customer_id, id, contract_id, position)
        """;
    /** The copies stand in the order of the constituents, and of the lines of each. */
    private static final String ADD_ORIGINS = """
        INSERT INTO invoice_line_origin (customer_id, invoice_id, position, origin_customer_id, origin_invoice_id,
            origin_contract_id, origin_line_id)
        SELECT k.customer_id, k.invoice_id, row_number() OVER (ORDER BY k.position, l.position) - 1,
               l.customer_id, l.invoice_id, k.constituent_contract_id, l.id
          FROM invoice_constituent k
          JOIN invoice_line l ON l.customer_id = k.constituent_customer_id AND l.invoice_id = k.constituent_id
         WHERE k.customer_id = :customer AND k.invoice_id = :invoice
        """;

    private static final String FREE = """
        UPDATE invoice_constituent SET voided_at = :now
         WHERE (customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))
           AND voided_at IS NULL
        """;
    private static final String CONSOLIDATED_AS = """
        SELECT k.constituent_id, k.customer_id, k.invoice_id FROM invoice_constituent k
         WHERE (k.constituent_customer_id, k.constituent_id)
               IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[])) AND k.voided_at IS NULL
        """;
    private static final String CONSTITUENTS_OF = """
        SELECT invoice_id, constituent_customer_id, constituent_contract_id, constituent_id FROM invoice_constituent
         WHERE (customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))
         ORDER BY invoice_id, position
        """;
    private static final String ORIGINS_OF = """
        SELECT l.id, o.origin_customer_id, o.origin_contract_id, o.origin_invoice_id, o.origin_line_id
          FROM invoice_line_origin o
          JOIN invoice_line l ON l.customer_id = o.customer_id AND l.invoice_id = o.invoice_id AND l.position = o.position
         WHERE (o.customer_id, o.invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))
        """;

    /** A period of a parent, whose invoice has the lines of all that belongs to it. */
    public record Group(Contract.Ref parent, ServicePeriod period, Instant issuedAt, CreditType currency) {}

    /** An invoice of a family, as the consolidated one names it. */
    public record Constituent(Contract.Ref contract, InvoiceId invoice) {}

    /** What a line of a consolidated invoice is the copy of. */
    public record Origin(Constituent of, UUID line) {}

    private final JdbcClient database;
    private final InvoiceRows rows;
    private final Pricing pricing;

    ConsolidationStore(JdbcClient database, InvoiceRows rows, Pricing pricing) {
        this.database = database;
        this.rows = rows;
        this.pricing = pricing;
    }

    /** @param parents of children's usage drafts: which period of the parent each belongs to, if to any */
    Map<InvoiceId, Group> groups(Map<InvoiceSubject, Contract.Ref> parents) {
        Map<InvoiceId, Group> found = new HashMap<>();
        List<Map.Entry<InvoiceSubject, Contract.Ref>> all = List.copyOf(parents.entrySet());
        database.sql(GROUPS)
                .param("drafts", Rows.texts(all, one -> one.getKey().id()))
                .param("customers", Rows.texts(all, one -> one.getValue().customer()))
                .param("contracts", Rows.texts(all, one -> one.getValue().contract()))
                .param("starts", Rows.texts(all, one -> period(one.getKey()).start()))
                .param("ends", Rows.texts(all, one -> period(one.getKey()).end()))
                .param("issued", Rows.texts(all, one -> one.getKey().issuedAt()))
                .param(
                        "currencies",
                        Rows.texts(all, one -> one.getKey().currency().id()))
                .query(row -> {
                    found.put(new InvoiceId(Rows.uuid(row, "draft")), group(row));
                });
        return found;
    }

    private static ServicePeriod period(InvoiceSubject draft) {
        return Objects.requireNonNull(draft.period());
    }

    boolean areThereAny(Group group, Collection<Contract.Ref> contracts) {
        return in(ARE_THERE_ANY, group, contracts).query(Boolean.class).single();
    }

    /** Whether its consolidated invoice was made and is void, so that another may take its place. */
    boolean wasVoided(Group group) {
        return of(WAS_VOIDED, group).query(Boolean.class).single();
    }

    /** Whether its consolidated invoice was made and is not void: what comes later goes by itself. */
    boolean stands(Group group) {
        return of(STANDS, group).query(Boolean.class).single();
    }

    /** When the last draft of the group falls due; empty if there is no draft left. */
    Optional<Instant> pending(Group group, Collection<Contract.Ref> contracts) {
        return in(PENDING, group, contracts)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "at")))
                .single();
    }

    /** Final ones that stand on no consolidated invoice; none of them can be voided until the transaction ends. */
    List<InvoiceHeader> constituents(Group group, Collection<Contract.Ref> contracts) {
        return in(CONSTITUENTS, group, contracts).query(rows::header).list();
    }

    private JdbcClient.StatementSpec in(String sql, Group group, Collection<Contract.Ref> contracts) {
        return database.sql(sql)
                .param("customers", Rows.array(contracts, one -> one.customer().value()))
                .param("contracts", Rows.array(contracts, one -> one.contract().value()))
                .param("currency", group.currency().id())
                .param("start", Rows.at(group.period().start()))
                .param("end", Rows.at(group.period().end()))
                .param("issued", Rows.at(group.issuedAt()));
    }

    /** @return the consolidated invoice of the group, if it was made already; nobody makes it meanwhile */
    Optional<InvoiceId> letIn(Group group, Instant now) {
        return of(LET_IN, group)
                .param("end", Rows.at(group.period().end()))
                .param("issued", Rows.at(group.issuedAt()))
                .param("now", Rows.at(now))
                .query((row, number) -> Optional.ofNullable(Rows.optionalUuid(row, "invoice_id"))
                        .map(InvoiceId::new))
                .single();
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    Optional<Group> claim(Instant now) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .query((row, number) -> group(row))
                .optional();
    }

    /** The group whose consolidated invoice this was, held. */
    Optional<Group> ofInvoice(Invoice.Ref invoice) {
        return database.sql(OF_INVOICE)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value())
                .query((row, number) -> group(row))
                .optional();
    }

    /** @return how often it has failed by now */
    int putOff(Group group, Instant at, boolean failed) {
        return of(PUT_OFF, group)
                .param("at", Rows.at(at))
                .param("failed", failed ? 1 : 0)
                .query(Integer.class)
                .single();
    }

    /** Nothing is to be consolidated any more. */
    void letGo(Group group) {
        of(PUT_OFF, group)
                .param("at", null)
                .param("failed", 0)
                .query(Integer.class)
                .single();
    }

    void made(Group group, InvoiceId invoice) {
        of(MADE, group).param("invoice", invoice.value()).update();
    }

    void open(InvoiceId id, Group group, Instant now) {
        of(OPEN, group)
                .param("id", id.value())
                .param("end", Rows.at(group.period().end()))
                .param("issued", Rows.at(group.issuedAt()))
                .param("now", Rows.at(now))
                .update();
    }

    /** In the order in which their lines are to stand. */
    void add(Invoice.Ref consolidated, List<InvoiceHeader> constituents) {
        of(ADD_CONSTITUENTS, consolidated)
                .param(
                        "customers",
                        Rows.array(constituents, one -> one.customer().value()))
                .param("ids", Rows.array(constituents, one -> one.id().value()))
                .param(
                        "contracts",
                        Rows.array(constituents, one -> one.contract().value()))
                .update();
    }

    /** Once its lines are written. */
    void addOrigins(Invoice.Ref consolidated) {
        of(ADD_ORIGINS, consolidated).update();
    }

    void free(Collection<InvoiceHeader> voided, Instant now) {
        each(FREE, voided.stream().map(InvoiceHeader::ref).toList())
                .param("now", Rows.at(now))
                .update();
    }

    /** By constituent, the consolidated invoice that has its lines and is not void. */
    public Map<InvoiceId, Invoice.Ref> consolidatedAs(Collection<Invoice.Ref> invoices) {
        Map<InvoiceId, Invoice.Ref> found = new HashMap<>();
        each(CONSOLIDATED_AS, invoices).query(row -> {
            found.put(
                    new InvoiceId(Rows.uuid(row, "constituent_id")),
                    new Invoice.Ref(
                            new CustomerId(Rows.uuid(row, "customer_id")),
                            new InvoiceId(Rows.uuid(row, "invoice_id"))));
        });
        return found;
    }

    /** Of consolidated invoices, void ones too, what stands on each. */
    public Map<InvoiceId, List<Constituent>> constituents(Collection<Invoice.Ref> consolidated) {
        Map<InvoiceId, List<Constituent>> found = new HashMap<>();
        each(CONSTITUENTS_OF, consolidated).query(row -> {
            found.computeIfAbsent(new InvoiceId(Rows.uuid(row, "invoice_id")), _ -> new ArrayList<>())
                    .add(constituent(row, "constituent_customer_id", "constituent_contract_id", "constituent_id"));
        });
        return found;
    }

    /** By the id of the copy. */
    public Map<UUID, Origin> origins(Collection<Invoice.Ref> consolidated) {
        Map<UUID, Origin> found = new HashMap<>();
        each(ORIGINS_OF, consolidated).query(row -> {
            found.put(
                    Rows.uuid(row, "id"),
                    new Origin(
                            constituent(row, "origin_customer_id", "origin_contract_id", "origin_invoice_id"),
                            Rows.uuid(row, "origin_line_id")));
        });
        return found;
    }

    private static Constituent constituent(ResultSet row, String customer, String contract, String invoice)
            throws SQLException {
        return new Constituent(
                new Contract.Ref(new CustomerId(Rows.uuid(row, customer)), new ContractId(Rows.uuid(row, contract))),
                new InvoiceId(Rows.uuid(row, invoice)));
    }

    private JdbcClient.StatementSpec of(String sql, Group group) {
        return database.sql(sql)
                .param("customer", group.parent().customer().value())
                .param("contract", group.parent().contract().value())
                .param("start", Rows.at(group.period().start()))
                .param("currency", group.currency().id());
    }

    private JdbcClient.StatementSpec of(String sql, Invoice.Ref invoice) {
        return database.sql(sql)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value());
    }

    private JdbcClient.StatementSpec each(String sql, Collection<Invoice.Ref> invoices) {
        return database.sql(sql)
                .param("customers", Rows.array(invoices, one -> one.customer().value()))
                .param("ids", Rows.array(invoices, one -> one.invoice().value()));
    }

    private Group group(ResultSet row) throws SQLException {
        UUID currency = Rows.uuid(row, "credit_type_id");
        return new Group(
                new Contract.Ref(
                        new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "contract_id"))),
                new ServicePeriod(Rows.instant(row, "period_start"), Rows.instant(row, "period_end")),
                Rows.instant(row, "issued_at"),
                pricing.creditType(currency).orElseThrow(() -> new IllegalStateException("no currency " + currency)));
    }
}

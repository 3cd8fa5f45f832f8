package io.downbeat.invoicing.api;

import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceRows;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lists of a customer's invoices in the database, by keyset pagination over one index. */
final class InvoiceLists {
    private static final String PAGE = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i
        WHERE i.customer_id = :customer
          AND (:contract::uuid IS NULL OR i.contract_id = :contract::uuid)
          AND (:currency::uuid IS NULL OR i.credit_type_id = :currency::uuid)
          AND (:status::text IS NULL OR i.status = :status::text)
          AND (:type::text IS NULL OR i.type = :type::text)
          AND (:starting::timestamptz IS NULL
               OR coalesce(i.period_start, i.issued_at) >= :starting::timestamptz)
          AND (:ending::timestamptz IS NULL OR i.period_end <= :ending::timestamptz
               OR i.period_end IS NULL AND i.issued_at < :ending::timestamptz)
          AND (:afterDate::timestamptz IS NULL
               OR (i.issued_at, i.id) %1$s (:afterDate::timestamptz, :afterId::uuid))
        ORDER BY i.issued_at %2$s, i.id %2$s LIMIT :limit
        """;
    private static final String ASCENDING = PAGE.formatted(">", "ASC");
    private static final String DESCENDING = PAGE.formatted("<", "DESC");

    // A scheduled invoice has its date's instant; anything else its period.
    private static final String IN_RANGE = """
        i.customer_id = :customer
          AND (:currency::uuid IS NULL OR i.credit_type_id = :currency::uuid)
          AND (:status::text IS NULL OR i.status = :status::text)
          AND coalesce(i.period_start, i.issued_at) < :until::timestamptz
          AND (i.period_end > :from::timestamptz OR i.period_end IS NULL AND i.issued_at >= :from::timestamptz)
        """;
    private static final String OVERLAPPING =
            "SELECT " + InvoiceRows.COLUMNS + " FROM invoice i WHERE " + IN_RANGE + " ORDER BY i.issued_at, i.id";
    private static final String COVERED = """
        SELECT min(greatest(coalesce(i.period_start, i.issued_at), :from::timestamptz)) AS first,
            max(least(coalesce(i.period_end, i.issued_at + interval '1 microsecond'), :until::timestamptz)) AS last
        FROM invoice i WHERE %s
        """.formatted(IN_RANGE);

    /** Invoices of a customer that share a moment with {@code [from, until)}. */
    record Range(
            CustomerId customer,
            @Nullable UUID creditType,
            @Nullable InvoiceStatus status,
            Instant from,
            Instant until) {

        Range between(Instant otherFrom, Instant otherUntil) {
            return new Range(customer, creditType, status, otherFrom, otherUntil);
        }
    }

    private final JdbcClient database;
    private final InvoiceRows rows;

    InvoiceLists(JdbcClient database, InvoiceRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /** One row more than the limit, if there is one. */
    List<InvoiceHeader> page(InvoiceQuery query) {
        OffsetDateTime afterDate =
                query.place().map(place -> Rows.at(place.instant(0))).orElse(null);
        UUID afterId = query.place().map(place -> place.uuid(1)).orElse(null);
        return database.sql(query.sort() == InvoiceQuery.Sort.DATE_ASC ? ASCENDING : DESCENDING)
                .param("customer", query.customer().value())
                .param(
                        "contract",
                        query.contract() == null ? null : query.contract().value())
                .param("currency", query.creditType())
                .param("status", query.status() == null ? null : query.status().name())
                .param("type", query.type() == null ? null : query.type().name())
                .param("starting", Rows.at(query.startingOn()))
                .param("ending", Rows.at(query.endingBefore()))
                .param("afterDate", afterDate)
                .param("afterId", afterId)
                .param("limit", query.limit() + 1)
                .query(rows::header)
                .list();
    }

    List<InvoiceHeader> overlapping(Range range) {
        return in(OVERLAPPING, range).query(rows::header).list();
    }

    /** The range from the first to the last moment that an invoice covers; empty if none does. */
    Optional<Range> covered(Range range) {
        return in(COVERED, range)
                .query((row, number) -> {
                    Instant first = Rows.optionalInstant(row, "first");
                    return first == null
                            ? Optional.<Range>empty()
                            : Optional.of(range.between(first, Rows.instant(row, "last")));
                })
                .single();
    }

    private JdbcClient.StatementSpec in(String sql, Range range) {
        return database.sql(sql)
                .param("customer", range.customer().value())
                .param("currency", range.creditType())
                .param("status", range.status() == null ? null : range.status().name())
                .param("from", Rows.at(range.from()))
                .param("until", Rows.at(range.until()));
    }
}

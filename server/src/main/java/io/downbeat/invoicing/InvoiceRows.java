package io.downbeat.invoicing;

import io.downbeat.balances.BalanceId;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.providers.ConfigurationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How values travel between the tables of this package and its records. */
public final class InvoiceRows {
    /** Every column that {@link #header} reads, of a table with the alias {@code i}. */
    public static final String COLUMNS = """
        i.id, i.customer_id, i.contract_id, i.type, i.status, i.period_start, i.period_end, i.issued_at,
        i.credit_type_id, i.part, i.finalize_at, i.failures, i.created_at, i.regenerated_from, i.finalized_at,
        i.total, i.net_payment_terms_days, i.route_rule, i.configuration_id, i.segment_id, i.segment_effective_at,
        i.edit_id, i.voided_at, i.true_up_of, i.historical, i.billable, i.custom_fields\
        """;

    private final Pricing pricing;

    InvoiceRows(Pricing pricing) {
        this.pricing = pricing;
    }

    public InvoiceHeader header(ResultSet row, int number) throws SQLException {
        InvoiceSubject subject = subject(row);
        return new InvoiceHeader(
                subject,
                InvoiceStatus.valueOf(row.getString("status")),
                row.getInt("part"),
                Rows.instant(row, "finalize_at"),
                row.getInt("failures"),
                frozen(row, subject.currency()),
                Rows.optionalInstant(row, "voided_at"));
    }

    private InvoiceSubject subject(ResultSet row) throws SQLException {
        UUID currency = Rows.uuid(row, "credit_type_id");
        UUID trueUpOf = Rows.optionalUuid(row, "true_up_of");
        UUID regeneratedFrom = Rows.optionalUuid(row, "regenerated_from");
        return new InvoiceSubject(
                new InvoiceId(Rows.uuid(row, "id")),
                new CustomerId(Rows.uuid(row, "customer_id")),
                new ContractId(Rows.uuid(row, "contract_id")),
                InvoiceType.valueOf(row.getString("type")),
                period(row),
                Rows.instant(row, "issued_at"),
                pricing.creditType(currency).orElseThrow(() -> new IllegalStateException("no currency " + currency)),
                regeneratedFrom == null ? null : new InvoiceId(regeneratedFrom),
                Rows.instant(row, "created_at"),
                trueUpOf == null ? null : new BalanceId(trueUpOf),
                historical(row),
                Json.readTexts(Rows.text(row, "custom_fields")));
    }

    private static InvoiceSubject.@Nullable Historical historical(ResultSet row) throws SQLException {
        return row.getBoolean("historical") ? new InvoiceSubject.Historical(row.getBoolean("billable")) : null;
    }

    private static @Nullable ServicePeriod period(ResultSet row) throws SQLException {
        Instant start = Rows.optionalInstant(row, "period_start");
        return start == null ? null : new ServicePeriod(start, Rows.instant(row, "period_end"));
    }

    private static InvoiceHeader.@Nullable Frozen frozen(ResultSet row, CreditType currency) throws SQLException {
        Instant finalizedAt = Rows.optionalInstant(row, "finalized_at");
        if (finalizedAt == null) {
            return null;
        }
        UUID configuration = Rows.optionalUuid(row, "configuration_id");
        var route = new Route(
                configuration == null ? null : new ConfigurationId(configuration),
                Rows.optionalUuid(row, "segment_id"),
                Rows.optionalInstant(row, "segment_effective_at"),
                Rows.optionalUuid(row, "edit_id"),
                row.getString("route_rule"));
        return new InvoiceHeader.Frozen(
                finalizedAt,
                new Amount(row.getBigDecimal("total"), currency),
                row.getInt("net_payment_terms_days"),
                route);
    }

    static String[] invoiceIds(Collection<InvoiceId> ids) {
        return ids.stream().map(InvoiceId::toString).toArray(String[]::new);
    }
}

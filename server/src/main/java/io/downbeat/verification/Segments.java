package io.downbeat.verification;

import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every segment that was ever asked for, contract by contract in the order in which they were added. */
final class Segments {
    private static final String ROWS = """
        SELECT s.contract_id, s.id, s.effective_at, s.created_at, s.contract_edit_id, s.provider_configuration_id,
            p.billing_provider, p.archived_at
        FROM provider_segment s LEFT JOIN provider_configuration p
            ON p.customer_id = s.customer_id AND p.id = s.provider_configuration_id
        """;
    private static final String ORDER = "ORDER BY s.contract_id, s.sequence";
    private static final String ALL = ROWS + ORDER;
    private static final String OF_SOME = ROWS + """
        WHERE (s.customer_id, s.contract_id) IN (SELECT customer_id, id FROM contract WHERE id = ANY(:contracts))
        """ + ORDER;

    /** @param provider {@code null} for a segment without one */
    record Segment(
            UUID id,
            Instant effectiveAt,
            Instant createdAt,
            @Nullable UUID edit,
            @Nullable ConfigurationId configuration,
            @Nullable BillingProvider provider,
            @Nullable Instant archivedAt) {

        /** Whether it billed through a marketplace at the moment; an archived configuration bills through nobody. */
        boolean isMarketplace(Instant moment) {
            return provider != null && provider.isMarketplace() && !isArchived(moment);
        }

        boolean isArchived(Instant moment) {
            return archivedAt != null && !archivedAt.isAfter(moment);
        }
    }

    private final Map<ContractKey, List<Segment>> byContract = new LinkedHashMap<>();
    private final Set<ContractKey> unreadableContracts = new HashSet<>();
    private final List<ComputedCheck.Fault> unreadable;

    private Segments(JdbcClient.StatementSpec query) {
        unreadable = ReadableRows.of(query, "segment", "id", null, this::read).unreadable();
        // A schedule with a hole says nothing.
        unreadableContracts.forEach(byContract::remove);
    }

    static Segments of(JdbcClient database) {
        return new Segments(database.sql(ALL));
    }

    static Segments of(JdbcClient database, Set<ContractKey> contracts) {
        return new Segments(database.sql(OF_SOME).param("contracts", ContractKey.values(contracts)));
    }

    private Segment read(ResultSet row) throws SQLException {
        ContractKey contract = new ContractKey(Rows.uuid(row, "contract_id"));
        try {
            Segment segment = segment(row);
            byContract.computeIfAbsent(contract, id -> new ArrayList<>()).add(segment);
            return segment;
        } catch (SQLException | RuntimeException failure) {
            unreadableContracts.add(contract);
            throw failure;
        }
    }

    /** Contract by contract, in the order in which they were added; without contracts of which one cannot be read. */
    Map<ContractKey, List<Segment>> byContract() {
        return byContract;
    }

    boolean isUnreadable(ContractKey contract) {
        return unreadableContracts.contains(contract);
    }

    List<ComputedCheck.Fault> unreadable() {
        return unreadable;
    }

    private static Segment segment(ResultSet row) throws SQLException {
        UUID configuration = Rows.optionalUuid(row, "provider_configuration_id");
        String provider = row.getString("billing_provider");
        return new Segment(
                Rows.uuid(row, "id"),
                Rows.instant(row, "effective_at"),
                Rows.instant(row, "created_at"),
                Rows.optionalUuid(row, "contract_edit_id"),
                configuration == null ? null : new ConfigurationId(configuration),
                provider == null ? null : BillingProvider.fromWire(provider),
                Rows.optionalInstant(row, "archived_at"));
    }
}

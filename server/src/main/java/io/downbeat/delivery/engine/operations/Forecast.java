package io.downbeat.delivery.engine.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.delivery.engine.ClaimRooms;
import io.downbeat.outbound.AccountName;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * When each account's queue will be through, at the pace at which it moves now.
 *
 * <p>The pace is real time, so on a simulated clock {@code through_at} is what it would be if the clock ran.
 */
public class Forecast {
    /**
     * @param account the same account as people name it
     * @param queued deliveries that are not at rest, those under way and those for later included
     * @param heldBack of these, how many wait for the account's circuit to close
     * @param callsPerSecond what the account may be asked now; {@code null} where this server cannot deliver
     * @param throughAt {@code null} where nobody can say; {@code reason} then says why
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Line(
            String accountKey,
            String account,
            String billingProvider,
            UUID deliveryMethodId,
            long queued,
            long heldBack,
            @Nullable BigDecimal callsPerSecond,
            @Nullable BigDecimal deliveriesPerSecond,
            @Nullable Instant oldestDueAt,
            @Nullable Instant throughAt,
            @Nullable String reason) {}

    private static final String QUEUES = """
        SELECT a.account_key, a.provider, a.delivery_method_id, a.circuit_reason, w.waiting, w.first_due, w.last_due,
            h.held, h.servers, m.method
        FROM account_circuit a
        CROSS JOIN LATERAL (
            SELECT count(*) AS waiting, min(d.next_attempt_at) AS first_due, max(d.next_attempt_at) AS last_due
            FROM delivery d
            WHERE d.account_key = a.account_key AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')) w
        CROSS JOIN LATERAL (
            SELECT count(*) AS held, count(DISTINCT d.lease_owner) AS servers FROM delivery d
            WHERE d.account_key = a.account_key AND d.state IN ('CLAIMED', 'SENDING')) h
        CROSS JOIN LATERAL (
            SELECT (coalesce(
                (SELECT d.method FROM delivery d WHERE d.account_key = a.account_key
                    AND d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                 ORDER BY d.account_key, d.next_attempt_at, d.id LIMIT 1),
                (SELECT d.method FROM delivery d WHERE d.account_key = a.account_key
                    AND d.state IN ('CLAIMED', 'SENDING')
                 ORDER BY d.account_key LIMIT 1))) AS method) m
        WHERE w.waiting + h.held > 0
        ORDER BY a.account_key
        """;

    private final JdbcClient database;
    private final ProviderAccounts accounts;
    private final InvoiceRoutes routes;
    private final InstantSource clock;

    Forecast(JdbcClient database, ProviderAccounts accounts, InvoiceRoutes routes, InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.routes = routes;
        this.clock = clock;
    }

    /** The accounts for which something is queued, in the order of their keys. */
    public List<Line> lines() {
        Instant now = clock.instant();
        return database.sql(QUEUES).query((row, number) -> line(row, now)).list();
    }

    private Line line(ResultSet row, Instant now) throws SQLException {
        String account = row.getString("account_key");
        BillingProvider provider = BillingProvider.valueOf(row.getString("provider"));
        DeliveryMethodType method = DeliveryMethodType.valueOf(row.getString("method"));
        long waiting = row.getLong("waiting");
        long queued = waiting + row.getLong("held");
        int servers = Math.max(1, row.getInt("servers"));
        String closed = row.getString("circuit_reason");
        Pace pace = routes.find(provider, method)
                .map(route -> pace(account, route, servers))
                .orElse(null);
        Instant through = closed != null || pace == null
                ? null
                : through(queued, pace, Rows.optionalInstant(row, "last_due"), now);
        UUID deliveryMethod = row.getObject("delivery_method_id", UUID.class);
        return new Line(
                account,
                AccountName.of(account, new DeliveryMethodId(deliveryMethod)),
                provider.wire(),
                deliveryMethod,
                queued,
                closed == null ? 0 : waiting,
                pace == null ? null : rounded(pace.callsPerSecond()),
                pace == null ? null : rounded(pace.deliveriesPerSecond()),
                Rows.optionalInstant(row, "first_due"),
                through,
                pace == null
                        ? "this server cannot deliver to " + provider.wire() + " by "
                                + method.wire().toLowerCase(Locale.ROOT)
                        : closed);
    }

    /** What an account does now. */
    private record Pace(double callsPerSecond, double deliveriesPerSecond) {}

    /**
     * As this server measured it in the last minute, or from the account's pace where it measured nothing.
     *
     * @param servers how many send to the account at this moment; they all do about the same
     */
    private Pace pace(String account, InvoiceRoute route, int servers) {
        ProviderAccount known = accounts.find(account).orElse(null);
        double calls = known == null
                ? ClaimRooms.pacePerSecond(account, route)
                : known.limiter().pace();
        double unmeasured =
                calls / route.account().map(RemoteAccount::requestsPerDelivery).orElse(1);
        double deliveries = known == null
                ? unmeasured
                : known.done().perSecond().stream()
                        .map(mine -> mine * servers)
                        .findFirst()
                        .orElse(unmeasured);
        return new Pace(calls, deliveries);
    }

    /** What is due later, after a failure or by its provider's hours, goes out then at the earliest. */
    private static Instant through(long queued, Pace pace, @Nullable Instant lastDue, Instant now) {
        Instant atThisPace = after(now, queued, pace);
        if (lastDue == null || !lastDue.isAfter(now)) {
            return atThisPace;
        }
        Instant ofTheLast = after(lastDue, 1, pace);
        return ofTheLast.isAfter(atThisPace) ? ofTheLast : atThisPace;
    }

    private static Instant after(Instant from, long deliveries, Pace pace) {
        return from.plusMillis((long) Math.ceil(deliveries * 1000 / pace.deliveriesPerSecond()));
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }
}

package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Draw;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads balances of a server, and draws on them for invoices that nobody finalizes while a test runs. */
record BalancesFixture(TestServer server, AccountFixture.Customer customer) {
    private static final Instant LATE = Instant.parse("2900-01-01T00:00:00Z");

    Balance read(String id) {
        return server.bean(Balances.class).find(owner(), balance(id)).orElseThrow();
    }

    String segment(String id, int place) {
        return read(id).segments().get(place).id().toString();
    }

    BigDecimal left(String id) {
        Balance balance = read(id);
        return server.bean(Balances.class)
                .standings(List.of(balance))
                .getFirst()
                .left(balance.segments().getFirst());
    }

    /** Draws on the first segment. */
    UUID draw(String id, AccountFixture.Contract contract, String amount) {
        UUID invoice = invoice(contract);
        var draw = new Draw(
                owner(),
                invoice,
                balance(id),
                new AccessSegmentId(UUID.fromString(segment(id, 0))),
                new BalanceHolder(owner(), UUID.fromString(contract.id())),
                new BigDecimal(amount),
                LATE);
        server.bean(Transactions.class).run(() -> server.bean(Balances.class).draw(List.of(draw)));
        return invoice;
    }

    void giveBack(UUID invoice) {
        server.bean(Transactions.class).run(() -> server.bean(Balances.class).giveBack(Map.of(invoice, owner()), LATE));
    }

    private UUID invoice(AccountFixture.Contract contract) {
        UUID invoice = UUID.randomUUID();
        server.bean(JdbcClient.class)
                .sql("""
                    INSERT INTO invoice (customer_id, id, contract_id, type, status, period_start, period_end, issued_at,
                        credit_type_id, finalize_at, created_at)
                    VALUES (:customer, :id, :contract, 'USAGE', 'DRAFT', :issuedAt, CAST(:issuedAt AS timestamptz) + interval '1 hour',
                        CAST(:issuedAt AS timestamptz) + interval '1 hour', :currency, :late, :late)
                    """)
                .param("customer", owner().value())
                .param("id", invoice)
                .param("contract", UUID.fromString(contract.id()))
                .param(
                        "issuedAt",
                        Rows.at(LATE.plus(
                                Math.floorMod(invoice.getLeastSignificantBits(), 1L << 20), ChronoUnit.HOURS)))
                .param("currency", CreditType.USD_CENTS.id())
                .param("late", Rows.at(LATE))
                .update();
        return invoice;
    }

    private CustomerId owner() {
        return new CustomerId(UUID.fromString(customer.id()));
    }

    private static BalanceId balance(String id) {
        return new BalanceId(UUID.fromString(id));
    }
}

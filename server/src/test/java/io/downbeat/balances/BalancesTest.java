package io.downbeat.balances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.LockWaits;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database keeps of balances, and holds them to. */
class BalancesTest {
    private static final Instant START = Instant.parse("2025-06-01T00:00:00Z");
    private static final Instant END = Instant.parse("2025-09-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2025-05-15T00:00:00Z");
    private static final BalanceTerms PLAIN = new BalanceTerms(
            new ProductId(UUID.randomUUID()),
            null,
            null,
            BigDecimal.ONE,
            new AppliesTo.Everything(),
            RateType.LIST_RATE,
            null,
            Map.of());

    private static TestServer server;
    private static AccountFixture account;
    private static Balances balances;
    private static Transactions transactions;
    private static JdbcClient database;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt(NOW.toString());
        account = AccountFixture.setUp(server.api());
        AccountFixture.registerKey(server.api(), "plan", "commit", "contract_credit");
        balances = server.bean(Balances.class);
        transactions = server.bean(Transactions.class);
        database = server.bean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** On a thread of its own: the common pool may have a single one. */
    private static CompletableFuture<Void> atOnce(Runnable work) {
        return CompletableFuture.runAsync(() -> transactions.run(work), Thread::startVirtualThread);
    }

    /** A customer with one contract. */
    private record Acme(CustomerId id, UUID contract) {
        static Acme made() {
            var acme = account.customer("acme " + UUID.randomUUID());
            return new Acme(
                    new CustomerId(UUID.fromString(acme.id())),
                    UUID.fromString(acme.contract("2025-06-01T00:00:00Z").id()));
        }

        Balance credit(int... amounts) {
            return balance(BalanceType.CREDIT, new BalanceScope.OfContract(contract), terms(PLAIN), null, amounts);
        }

        Balance balance(
                BalanceType type,
                BalanceScope scope,
                BalanceTerms terms,
                @Nullable PaymentSchedule payments,
                int... amounts) {
            List<AccessSegment> segments = Arrays.stream(amounts)
                    .mapToObj(amount -> new AccessSegment(
                            new AccessSegmentId(UUID.randomUUID()),
                            BigDecimal.valueOf(amount),
                            START.plus(Duration.ofDays(amount % 7)),
                            END))
                    .sorted(Comparator.comparing(AccessSegment::startingAt))
                    .toList();
            return new Balance(
                    new BalanceId(UUID.randomUUID()),
                    id,
                    scope,
                    type,
                    terms,
                    CreditType.USD_CENTS,
                    segments,
                    payments,
                    BalanceOrigin.AGREED,
                    NOW,
                    null);
        }

        Draw draw(Balance balance, UUID invoice, String amount) {
            return new Draw(
                    id,
                    invoice,
                    balance.id(),
                    balance.segments().getFirst().id(),
                    new BalanceHolder(id, contract),
                    new BigDecimal(amount),
                    END);
        }

        /** An invoice that nobody finalizes while the test runs. */
        UUID invoice() {
            UUID invoice = UUID.randomUUID();
            database.sql("""
                INSERT INTO invoice (customer_id, id, contract_id, type, status, issued_at, credit_type_id, finalize_at,
                    created_at)
                VALUES (:customer, :id, :contract, 'SCHEDULED', 'DRAFT', :issuedAt, :currency, '2999-01-01Z', :now)
                """)
                    .param("customer", id.value())
                    .param("id", invoice)
                    .param("contract", contract)
                    .param(
                            "issuedAt",
                            Rows.at(END.plusMillis(Math.floorMod(invoice.getLeastSignificantBits(), 1L << 40))))
                    .param("currency", CreditType.USD_CENTS.id())
                    .param("now", Rows.at(NOW))
                    .update();
            return invoice;
        }

        List<BigDecimal> left(Balance balance) {
            Standing standing = balances.standings(List.of(balance)).getFirst();
            return balance.segments().stream().map(standing::left).toList();
        }
    }

    private static BalanceTerms terms(BalanceTerms terms) {
        return new BalanceTerms(
                new ProductId(UUID.fromString(account.fixedProduct)),
                terms.name(),
                terms.description(),
                terms.priority(),
                terms.appliesTo(),
                terms.rateType(),
                terms.rolloverFraction(),
                terms.customFields());
    }

    private static Balance created(Balance balance) {
        transactions.run(() -> balances.create(balance, null));
        return balance;
    }

    private static void draw(Draw... drawn) {
        transactions.run(() -> {
            balances.hold(List.of(drawn[0].customer()));
            balances.draw(List.of(drawn));
        });
    }

    static List<AppliesTo> targets() {
        ProductId product = new ProductId(UUID.randomUUID());
        return List.of(
                new AppliesTo.Everything(),
                new AppliesTo.Products(Set.of(product), Set.of()),
                new AppliesTo.Products(Set.of(), Set.of("compute", "it's \"quoted\"")),
                new AppliesTo.Specifiers(List.of(
                        new Specifier(product, Set.of("a", "b"), Map.of("region", "eu"), Map.of()),
                        new Specifier(null, Set.of(), Map.of(), Map.of("user", "u1")))));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_balance_is_read_as_it_was_made(AppliesTo appliesTo) {
        Acme acme = Acme.made();
        BalanceTerms terms = terms(new BalanceTerms(
                PLAIN.product(),
                "Enterprise",
                "for 2025",
                new BigDecimal("-1.5"),
                appliesTo,
                RateType.COMMIT_RATE,
                new BigDecimal("0.25"),
                Map.of("plan", "pro")));
        PaymentSchedule payments = new PaymentSchedule(
                CreditType.USD_CENTS,
                true,
                List.of(
                        new PaymentItem(UUID.randomUUID(), START, new BigDecimal("80.5"), BigDecimal.TEN),
                        new PaymentItem(UUID.randomUUID(), END, BigDecimal.ONE, BigDecimal.ONE)));
        Balance ofCustomer = created(acme.balance(
                BalanceType.PREPAID,
                new BalanceScope.OfCustomer(Set.of(acme.contract), acme.contract),
                terms,
                payments,
                1000,
                0));
        Balance ofContract =
                created(acme.balance(BalanceType.CREDIT, new BalanceScope.OfContract(acme.contract), terms, null, 5));

        assertThat(balances.find(acme.id, ofCustomer.id())).contains(ofCustomer);
        assertThat(balances.ofCustomer(acme.id)).containsExactlyInAnyOrder(ofCustomer, ofContract);
        BalanceHolder holder = new BalanceHolder(acme.id, acme.contract);
        assertThat(balances.ofContracts(List.of(holder))).isEqualTo(Map.of(holder, List.of(ofContract)));
    }

    @Test
    void what_finalized_invoices_and_entries_left_is_told_of_each_segment() {
        Acme acme = Acme.made();
        Balance credit = created(acme.credit(1000, 500));
        AccessSegment first = credit.segments().getFirst();
        UUID voided = acme.invoice();
        draw(acme.draw(credit, acme.invoice(), "120"), acme.draw(credit, voided, "80.5"));
        transactions.run(() -> balances.add(
                acme.id,
                new ManualEntry(UUID.randomUUID(), credit.id(), first.id(), new BigDecimal("-10"), START, "goodwill"),
                NOW));
        BigDecimal rest = first.amount().subtract(new BigDecimal("210.5"));
        assertThat(acme.left(credit).getFirst()).isEqualByComparingTo(rest);
        assertThat(acme.left(credit).getLast())
                .isEqualByComparingTo(credit.segments().getLast().amount());

        transactions.run(() -> balances.giveBack(Map.of(voided, acme.id), NOW));
        assertThat(acme.left(credit).getFirst()).isEqualByComparingTo(rest.add(new BigDecimal("80.5")));
        assertThat(balances.draws(acme.id, List.of(credit.id())).get(credit.id()))
                .singleElement()
                .extracting(Draw::amount)
                .isEqualTo(new BigDecimal("120"));
        assertThat(balances.manualEntries(acme.id, List.of(credit.id()))).containsOnlyKeys(credit.id());
    }

    @Test
    void what_is_archived_pays_no_more_and_is_still_read() {
        Acme acme = Acme.made();
        Acme without = Acme.made();
        Balance credit = created(acme.credit(10));
        assertThat(balances.ofCustomers(List.of(acme.id, without.id))).containsOnlyKeys(acme.id);
        Balance archived = archived(credit);
        transactions.run(() -> balances.update(archived));
        assertThat(balances.ofCustomers(List.of(acme.id, without.id))).isEmpty();
        assertThat(balances.find(acme.id, credit.id())).contains(archived);
    }

    private static Balance archived(Balance balance) {
        return new Balance(
                balance.id(),
                balance.customer(),
                balance.scope(),
                balance.type(),
                balance.terms(),
                balance.unit(),
                balance.segments(),
                balance.payments(),
                balance.origin(),
                balance.createdAt(),
                NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000.01", "2000"})
    void more_than_a_segment_has_is_never_drawn(String amount) {
        Acme acme = Acme.made();
        Balance credit = created(acme.credit(1000));
        assertThatThrownBy(() -> draw(acme.draw(credit, acme.invoice(), amount)))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("invoices would have drawn");
        draw(acme.draw(credit, acme.invoice(), "999"));
        assertThatThrownBy(
                        () -> draw(acme.draw(credit, acme.invoice(), "0.6"), acme.draw(credit, acme.invoice(), "0.6")))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(acme.left(credit)).singleElement().isEqualTo(BigDecimal.ONE);
    }

    /** Even if neither holds the customer. */
    @Test
    void of_two_draws_at_once_the_one_that_finds_too_little_is_refused() {
        Acme acme = Acme.made();
        Balance credit = created(acme.credit(1000));
        UUID one = acme.invoice();
        UUID other = acme.invoice();
        CountDownLatch drawn = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        CompletableFuture<Void> first = atOnce(() -> {
            balances.draw(List.of(acme.draw(credit, one, "600")));
            drawn.countDown();
            await(commit);
        });
        await(drawn);
        CompletableFuture<Void> second = atOnce(() -> balances.draw(List.of(acme.draw(credit, other, "600"))));
        LockWaits.await(server.database(), 1);
        commit.countDown();
        first.join();
        assertThatThrownBy(second::join).hasCauseInstanceOf(DataIntegrityViolationException.class);
        assertThat(acme.left(credit)).singleElement().isEqualTo(new BigDecimal("400"));
    }

    @Test
    void whoever_holds_a_customer_keeps_others_who_hold_it_out() {
        Acme acme = Acme.made();
        Acme without = Acme.made();
        created(acme.credit(10));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        CompletableFuture<Void> first = atOnce(() -> {
            balances.hold(List.of(acme.id, without.id));
            held.countDown();
            await(commit);
        });
        await(held);
        transactions.run(() -> balances.hold(List.of(without.id)));
        created(acme.credit(20));
        CompletableFuture<Void> second = atOnce(() -> balances.hold(List.of(acme.id)));
        LockWaits.await(server.database(), 1);
        commit.countDown();
        first.join();
        second.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_key_is_used_once_by_all_commits_and_credits_of_the_account() {
        Balance credit = Acme.made().credit(1);
        Acme other = Acme.made();
        String key = UUID.randomUUID().toString();
        transactions.run(() -> balances.create(credit, key));
        Balance late = other.credit(1);
        assertThatThrownBy(() -> transactions.run(() -> balances.create(late, key)))
                .isInstanceOf(Refused.class)
                .hasMessage("uniqueness_key: is in use");
        assertThat(balances.find(other.id, late.id())).isEmpty();
        assertThat(balances.uniquenessKeys(credit.customer(), List.of(credit.id())))
                .isEqualTo(Map.of(credit.id(), key));
    }

    @Test
    void a_removed_segment_counts_no_more_nor_do_its_entries() {
        Acme acme = Acme.made();
        Balance credit = created(acme.credit(1000, 500));
        AccessSegment removed = credit.segments().getFirst();
        AccessSegment kept = credit.segments().getLast();
        transactions.run(() -> balances.add(
                acme.id,
                new ManualEntry(UUID.randomUUID(), credit.id(), removed.id(), BigDecimal.TEN, START, "goodwill"),
                NOW));
        AccessSegment raised =
                new AccessSegment(kept.id(), kept.amount().add(BigDecimal.ONE), kept.startingAt(), kept.endingBefore());
        Balance edited = new Balance(
                credit.id(),
                credit.customer(),
                credit.scope(),
                credit.type(),
                credit.terms(),
                credit.unit(),
                List.of(raised),
                null,
                credit.origin(),
                credit.createdAt(),
                null);
        transactions.run(() -> balances.update(edited));
        assertThat(balances.find(acme.id, credit.id())).contains(edited);
        assertThat(balances.manualEntries(acme.id, List.of(credit.id()))).isEmpty();
        assertThatThrownBy(() -> draw(acme.draw(credit, acme.invoice(), "1")))
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void a_postpaid_commit_owes_exactly_what_it_gives() {
        Acme acme = Acme.made();
        assertThatThrownBy(() -> created(postpaid(acme, "999.99")))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("a postpaid commit owes exactly what it gives");
        Balance made = created(postpaid(acme, "1000.00"));
        assertThat(balances.find(acme.id, made.id())).isPresent();
    }

    /** What continues the balance in another contract of its customer, and is not settled. */
    private static Balance continuing(Acme acme, Balance from) {
        UUID next =
                UUID.fromString(account.customer("next " + UUID.randomUUID()).id());
        database.sql("""
            INSERT INTO contract SELECT (jsonb_populate_record(c, jsonb_build_object('id', '%s'))).* FROM contract c
            WHERE id = '%s'
            """.formatted(next, acme.contract)).update();
        Balance plain = acme.balance(BalanceType.CREDIT, new BalanceScope.OfContract(next), terms(PLAIN), null, 0);
        return created(new Balance(
                plain.id(),
                plain.customer(),
                plain.scope(),
                plain.type(),
                plain.terms(),
                plain.unit(),
                plain.segments(),
                null,
                new BalanceOrigin(null, new BalanceOrigin.RolledOver(from.id(), acme.contract, BigDecimal.ZERO, false)),
                START,
                null));
    }

    private static Rollovers.Rolled rolled(Balance from, Balance into, String amount) {
        return new Rollovers.Rolled(
                from.customer(),
                from.id(),
                from.segments().getFirst().id(),
                into.id(),
                ((BalanceScope.OfContract) into.scope()).contract(),
                START,
                new BigDecimal(amount));
    }

    @Test
    void what_was_drawn_does_not_roll_over_and_what_rolled_over_is_not_drawn() {
        Acme acme = Acme.made();
        Balance credit = created(acme.credit(1000));
        Balance next = continuing(acme, credit);
        assertThat(balances.find(acme.id, next.id())).contains(next);
        draw(acme.draw(credit, acme.invoice(), "700"));
        assertThatThrownBy(() -> draw(acme.draw(next, acme.invoice(), "1")))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> transactions.run(() -> balances.freeze(List.of(rolled(credit, next, "301")), NOW)))
                .isInstanceOf(DataIntegrityViolationException.class);
        transactions.run(() -> balances.freeze(List.of(rolled(credit, next, "250")), NOW));
        Balance settled = balances.find(acme.id, next.id()).orElseThrow();
        assertThat(settled.access()).isEqualByComparingTo("250");
        assertThat(settled.origin().isProvisional()).isFalse();
        assertThat(acme.left(credit)).singleElement().isEqualTo(new BigDecimal("50"));
        assertThatThrownBy(() -> draw(acme.draw(credit, acme.invoice(), "51")))
                .isInstanceOf(DataIntegrityViolationException.class);
        draw(acme.draw(next, acme.invoice(), "250"));
        transactions.run(() -> balances.freeze(List.of(rolled(credit, next, "10")), NOW));
        assertThat(balances.rolled(acme.id, List.of(credit.id())))
                .as("settled once")
                .singleElement()
                .isEqualTo(rolled(credit, next, "250"));
    }

    @Test
    void what_rolled_over_has_one_segment_and_a_balance_rolls_over_once() {
        Acme acme = Acme.made();
        Balance credit = created(acme.credit(1000));
        Balance next = continuing(acme, credit);
        assertThatThrownBy(() -> continuing(acme, credit)).isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(
                        () -> database.sql("""
                            INSERT INTO balance_segment SELECT (jsonb_populate_record(s,
                                jsonb_build_object('id', gen_random_uuid()))).* FROM balance_segment s WHERE balance_id = :id
                            """).param("id", next.id().value()).update())
                .hasMessageContaining("what rolled over has exactly one segment");
    }

    private static Balance postpaid(Acme acme, String owed) {
        PaymentItem item = new PaymentItem(UUID.randomUUID(), END, new BigDecimal(owed), BigDecimal.ONE);
        return acme.balance(
                BalanceType.POSTPAID,
                new BalanceScope.OfContract(acme.contract),
                terms(PLAIN),
                new PaymentSchedule(CreditType.USD_CENTS, false, List.of(item)),
                1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE balance SET credit_type_id = id WHERE id = :balance",
                "UPDATE balance SET specifiers = '[]' WHERE id = :balance",
                "UPDATE balance SET rollover_fraction = 1.1 WHERE id = :balance",
                "UPDATE balance_segment SET amount = -1 WHERE balance_id = :balance",
                "UPDATE balance_segment SET ending_before = starting_at WHERE balance_id = :balance",
                "UPDATE balance_segment SET starting_at = starting_at + interval '1 minute' WHERE balance_id ="
                        + " :balance",
                "UPDATE balance_draw SET amount = 1 WHERE balance_id = :balance",
                "UPDATE balance_draw SET voided_at = NULL WHERE balance_id = :balance",
                "DELETE FROM balance_draw WHERE balance_id = :balance",
                "DELETE FROM balance_manual_entry WHERE balance_id = :balance",
            })
    void the_database_refuses_what_no_balance_comes_to(String sql) {
        Acme acme = Acme.made();
        Balance credit = created(acme.credit(1000));
        draw(acme.draw(credit, acme.invoice(), "100"));
        AccessSegmentId segment = credit.segments().getFirst().id();
        transactions.run(() -> balances.add(
                acme.id,
                new ManualEntry(UUID.randomUUID(), credit.id(), segment, BigDecimal.TEN, START, "goodwill"),
                NOW));
        assertThatThrownBy(() ->
                        database.sql(sql).param("balance", credit.id().value()).update())
                .isInstanceOf(DataAccessException.class);
    }
}

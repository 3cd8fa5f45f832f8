package io.downbeat.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.engine.operations.DeliveryReview;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Account;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.reconciliation.Comparison.Interval;
import io.downbeat.reconciliation.Difference.Kind;
import io.downbeat.reconciliation.EveryDestination.Bill;
import io.downbeat.sandbox.faults.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An account of more deliveries than one comparison holds in memory, with windows small enough for a few to be more. */
class ReconcileByWindowsTest {
    private static final int ROWS = 1;

    private static final EveryDestination all = new EveryDestination();
    private static final List<Bill> bills = new ArrayList<>();
    private static Bill heldBack;
    private static Interval whole;
    private static List<Account> accounts;

    @BeforeAll
    static void fiveBillsDaysApartOfWhichTheSecondWasHeldBack() {
        Instant from = all.today();
        String method = all.netsuite("ns-windows");
        bill(method);
        all.sandbox.setFaults(
                List.of(Fault.of("netsuite", "token", "unauthorized").times(-1)));
        heldBack = bill(method);
        all.advance(Duration.ofDays(9));
        all.sandbox.clearFaults();
        all.advance(Duration.ofHours(6));
        for (int i = 0; i < 3; i++) {
            bill(method);
        }
        bills.forEach(Bill::delivered);
        whole = new Interval(from, all.now());
        accounts = all.server.bean(AccountInventories.class).accounts(new DeliveryMethodId(UUID.fromString(method)));
    }

    @AfterAll
    static void stop() {
        all.close();
    }

    @AfterEach
    void clear() {
        all.sandbox.clearFaults();
    }

    private static Bill bill(String method) {
        var customer = all.customer();
        bills.add(all.contract(customer, all.atNetsuite(customer, method), 200));
        all.deliver();
        return bills.getLast();
    }

    private static List<Interval> windows() {
        return new Windows(all.server.bean(DeliveryReview.class), ROWS).of(whole);
    }

    private InvoiceAccounts compared(List<Interval> parts) {
        var review = all.server.bean(DeliveryReview.class);
        var inventories = all.server.bean(AccountInventories.class);
        var comparing = new AskedAndCompared(review, inventories, all.server.bean(BusinessClock.class));
        return new WindowedComparison(review, inventories, comparing).compare(accounts, parts);
    }

    @Test
    void windows_follow_each_other_without_a_gap_and_none_is_shorter_than_two_days() {
        List<Interval> parts = windows();
        assertThat(parts).hasSizeGreaterThanOrEqualTo(3);
        assertThat(parts.getFirst().from()).isEqualTo(whole.from());
        assertThat(parts.getLast().until()).isEqualTo(whole.until());
        for (int i = 1; i < parts.size(); i++) {
            assertThat(parts.get(i).from()).isEqualTo(parts.get(i - 1).until());
            assertThat(Duration.between(
                            parts.get(i - 1).from(), parts.get(i - 1).until()))
                    .isGreaterThanOrEqualTo(Windows.SHORTEST);
        }
        assertThat(new Windows(all.server.bean(DeliveryReview.class), bills.size()).of(whole))
                .as("no more rows than one holds")
                .containsExactly(whole);
    }

    @Test
    void one_that_went_out_long_after_it_was_made_belongs_to_no_window() {
        List<Interval> parts = windows();
        assertThat(all.server
                        .bean(DeliveryReview.class)
                        .sent(whole.from(), whole.until())
                        .rows())
                .filteredOn(row -> parts.stream()
                        .filter(part -> part.contains(row.times().firstSend()))
                        .noneMatch(part -> Windows.isNear(row, part)))
                .extracting(row -> row.id().toString())
                .containsExactly(heldBack.id());
    }

    @Test
    void each_delivery_is_compared_once_and_what_differs_is_found_in_whichever_window_it_is() {
        InvoiceAccounts alike = compared(windows());
        assertThat(alike.differences()).isEmpty();
        assertThat(alike.isListed(accounts.getFirst().deliveryMethod())).isTrue();
        assertThat(alike.checked(accounts.getFirst().deliveryMethod())).isEqualTo(bills.size());

        all.happensAtNetsuite(heldBack.ref(), "deleted");
        all.happensAtNetsuite(bills.get(0).ref(), "edited");
        all.happensAtNetsuite(bills.get(3).ref(), "voided");
        all.happensAtNetsuite(bills.get(4).ref(), "deleted");
        UUID nobody =
                new UUID(whole.until().minus(Duration.ofDays(3)).toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE + 1);
        all.writeAtNetsuite("ns-windows", "downbeat-" + nobody, "");

        for (List<Interval> parts : List.of(windows(), List.of(whole))) {
            assertThat(compared(parts).differences())
                    .extracting(Difference::kind, each -> String.valueOf(each.deliveryId()))
                    .containsExactlyInAnyOrder(
                            tuple(Kind.MISSING_THERE, heldBack.id()),
                            tuple(Kind.DIFFERENT_AMOUNT, bills.get(0).id()),
                            tuple(Kind.VOIDED_THERE, bills.get(3).id()),
                            tuple(Kind.MISSING_THERE, bills.get(4).id()),
                            tuple(Kind.EXTRA_THERE, "null"));
        }
    }

    @Test
    void an_account_that_gave_no_answer_in_one_window_is_none_that_was_asked() {
        all.sandbox.setFaults(
                List.of(Fault.of("netsuite", "suiteql", "unavailable").times(-1)));
        InvoiceAccounts found = compared(windows());
        assertThat(found.isListed(accounts.getFirst().deliveryMethod())).isFalse();
        assertThat(found.reason(accounts.getFirst().deliveryMethod())).startsWith("the question failed");
        assertThat(found.differences()).isEmpty();
    }

    @Test
    void nothing_is_sent_again_while_another_window_holds_an_object_with_its_mark() {
        DeliverySummary row = row();
        InvoiceAccounts found = new InvoiceAccounts(accounts);
        found.found(of(row, Kind.MISSING_THERE));
        assertThat(found.differences()).extracting(Difference::action).containsExactly(RepairAction.ASK_AGAIN);
        found.found(of(row, Kind.EXTRA_THERE));
        assertThat(found.differences())
                .extracting(Difference::action)
                .containsExactly(RepairAction.TELL_A_PERSON, RepairAction.TELL_A_PERSON);
    }

    @Test
    void nothing_is_said_of_an_account_that_stopped_answering_after_it_was_judged_in_part() {
        InvoiceAccounts found = new InvoiceAccounts(accounts);
        found.found(of(row(), Kind.MISSING_THERE));
        found.found(of(row(), Kind.UNREADABLE_HERE));
        found.answered(new AccountInventories.Answers(
                Map.of(), Map.of(accounts.getFirst().deliveryMethod(), "the question failed: not answered for now")));
        assertThat(found.differences()).extracting(Difference::kind).containsExactly(Kind.UNREADABLE_HERE);
    }

    @Test
    void what_was_seen_in_an_account_before_it_stopped_answering_still_keeps_its_delivery_from_being_sent_again() {
        List<Account> both = new ArrayList<>(accounts);
        both.addAll(all.server
                .bean(AccountInventories.class)
                .accounts(new DeliveryMethodId(UUID.fromString(all.netsuite("ns-silent")))));
        InvoiceAccounts found = new InvoiceAccounts(both);
        found.found(of(row(), Kind.MISSING_THERE));
        found.found(of(both.getLast().name(), row(), Kind.EXTRA_THERE));
        found.answered(new AccountInventories.Answers(
                Map.of(), Map.of(both.getLast().deliveryMethod(), "the question failed: not answered for now")));
        assertThat(found.differences())
                .extracting(Difference::kind, Difference::action)
                .containsExactly(tuple(Kind.MISSING_THERE, RepairAction.TELL_A_PERSON));
    }

    @Test
    void an_object_in_an_account_that_its_delivery_does_not_go_to_is_extra_whichever_window_its_own_is_in() {
        List<Account> others = all.server
                .bean(AccountInventories.class)
                .accounts(new DeliveryMethodId(UUID.fromString(all.netsuite("ns-elsewhere"))));
        Bill bill = bills.get(2);
        var there = new Inventory.Holding(
                "x-1",
                new DeliveryId(UUID.fromString(bill.id())),
                null,
                null,
                "USD",
                true,
                "open",
                whole.until().minusSeconds(1));
        AskedAndCompared.Compared compared = new AskedAndCompared(
                        all.server.bean(DeliveryReview.class),
                        all.server.bean(AccountInventories.class),
                        all.server.bean(BusinessClock.class))
                .compare(
                        others,
                        List.of(),
                        Map.of(others.getFirst().deliveryMethod(), List.of(there)),
                        row -> false,
                        holding -> true);

        assertThat(compared.differences())
                .extracting(Difference::kind, each -> String.valueOf(each.deliveryId()))
                .containsExactly(tuple(Kind.EXTRA_THERE, bill.id()));
    }

    private static AskedAndCompared.Compared of(DeliverySummary row, Kind kind) {
        return of(accounts.getFirst().name(), row, kind);
    }

    private static AskedAndCompared.Compared of(String account, DeliverySummary row, Kind kind) {
        var difference = Difference.of(kind, account, row.id(), row.invoice(), "1", "so it is");
        return new AskedAndCompared.Compared(List.of(difference), List.of(row), List.of(row));
    }

    private DeliverySummary row() {
        Instant then = whole.from();
        return new DeliverySummary(
                new DeliveryId(new UUID(1, 1)),
                new CustomerId(new UUID(1, 2)),
                new InvoiceId(new UUID(1, 3)),
                accounts.getFirst().deliveryMethod(),
                Amount.cents(1),
                Purpose.DELIVER,
                DeliveryState.SENT,
                1,
                "1",
                null,
                false,
                new DeliverySummary.Times(then, then, then, then));
    }
}

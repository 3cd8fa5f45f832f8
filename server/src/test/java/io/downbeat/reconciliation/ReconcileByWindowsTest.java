package io.downbeat.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.DeliverySummary;
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
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account of more deliveries than one comparison holds in memory, with windows small enough for a few to be more. */
class ReconcileByWindowsTest {
    private static final int ROWS = 1;

    private final EveryDestination all = new EveryDestination();
    private final List<Bill> bills = new ArrayList<>();
    private Interval whole;
    private List<Account> accounts;
    private Windows windows;

    @BeforeEach
    void fiveBillsDaysApartOfWhichTheFirstWasHeldBack() {
        Instant from = all.today();
        String method = all.netsuite("ns-windows");
        all.sandbox.setFaults(
                List.of(Fault.of("netsuite", "token", "unauthorized").times(-1)));
        bill(method);
        all.advance(Duration.ofDays(12));
        all.sandbox.clearFaults();
        all.advance(Duration.ofHours(6));
        for (int i = 0; i < 4; i++) {
            bill(method);
        }
        bills.forEach(Bill::delivered);
        all.advance(Duration.ofDays(1));
        whole = new Interval(from, all.now());
        accounts = all.server.bean(AccountInventories.class).accounts(new DeliveryMethodId(UUID.fromString(method)));
        windows = new Windows(all.server.bean(DeliveryReview.class), ROWS);
    }

    @AfterEach
    void stop() {
        all.close();
    }

    private void bill(String method) {
        var customer = all.customer();
        bills.add(all.contract(customer, all.atNetsuite(customer, method), 200));
        all.deliver();
    }

    private InvoiceAccounts compared(List<Interval> parts) {
        var review = all.server.bean(DeliveryReview.class);
        var inventories = all.server.bean(AccountInventories.class);
        var comparing = new AskedAndCompared(review, inventories, all.server.bean(BusinessClock.class));
        return new WindowedComparison(review, inventories, comparing).compare(accounts, parts);
    }

    @Test
    void windows_follow_each_other_without_a_gap_and_none_is_shorter_than_two_days() {
        List<Interval> parts = windows.of(whole);
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
    void each_delivery_is_compared_once_also_one_that_went_out_long_after_it_was_made() {
        InvoiceAccounts found = compared(windows.of(whole));
        assertThat(found.differences()).isEmpty();
        assertThat(found.isListed(accounts.getFirst().deliveryMethod())).isTrue();
        assertThat(found.checked(accounts.getFirst().deliveryMethod())).isEqualTo(bills.size());
    }

    @Test
    void what_differs_is_found_in_whichever_window_it_is() {
        all.happensAtNetsuite(bills.get(0).ref(), "deleted");
        all.happensAtNetsuite(bills.get(1).ref(), "edited");
        all.happensAtNetsuite(bills.get(2).ref(), "voided");
        all.happensAtNetsuite(bills.get(4).ref(), "deleted");
        UUID nobody =
                new UUID(whole.until().minus(Duration.ofDays(3)).toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE + 1);
        all.writeAtNetsuite("ns-windows", "downbeat-" + nobody, "");

        for (List<Interval> parts : List.of(windows.of(whole), List.of(whole))) {
            assertThat(compared(parts).differences())
                    .extracting(Difference::kind, each -> String.valueOf(each.deliveryId()))
                    .containsExactlyInAnyOrder(
                            tuple(Kind.MISSING_THERE, bills.get(0).id()),
                            tuple(Kind.DIFFERENT_AMOUNT, bills.get(1).id()),
                            tuple(Kind.VOIDED_THERE, bills.get(2).id()),
                            tuple(Kind.MISSING_THERE, bills.get(4).id()),
                            tuple(Kind.EXTRA_THERE, "null"));
        }
    }

    @Test
    void an_account_that_gave_no_answer_in_one_window_is_none_that_was_asked() {
        all.sandbox.setFaults(
                List.of(Fault.of("netsuite", "suiteql", "unavailable").times(-1)));
        InvoiceAccounts found = compared(windows.of(whole));
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

    private static AskedAndCompared.Compared of(DeliverySummary row, Kind kind) {
        var difference = Difference.of(kind, "netsuite/X", row.id(), row.invoice(), "1", "so it is");
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
                new DeliverySummary.Times(then, then, then, then));
    }
}

package io.downbeat.contracts.subscriptions;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.Frequency;
import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What all share, given for seats as they come (subscriptions.md 1.7). */
class SeatGrantsTest {
    private static final ServicePeriod MAY = new ServicePeriod(day(1), Instant.parse("2025-06-01T00:00:00Z"));

    private final List<QuantityChange> changes = new ArrayList<>();
    private final List<SeatGrants.Grant> given = new ArrayList<>();

    private static Instant day(int day) {
        return Instant.parse("2025-05-%02dT00:00:00Z".formatted(day));
    }

    private void change(int day, QuantityChange.Kind kind, int amount) {
        changes.add(new QuantityChange(day(day), kind, BigDecimal.valueOf(amount), List.of()));
    }

    /** Such as {@code 10: 2}, and they are given for certain. */
    private List<String> grants() {
        List<SeatGrants.Grant> missing =
                SeatGrants.missing(subscription(), SeatLink.Allocation.POOLED, MAY, List.copyOf(given));
        given.addAll(missing);
        return missing.stream()
                .map(grant -> grant.from().toString().substring(8, 10) + ": "
                        + grant.units().toPlainString())
                .toList();
    }

    /** For how many each that was given is, seen from then. */
    private List<String> held(String now) {
        return SeatGrants.held(
                        subscription(),
                        SeatLink.Allocation.POOLED,
                        MAY,
                        given,
                        Instant.parse("2025-" + now + ":00:00Z"))
                .stream()
                .map(BigDecimal::toPlainString)
                .toList();
    }

    private Subscription subscription() {
        return new Subscription(
                new SubscriptionId(new UUID(0, 1)),
                new Subscription.Product(new ProductId(new UUID(0, 2)), Frequency.MONTHLY),
                null,
                null,
                day(1),
                null,
                new Subscription.Collection(
                        Subscription.Schedule.ADVANCE,
                        Subscription.InvoiceBehavior.BILL_IMMEDIATELY,
                        Subscription.Placement.ON_USAGE_INVOICE,
                        null),
                new Subscription.Proration(true, null),
                null,
                changes,
                Map.of(),
                day(1));
    }

    private void fourAndTwoMoreFromThe16th() {
        change(1, QuantityChange.Kind.SET, 4);
        assertThat(grants()).containsExactly("01: 4");
        change(16, QuantityChange.Kind.ADD_UNASSIGNED, 2);
        assertThat(grants()).containsExactly("16: 2");
        assertThat(grants()).isEmpty();
    }

    @Test
    void a_seat_that_turns_out_to_have_been_there_before_is_given_for_once() {
        fourAndTwoMoreFromThe16th();
        changes.removeLast();
        change(10, QuantityChange.Kind.SET, 6);
        assertThat(grants()).isEmpty();
    }

    @Test
    void a_seat_that_is_added_in_the_past_is_given_for_from_then_on() {
        fourAndTwoMoreFromThe16th();
        change(10, QuantityChange.Kind.ADD_UNASSIGNED, 1);
        assertThat(grants()).containsExactly("10: 1");
        assertThat(grants()).isEmpty();
    }

    @Test
    void what_comes_back_within_the_period_is_given_for_already() {
        fourAndTwoMoreFromThe16th();
        change(20, QuantityChange.Kind.REMOVE_UNASSIGNED, 3);
        change(25, QuantityChange.Kind.ADD_UNASSIGNED, 4);
        assertThat(grants()).containsExactly("25: 1");
    }

    @Test
    void what_has_begun_stays_and_what_has_not_is_for_no_more_than_there_are() {
        fourAndTwoMoreFromThe16th();
        changes.removeLast();
        change(16, QuantityChange.Kind.ADD_UNASSIGNED, 1);
        assertThat(held("05-15T23")).containsExactly("4", "1");
        assertThat(held("05-16T00")).containsExactly("4", "2");
        changes.clear();
        change(1, QuantityChange.Kind.SET, 3);
        assertThat(held("04-30T23")).containsExactly("3", "0");
        assertThat(held("05-01T00")).containsExactly("4", "0");
        change(16, QuantityChange.Kind.SET, 5);
        assertThat(held("04-30T23")).containsExactly("3", "2");
        change(20, QuantityChange.Kind.SET, 1);
        assertThat(held("04-30T23"))
                .as("a decrease counts from the next period")
                .containsExactly("3", "2");
    }

    @Test
    void a_period_with_nobody_in_it_has_its_balance() {
        assertThat(grants()).containsExactly("01: 0");
        assertThat(grants()).isEmpty();
    }
}

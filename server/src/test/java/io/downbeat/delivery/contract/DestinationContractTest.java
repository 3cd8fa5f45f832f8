package io.downbeat.delivery.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.delivery.contract.Destination.Kind;
import io.downbeat.delivery.contract.Destination.LostAnswer;
import io.downbeat.delivery.contract.Destination.Pause;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What every destination owes an invoice, whatever befalls it on the way: it is there once, to the cent, or the delivery
 * says what a person must do. The simulator's ledger is the witness. What a provider's protocol rules out is said in
 * {@link Destinations}, and that the simulator cannot play it either is part of the test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DestinationContractTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** No adapter waits longer for one answer. */
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(10);

    /** What is under way when the last one gave up is there by then. */
    private static final Duration LANDING = Duration.ofMillis(500);

    private DestinationHarness harness;
    private Map<Destination, SlowedDown> askedToSlowDown;
    private Map<Destination, Sent> slowerThanWeWait;
    private OddTotals odd;

    @BeforeAll
    void start() {
        harness = new DestinationHarness();
    }

    @AfterEach
    void calm() {
        harness.calm();
    }

    @AfterAll
    void the_servers_own_checks_find_nothing() {
        try (DestinationHarness all = harness) {
            assertThat(all.verdict().toString()).contains("\"ok\":true");
        }
    }

    Stream<Destination> destinations() {
        return harness.destinations();
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void accepted_it_is_there_once_and_each_request_went_out_once(Destination to) {
        Sent sent = played(to, List.of());

        sent.assertDelivered();
        assertThat(sent.wentSmoothly()).as(sent.outcomes().toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void refused_it_waits_for_a_person_with_the_reason_and_goes_once_it_is_mended(Destination to) {
        Sent sent = harness.charge(to);
        Trouble.Plays refusal = (Trouble.Plays) to.refusal();
        harness.play(refusal.faults());
        harness.advanceTo(sent.leaves().plus(HOUR.multipliedBy(2)).plusSeconds(60));
        harness.assertThatAllStruck();
        sent.assertParked(((Trouble.Ending.Parked) refusal.ending()).words());
        assertThat(harness.held(sent)).isEmpty();

        harness.calm();
        if (to.kind() == Kind.METER) {
            harness.mend(to);
        }
        sent.retry();
        harness.advanceTo(harness.now().plus(HOUR.multipliedBy(2)));
        sent.assertDelivered();
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void no_answer_and_it_arrived_it_is_not_there_twice(Destination to) {
        Sent sent = played(to, to.atEachWrite("apply_then_drop"));

        sent.assertDelivered();
        assertThat(sent.lostAnAnswer()).isTrue();
        switch (to.lostAnswer()) {
            case ASKED -> assertThat(harness.held(sent)).hasSize(1);
            case REPEATED_WITHOUT_EFFECT -> {
                assertThat(harness.held(sent)).hasSize(1);
                assertThat(sent.copies())
                        .as("the same bytes again were the question")
                        .isEqualTo(2);
            }
            case COPIED -> assertThat(harness.held(sent)).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void no_answer_and_it_never_arrived_it_is_sent_again(Destination to) {
        Sent sent = played(to, to.atEachWrite("drop_before"));

        sent.assertDelivered();
        assertThat(sent.lostAnAnswer()).isTrue();
        assertThat(harness.held(sent)).hasSize(1);
        assertThat(sent.copies()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void a_request_that_lands_after_its_sender_gave_it_up_adds_nothing(Destination to) {
        Sent sent = played(to, List.of(to.atFirstWrite("apply_late").calls(3)));

        sent.assertDelivered();
        assertThat(sent.lostAnAnswer()).isTrue();
        assertOneOrCopies(sent);
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void an_error_that_is_saved_and_replayed_does_not_hold_it_up_for_ever(Destination to) {
        judge(to, to.cachedError());
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void an_error_that_hides_a_success_does_not_double_it(Destination to) {
        Sent sent = played(to, to.atEachWrite("server_error_after"));

        sent.assertDelivered();
        assertThat(sent.lostAnAnswer()).isTrue();
        assertThat(harness.held(sent)).hasSize(to.lostAnswer() == LostAnswer.COPIED ? 2 : 1);
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void a_request_that_timed_out_there_may_have_been_taken(Destination to) {
        Sent sent = played(to, to.atEachWrite("timed_out_after"));

        sent.assertDelivered();
        assertThat(sent.lostAnAnswer()).isTrue();
        assertThat(harness.held(sent)).hasSize(to.lostAnswer() == LostAnswer.COPIED ? 2 : 1);
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void told_to_slow_down_it_waits_as_long_as_it_was_asked_to(Destination to) {
        if (askedToSlowDown == null) {
            askedToSlowDown = SlowedDown.all(harness);
        }
        SlowedDown slowed = askedToSlowDown.get(to);

        assertThat(slowed.stateWhenTold()).isIn("PENDING", "RETRY_WAIT");
        assertThat(slowed.heldWhenTold()).isZero();
        if (to.pause() == Pause.NAMED) {
            assertThat(slowed.heldBefore())
                    .as("until just before the pause is over")
                    .isZero();
        }
        slowed.sent().assertDelivered();
        assertThat(slowed.sent().lostAnAnswer()).as("nothing was in doubt").isFalse();
        assertThat(harness.held(slowed.sent())).hasSize(1);
    }

    /**
     * @param sent what was told 429 with Retry-After
     * @param heldWhenTold how much of it was there at that instant; {@code heldBefore} a millisecond before it may go on
     */
    private record SlowedDown(Sent sent, String stateWhenTold, int heldWhenTold, int heldBefore) {
        private static final int ASKED = 3;

        /** All at once: the pauses are real time too. */
        static Map<Destination, SlowedDown> all(DestinationHarness harness) {
            Map<Destination, Sent> sent = harness.chargeAll();
            harness.play(sent.keySet().stream()
                    .map(each -> each.atFirstWrite("rate_limited").retryAfter(ASKED))
                    .toList());
            Instant told = sent.values().iterator().next().leaves();
            harness.advanceTo(told);
            harness.assertThatAllStruck();
            Map<Destination, SlowedDown> all = new LinkedHashMap<>();
            sent.forEach((to, each) -> all.put(
                    to, new SlowedDown(each, each.state(), harness.held(each).size(), 0)));
            harness.advanceTo(told.plusSeconds(ASKED).minusMillis(1));
            all.replaceAll((to, each) -> new SlowedDown(
                    each.sent,
                    each.stateWhenTold,
                    each.heldWhenTold,
                    harness.held(each.sent).size()));
            harness.advanceTo(told.plus(Duration.ofMinutes(5)));
            return all;
        }
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void a_slow_answer_is_waited_for_and_nothing_is_sent_again(Destination to) {
        long delay = 150;
        long before = System.nanoTime();
        Sent sent = played(
                to,
                to.atEachWrite("slow").stream()
                        .map(fault -> fault.delayMillis(delay))
                        .toList());

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(delay));
        sent.assertDelivered();
        assertThat(sent.wentSmoothly()).as(sent.outcomes().toString()).isTrue();
        assertThat(harness.held(sent)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void an_answer_later_than_we_wait_for_is_no_answer_and_what_lands_then_adds_nothing(Destination to) {
        if (slowerThanWeWait == null) {
            slowerThanWeWait = slowerThanWeWait();
        }
        Sent sent = slowerThanWeWait.get(to);

        sent.assertDelivered();
        assertThat(sent.lostAnAnswer()).isTrue();
        assertOneOrCopies(sent);
    }

    /** All at once, because nobody's patience is simulated: each waits up to ten seconds. */
    private Map<Destination, Sent> slowerThanWeWait() {
        Map<Destination, Sent> sent = harness.chargeAll();
        Duration delay = LONGEST_PATIENCE.plusMillis(400);
        harness.play(sent.keySet().stream()
                .map(each -> each.atFirstWrite("slow").delayMillis(delay.toMillis()))
                .toList());
        Instant leaves = sent.values().iterator().next().leaves();
        harness.advanceTo(leaves.minusMillis(1));
        long lands = System.nanoTime() + delay.toNanos();
        harness.advanceTo(leaves.plus(HOUR).minusSeconds(60));
        harness.assertThatAllStruck();
        while (System.nanoTime() < lands + LANDING.toNanos()) {
            LockSupport.parkNanos(lands + LANDING.toNanos() - System.nanoTime());
        }
        harness.advanceTo(leaves.plus(HOUR).minusSeconds(30));
        return sent;
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void half_an_answer_is_no_answer(Destination to) {
        Sent sent = played(to, to.halves());

        sent.assertDelivered();
        assertThat(sent.wentSmoothly()).as(sent.outcomes().toString()).isFalse();
        assertThat(harness.held(sent)).hasSize(to.lostAnswer() == LostAnswer.COPIED ? 2 : 1);
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void a_total_that_is_not_ours_is_undone_or_told_and_never_confirmed(Destination to) {
        judge(to, to.wrongTotal());
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void a_duplicate_that_the_provider_tells_of_is_ours_and_counts_once(Destination to) {
        judge(to, to.duplicate());
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void a_total_below_zero_goes_out_where_it_is_taken_and_waits_for_a_person_with_its_remainder_where_it_is_not(
            Destination to) {
        Sent sent = oddTotals().credit().get(to);

        if (to.takesCredits()) {
            assertThat(sent.state()).isIn("CONFIRMED", "SENT");
            assertThat(harness.inLedger(sent))
                    .singleElement()
                    .satisfies(each -> assertThat(each.amount()).isEqualTo(-500));
            return;
        }
        sent.assertParked(List.of("the total of -5.00 USD is below zero", "then cancel this delivery"));
        assertThat(harness.inLedger(sent)).isEmpty();
        if (to.kind() == Kind.METER) {
            JsonNode metering = sent.metering();
            assertThat(metering.get("due_cents").asLong()).isEqualTo(-500);
            assertThat(metering.get("remainder_cents").asLong()).isEqualTo(-500);
            assertThat(metering.get("remainder_reason").asString()).contains("below zero");
        }
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void an_amount_that_the_provider_cannot_express_is_finalized_and_waits_for_a_person(Destination to) {
        for (Sent sent :
                List.of(oddTotals().debt().get(to), oddTotals().vastCredit().get(to))) {
            assertThat(sent.invoice().get("status").asString()).isEqualTo("FINALIZED");
            if (to.kind() == Kind.MESSAGE) {
                assertThat(sent.state()).isEqualTo("SENT");
                assertThat(harness.inLedger(sent))
                        .singleElement()
                        .satisfies(each -> assertThat(each.metadata().get("body"))
                                .contains("\"total\":"
                                        + sent.invoice().get("total").asString() + ","));
                continue;
            }
            sent.assertParked(List.of("the total"));
            assertThat(harness.inLedger(sent)).isEmpty();
            if (to.kind() == Kind.METER) {
                assertThat(sent.metering().get("remainder_cents").asString())
                        .isEqualTo(sent.invoice().get("total").asString());
                assertThat(sent.metering().get("remainder_reason").asString()).isNotEmpty();
            }
        }
    }

    /** 30 million dollars in one hour are more than AWS takes in one record, and Tackle hands its records to AWS. */
    @ParameterizedTest
    @MethodSource("destinations")
    void a_marketplaces_own_limit_and_nobody_elses_binds_its_records(Destination to) {
        if (to.kind() != Kind.METER) {
            return;
        }
        Sent sent = oddTotals().vast().get(to);

        assertThat(sent.state()).isEqualTo("CONFIRMED");
        List<Long> quantities =
                harness.held(sent).stream().map(LedgerEntry::amount).sorted().toList();
        if (to.ledger().equals("azure") || to.ledger().equals("gcp")) {
            assertThat(quantities).containsExactly(3_000_000_000L);
        } else {
            assertThat(quantities).containsExactly(3_000_000_000L - Integer.MAX_VALUE, (long) Integer.MAX_VALUE);
        }
    }

    /** Weeks that came to less than nothing, or to more than a long holds in either direction; played once for all. */
    private record OddTotals(
            Map<Destination, Sent> credit,
            Map<Destination, Sent> vast,
            Map<Destination, Sent> debt,
            Map<Destination, Sent> vastCredit) {}

    private OddTotals oddTotals() {
        if (odd == null) {
            odd = new OddTotals(
                    harness.useAtEach("-500"),
                    harness.useAtEach("3000000000"),
                    harness.useAtEach("10000000000000000000"),
                    harness.useAtEach("-10000000000000000000"));
            harness.advanceTo(harness.now().plus(Duration.ofDays(8)).plus(HOUR.multipliedBy(2)));
        }
        return odd;
    }

    /** A message that comes later than a queue dedupes is one more copy of the same; everything else is there once. */
    private void assertOneOrCopies(Sent sent) {
        if (sent.destination().kind() != Kind.MESSAGE) {
            assertThat(harness.held(sent)).hasSize(1);
        }
    }

    /** An hour is long enough for every quiet time and every pause of a few failures, and within every late window. */
    private Sent played(Destination to, List<Fault> faults) {
        Sent sent = harness.charge(to);
        harness.play(faults);
        harness.advanceTo(sent.leaves().plus(HOUR).minusSeconds(60));
        harness.assertThatAllStruck();
        harness.calm();
        return sent;
    }

    private void judge(Destination to, Trouble trouble) {
        switch (trouble) {
            case Trouble.Cannot(Fault fault, String why) ->
                assertThatThrownBy(() -> harness.play(List.of(fault)))
                        .as(why)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("means nothing");
            case Trouble.Plays(List<Fault> faults, Trouble.Ending ending) -> {
                Sent sent = played(to, faults);
                switch (ending) {
                    case Trouble.Ending.Delivered() -> {
                        sent.assertDelivered();
                        assertThat(harness.held(sent)).hasSize(1);
                    }
                    case Trouble.Ending.Parked(List<String> words) -> staysParked(sent, words);
                }
            }
        }
    }

    private void staysParked(Sent sent, List<String> words) {
        sent.assertParked(words);
        int requests = sent.outcomes().size();
        int effects = harness.held(sent).size();
        harness.advanceTo(harness.now().plus(HOUR));
        sent.assertParked(words);
        assertThat(sent.outcomes()).as("nothing more is sent").hasSize(requests);
        assertThat(harness.held(sent)).hasSize(effects).hasSizeLessThanOrEqualTo(1);
    }
}

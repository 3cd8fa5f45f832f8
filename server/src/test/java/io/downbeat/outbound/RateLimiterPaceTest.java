package io.downbeat.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A minute of one account's account, on a clock that only this test moves. */
class RateLimiterPaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    /** What a claim finds new places after; and what our own database takes around each request. */
    private static final long CLAIMS_EVERY = SECOND / 20;

    private static final long OURS = SECOND / 200;
    private static final int REQUESTS = 8;

    /** A delivery under way: its next request asks for its place at this moment. */
    private record Under(long at, int done) {}

    private long now;
    private final List<Long> left = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "20, 0",
        "20, 50",
        "20, 500",
        "5, 0",
        "5, 50",
        "5, 500",
        "1, 0",
        "1, 500",
        "100, 0",
        "100, 50",
        "100, 500"
    })
    void the_pace_is_used_up_and_never_exceeded(int pace, int latencyMillis) {
        RateLimiter limiter = new RateLimiter(pace, () -> now);
        drive(limiter, latencyMillis * 1_000_000L);

        long inTheMinute = left.stream().filter(at -> at <= MINUTE).count();
        System.out.printf("%d a second, %d ms: %.1f %% used%n", pace, latencyMillis, inTheMinute / (pace * 0.6));
        assertThat(inTheMinute).isGreaterThanOrEqualTo((long) (pace * 60 * 0.95));
        // Half a second's worth may leave in a burst, and one at each end of the window.
        for (long window : new long[] {SECOND / 10, SECOND, 10 * SECOND}) {
            assertThat(mostWithin(window)).isLessThanOrEqualTo((int) (pace * (window / 1e9 + 0.5)) + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 1", "20, 2", "20, 3", "1, 2", "100, 4"})
    void servers_that_share_an_account_use_its_pace_up_together_and_never_exceed_it(int pace, int servers) {
        for (int server = 0; server < servers; server++) {
            now = 0;
            RateLimiter limiter = new RateLimiter(pace, () -> now);
            limiter.sharedBy(servers);
            drive(limiter, SECOND / 20);
        }

        assertThat(left.stream().filter(at -> at <= MINUTE).count()).isGreaterThanOrEqualTo((long) (pace * 60 * 0.95));
        assertThat(mostWithin(SECOND)).isLessThanOrEqualTo((int) (pace * 1.5) + servers);
        assertThat(mostWithin(10 * SECOND)).isLessThanOrEqualTo((int) (pace * 10.5) + servers);
    }

    @Test
    void an_idle_road_saves_up_half_a_second_and_no_more() {
        RateLimiter limiter = new RateLimiter(20, () -> now);
        now = MINUTE;
        int atOnce = 0;
        while (limiter.reserve() == 0) {
            atOnce++;
        }
        assertThat(atOnce).isEqualTo(11);
    }

    @Test
    void after_a_429_the_pace_is_half_and_creeps_back_within_twenty_seconds() {
        RateLimiter limiter = new RateLimiter(20, () -> now);
        limiter.tooFast(Duration.ofSeconds(2));
        assertThat(limiter.reserve())
                .as("nothing leaves before the pause is over")
                .isEqualTo(2 * SECOND);
        assertThat(limiter.pace()).isEqualTo(10);
        now = 5 * SECOND;
        assertThat(limiter.pace()).isEqualTo(15);
        now = 20 * SECOND;
        assertThat(limiter.pace()).isEqualTo(20);
    }

    @Test
    void a_first_request_waits_no_longer_than_a_fraction_of_the_lease() {
        for (int pace : new int[] {1, 2, 20, 100, 100_000}) {
            RateLimiter limiter = new RateLimiter(pace, () -> now);
            int places = limiter.free(1024);
            long longest = 0;
            for (int i = 0; i < places; i++) {
                longest = limiter.reserve();
            }
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void places_are_taken_in_gulps_and_never_beyond_the_share() {
        RateLimiter limiter = new RateLimiter(20, () -> now);
        assertThat(limiter.free(1024)).isEqualTo(25);
        assertThat(limiter.free(4)).isEqualTo(4);
        for (int i = 0; i < 25; i++) {
            limiter.entered();
        }
        for (int i = 0; i < 12; i++) {
            limiter.left();
            assertThat(limiter.free(1024)).isZero();
        }
        limiter.left();
        assertThat(limiter.free(1024)).isEqualTo(13);
    }

    /** Places are refilled now and then only, each delivery sends one request after the other. */
    private void drive(RateLimiter limiter, long latency) {
        PriorityQueue<Under> underWay = new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));
        long nextClaim = 0;
        while (now <= MINUTE) {
            if (underWay.isEmpty() || nextClaim <= underWay.peek().at()) {
                now = nextClaim;
                for (int free = limiter.free(1024); free > 0; free--) {
                    limiter.entered();
                    underWay.add(new Under(now, 0));
                }
                nextClaim += CLAIMS_EVERY;
                continue;
            }
            Under next = underWay.poll();
            now = next.at();
            if (next.done() == REQUESTS) {
                limiter.left();
                continue;
            }
            long leaves = now + limiter.reserve();
            left.add(leaves);
            underWay.add(new Under(leaves + latency + OURS, next.done() + 1));
        }
    }

    private int mostWithin(long window) {
        List<Long> sorted = left.stream().sorted().toList();
        int most = 0;
        int from = 0;
        for (int to = 0; to < sorted.size(); to++) {
            while (sorted.get(to) - sorted.get(from) >= window) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}

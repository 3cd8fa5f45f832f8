package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What {@link PurchaseExplorationTest} proves of the rules, of the server itself: usage, releases and edits come at once from
 * several sides, periods end meanwhile, and what was bought, billed and is left always adds up to what was used. A failure names
 * its seed; {@code -Dpurchases.seed=..} plays it again.
 */
class RandomPurchasesTest {
    private static final int ROUNDS = 25;

    @ParameterizedTest
    @ValueSource(strings = {"EXTERNAL", "NONE"})
    void whatever_comes_at_once_no_outstanding_cent_is_charged_twice(String gate) throws Exception {
        long seed = Long.getLong("purchases.seed", System.nanoTime());
        System.out.println("seed " + seed + " of " + gate);
        try (var shop = new Purchases("2025-05-15T10:20:00Z")) {
            var play = new Play(shop, "{\"payment_gate_type\": \"" + gate + "\"}", new Random(seed));
            for (int round = 0; round < ROUNDS; round++) {
                play.round();
                play.assertAllAddsUp("seed " + seed + ", round " + round + ": " + play.done);
            }
            shop.verify();
        }
    }

    private static final class Play {
        private final Purchases shop;
        private final Purchases.Buyer buyer;
        private final Random random;
        private final List<String> done = new ArrayList<>();
        private long used;

        Play(Purchases shop, String gate, Random random) {
            this.shop = shop;
            this.random = random;
            this.buyer = shop.buyer(shop.spend(1000, gate, ""));
            shop.wait(Duration.ZERO);
        }

        /** Some things at once, and then time to follow. */
        void round() throws Exception {
            List<Runnable> together = new ArrayList<>();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                together.add(next());
            }
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                List<? extends Future<?>> all =
                        together.stream().map(pool::submit).toList();
                for (Future<?> each : all) {
                    each.get();
                }
            }
            if (random.nextInt(5) == 0) {
                Duration time = Duration.ofHours(random.nextInt(1, 400));
                done.add("wait " + time);
                shop.wait(time);
            }
            shop.look();
            shop.look();
        }

        private Runnable next() {
            int kind = random.nextInt(10);
            if (kind < 6) {
                long cents = random.nextInt(1, 900);
                used += cents;
                done.add("use " + cents);
                return () -> buyer.ingest(cents);
            }
            if (kind < 8) {
                String outcome = random.nextInt(4) == 0 ? "FAILED" : "PAID";
                done.add("release " + outcome);
                return () -> releaseAll(outcome);
            }
            boolean enabled = random.nextInt(3) > 0;
            int threshold = random.nextInt(500, 1500);
            done.add("edit " + enabled + " " + threshold);
            return () -> buyer.edit(
                            "\"update_spend_threshold_configuration\": {\"is_enabled\": %s, \"threshold_amount\": %d}"
                                    .formatted(enabled, threshold))
                    .ok();
        }

        /** Whatever was asked for so far; what ended otherwise answers 409. */
        private void releaseAll(String outcome) {
            buyer.told().stream()
                    .map(message -> message.at("/properties/workflow_id"))
                    .filter(JsonNode::isString)
                    .forEach(id -> assertThat(
                                    shop.release(id.stringValue(), outcome).status())
                            .isIn(200, 409));
        }

        void assertAllAddsUp(String how) {
            List<JsonNode> purchases = buyer.purchases();
            List<String> commits = buyer.commits().stream()
                    .map(commit -> commit.get("id").stringValue())
                    .toList();
            Predicate<JsonNode> isReleased = invoice ->
                    commits.contains(invoice.at("/line_items/0/commit_id").stringValue());
            List<JsonNode> live = purchases.stream()
                    .filter(invoice -> !invoice.get("status").stringValue().equals("VOID"))
                    .toList();
            assertThat(live.stream().filter(isReleased.negate()))
                    .as("open ones; " + how)
                    .hasSizeLessThan(2);
            assertThat(live.stream().filter(isReleased)).as("commits; " + how).hasSameSizeAs(commits);
            BigDecimal released = sum(live.stream().filter(isReleased).toList());
            BigDecimal billed = sum(buyer.customer().invoices().stream()
                    .filter(invoice -> invoice.get("type").stringValue().equals("USAGE"))
                    .filter(invoice -> invoice.get("status").stringValue().equals("FINALIZED"))
                    .toList());
            BigDecimal owed = BigDecimal.valueOf(used).subtract(released).subtract(billed);
            assertThat(buyer.outstanding())
                    .as("used " + used + ", released " + released + ", billed " + billed + "; " + how)
                    .isEqualByComparingTo(owed.max(BigDecimal.ZERO));
        }

        private static BigDecimal sum(List<JsonNode> invoices) {
            return invoices.stream()
                    .map(invoice -> invoice.get("total").decimalValue())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    @Test
    void a_period_that_ends_while_a_payment_is_awaited_is_billed_and_the_commit_serves_what_comes_later() {
        try (var shop = new Purchases("2025-05-31T20:00:00Z")) {
            var buyer = shop.buyer(shop.spend(1000, Purchases.EXTERNAL, "")).use(600);
            shop.advanceTo(Instant.parse("2025-06-01T10:00:00Z"));
            buyer.use(600);
            assertThat(buyer.purchase().get("total").decimalValue()).isEqualByComparingTo("1200");
            shop.advanceTo(Instant.parse("2025-06-02T01:00:00Z"));
            assertThat(buyer.outstanding()).as("May is billed").isEqualByComparingTo("600");
            String workflow =
                    buyer.told().getLast().at("/properties/workflow_id").stringValue();
            shop.release(workflow, "PAID").ok();
            assertThat(buyer.outstanding()).isEqualByComparingTo("0");
            buyer.use(500);
            assertThat(buyer.outstanding()).as("100 are left").isEqualByComparingTo("0");
            buyer.use(200);
            assertThat(buyer.outstanding()).isEqualByComparingTo("100");
            shop.verify();
        }
    }
}

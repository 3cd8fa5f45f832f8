package io.downbeat.lab.prove;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * When a customer of the proof must buy, and what follows for what it paid, whenever the server happened to look: how many
 * purchases there are depends on that, what they come to does not. In cents. Pure.
 */
sealed interface RechargeRule {

    /**
     * @param bought what each purchase gave, all of them paid
     * @param used in the week that begins then
     * @param billed of that, by its usage invoice; the purchases paid for the rest
     * @return what is not as it must be
     */
    List<String> broken(List<Long> bought, Map<Instant, Long> used, Map<Instant, Long> billed);

    /** The most that is used between two looks, so that what follows is certain. */
    long mostAtOnce();

    /** Terms of the contract: the field and its threshold, without what the purchase and its payment are. */
    String terms();

    /**
     * Whatever is outstanding is bought once it reaches the threshold. The last usage of a week is looked at days before its
     * invoice is final, so no week is billed as much, and nothing that was bought is left over.
     */
    record Spend(long threshold) implements RechargeRule {
        @Override
        public List<String> broken(List<Long> bought, Map<Instant, Long> used, Map<Instant, Long> billed) {
            List<String> broken = new ArrayList<>();
            bought.stream()
                    .filter(cents -> cents < threshold)
                    .forEach(cents -> broken.add(
                            "%d cents were bought, and no purchase is below %d".formatted(cents, threshold)));
            billed.forEach((week, cents) -> {
                if (cents < 0 || cents >= threshold) {
                    broken.add("%d cents of the week of %s were billed, which from %d on had to be bought"
                            .formatted(cents, week, threshold));
                }
            });
            if (sum(bought) + sum(billed.values()) != sum(used.values())) {
                broken.add("%d cents were bought and %d billed, of %d that were used"
                        .formatted(sum(bought), sum(billed.values()), sum(used.values())));
            }
            return broken;
        }

        /** Below and above the threshold alike. */
        @Override
        public long mostAtOnce() {
            return threshold * 3 / 2;
        }

        @Override
        public String terms() {
            return "\"spend_threshold_configuration\": {\"threshold_amount\": %d".formatted(threshold);
        }
    }

    /**
     * What is missing to the upper level is bought once no more than the lower one is left. Less than that is used between two
     * looks, so the balance pays for everything, and what is left in the end lies between the two.
     */
    record PrepaidBalance(long threshold, long rechargeTo) implements RechargeRule {
        @Override
        public List<String> broken(List<Long> bought, Map<Instant, Long> used, Map<Instant, Long> billed) {
            List<String> broken = new ArrayList<>();
            bought.stream()
                    .filter(cents -> cents < rechargeTo - threshold || cents > rechargeTo)
                    .forEach(cents -> broken.add("%d cents were bought, and a purchase has from %d to %d"
                            .formatted(cents, rechargeTo - threshold, rechargeTo)));
            billed.forEach((week, cents) -> {
                if (cents != 0) {
                    broken.add("%d cents of the week of %s were billed, which the balance had to pay"
                            .formatted(cents, week));
                }
            });
            long left = sum(bought) + sum(billed.values()) - sum(used.values());
            if (left <= threshold || left > rechargeTo) {
                broken.add("%d cents are left, and that must be more than %d and at most %d"
                        .formatted(left, threshold, rechargeTo));
            }
            return broken;
        }

        @Override
        public long mostAtOnce() {
            return threshold;
        }

        @Override
        public String terms() {
            return "\"prepaid_balance_threshold_configuration\": {\"threshold_amount\": %d, \"recharge_to_amount\": %d"
                    .formatted(threshold, rechargeTo);
        }
    }

    private static long sum(Iterable<Long> cents) {
        long sum = 0;
        for (long each : cents) {
            sum += each;
        }
        return sum;
    }
}

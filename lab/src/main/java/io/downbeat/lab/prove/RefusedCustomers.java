package io.downbeat.lab.prove;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The customers whose home refuses them for good, a handful at each destination. Homes go round the destinations, so one
 * round of customers has one home at each. At a FIFO queue it is one customer: each message behind a refused one looks again
 * every hour to the end, which is a step of the simulated clock for each.
 */
final class RefusedCustomers {
    private static final int HANDFUL = 5;

    private final Map<Integer, Refused> byNumber = new HashMap<>();

    /** @param fromTheStart billed there at first, not only once the customer moves there */
    record Refused(Refusal refusal, boolean fromTheStart) {}

    RefusedCustomers(Plan plan, Random random) {
        int ways = Destinations.ALL.size();
        int rounds = plan.contracts() / ways;
        for (int way = 0; way < ways; way++) {
            List<Integer> drawn = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                drawn.add(round);
            }
            Collections.shuffle(drawn, random);
            List<Refusal> refusals = Destinations.ALL.get(way).refusals();
            int firstKind = random.nextInt(refusals.size());
            int most = Destinations.ALL.get(way).keepsOrder() ? 1 : HANDFUL;
            for (int i = 0; i < Math.clamp(rounds / 3, 1, most); i++) {
                boolean fromTheStart = i == 0 || random.nextBoolean();
                Refusal refusal = refusals.get((firstKind + i) % refusals.size());
                byNumber.put(drawn.get(i) * ways + way, new Refused(refusal, fromTheStart));
            }
        }
    }

    Optional<Refused> of(int customer) {
        return Optional.ofNullable(byNumber.get(customer));
    }
}

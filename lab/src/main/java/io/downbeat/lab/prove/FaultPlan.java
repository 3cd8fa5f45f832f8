package io.downbeat.lab.prove;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What goes wrong, and how often: at each step of each provider every fault that means something there and must be
 * survived, all of them equally likely and together {@link Plan#faulty} of the calls. Where two that can ride along meet
 * on one call, it is one faulty call less.
 */
final class FaultPlan {
    /** Every simulator knows them. The account is refused ({@code unauthorized}) and accepted again by itself. */
    static final List<String> EVERYWHERE = List.of(
            "drop_before",
            "apply_then_drop",
            "drop_mid_body",
            "apply_late",
            "rate_limited",
            "server_error",
            "server_error_after",
            "unavailable",
            "timed_out",
            "timed_out_after",
            "unauthorized",
            "slow");

    private static final String FOR_GOOD =
            "a refusal for good, which parks: see the customers that are refused by plan";
    private static final String FOREIGN =
            "the provider holds something else than was sent, which parks: see DestinationContractTest";

    /** What is drawn nowhere, or not everywhere where it means something, and why. */
    static final Map<String, String> LEFT_OUT = Map.of(
            "bad_request", FOR_GOOD,
            "customer_not_subscribed", FOR_GOOD,
            // At AWS. Azure's single event cannot meet it, so there the halving always ends well.
            "request_level_error", FOR_GOOD,
            "taken_by_others", FOREIGN,
            "wrong_md5", FOREIGN,
            // At NetSuite and Tackle; Stripe shows it before money moves.
            "wrong_total", FOREIGN,
            "throttled", "another name of rate_limited",
            "internal_error", "another name of server_error");

    private static final long SLOW_MILLIS = 150;

    /** Makes a difference only to what comes again, which is rare: of those it strikes every other one. */
    private static final String ON_REPEAT = "duplicate_on_resend";

    private static final double EVERY_OTHER = 0.5;

    private final Plan plan;
    private final Sandbox sandbox;
    private final Random seeds;

    FaultPlan(Plan plan, Sandbox sandbox) {
        this.plan = plan;
        this.sandbox = sandbox;
        this.seeds = new Random(plan.seed());
    }

    /** All of it, on fresh dice. What is refused for good comes first: nothing that is refused may be applied. */
    List<Fault> next() {
        List<Fault> all = new ArrayList<>(forGood());
        Destinations.ALL.forEach(
                destination -> destination.steps(sandbox).forEach(step -> all.addAll(chances(destination, step))));
        return all;
    }

    /** What stays when everybody is well again. The other refusals are the simulators' own, by the customer's name. */
    List<Fault> forGood() {
        return Destinations.ALL.stream()
                .filter(destination -> destination.kind() == Destination.Kind.MESSAGE)
                .map(queue -> Fault.of(queue.ledgerProvider(), queue.everyCall(), "bad_request")
                        .matching(Destinations.REFUSED)
                        .always())
                .toList();
    }

    /** A call draws one fault after the other until one decides it, so those behind are drawn from fewer calls. */
    private List<Fault> chances(Destination destination, String step) {
        List<Fault> meant = Stream.concat(EVERYWHERE.stream(), destination.ownFaults().stream())
                .map(kind -> Fault.of(destination.ledgerProvider(), step, kind))
                .filter(fault -> fault.concerns(step))
                .map(fault -> fault.fault().equals("slow") ? fault.delayMillis(SLOW_MILLIS) : fault)
                .toList();
        double each = plan.faulty()
                / meant.stream().filter(fault -> !isOnRepeat(fault)).count();
        double undecided = 1;
        List<Fault> chances = new ArrayList<>();
        for (Fault fault : meant) {
            double chance = fault.ridesAlong() ? each : each / undecided;
            chances.add(fault.probability(isOnRepeat(fault) ? EVERY_OTHER : chance, seeds.nextLong()));
            undecided -= fault.ridesAlong() ? 0 : each;
        }
        return chances;
    }

    private static boolean isOnRepeat(Fault fault) {
        return fault.fault().equals(ON_REPEAT);
    }

    /** How often each fault of each destination's list had its way, zero included, and any other one that did. */
    static Map<Destination, Map<String, Integer>> injected(Sandbox sandbox) {
        Map<Destination, Map<String, Integer>> all = new LinkedHashMap<>();
        for (Destination destination : Destinations.ALL) {
            Map<String, Integer> kinds = new TreeMap<>();
            EVERYWHERE.forEach(kind -> kinds.put(kind, 0));
            destination.ownFaults().forEach(kind -> kinds.put(kind, 0));
            sandbox.injected().forEach((name, count) -> {
                String[] parts = name.split("/");
                if (parts[0].equals(destination.ledgerProvider()) && destination.owns(parts[1])) {
                    kinds.merge(parts[2], count, Integer::sum);
                }
            });
            all.put(destination, kinds);
        }
        return all;
    }
}

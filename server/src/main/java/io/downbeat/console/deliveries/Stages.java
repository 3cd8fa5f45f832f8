package io.downbeat.console.deliveries;

import io.downbeat.console.deliveries.DeliveryStoryPage.Stage;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import java.util.ArrayList;
import java.util.List;

/** The states of a delivery as five steps that a person can follow, and which one it is at. Pure. */
final class Stages {
    private static final int FROZEN = 0;
    private static final int WAITING = 1;
    private static final int UNDER_WAY = 2;
    private static final int TAKEN = 3;
    private static final int END = 4;

    private Stages() {}

    /** @param isMetered by hourly records, which are what the provider takes */
    static List<Stage> of(ListedDelivery.Progress progress, Purpose purpose, boolean isMetered) {
        List<String> names = names(progress.state(), purpose);
        int here = here(progress.state(), progress.attempts());
        List<Stage> stages = new ArrayList<>();
        for (int i = FROZEN; i <= END; i++) {
            boolean isHere = i == here;
            stages.add(new Stage(
                    names.get(i),
                    isHere ? note(progress.state(), purpose, isMetered) : "",
                    isHere ? "here" : isBehind(i, here, progress) ? "done" : ""));
        }
        return stages;
    }

    private static List<String> names(DeliveryState state, Purpose purpose) {
        String end = switch (state) {
            case SKIPPED -> "Left out";
            case CANCELLED -> "Cancelled";
            case PENDING, CLAIMED, SENDING, SENT, CONFIRMED, UNKNOWN, RETRY_WAIT, PARKED ->
                purpose == Purpose.WITHDRAW ? "Cancelled" : "Confirmed";
        };
        return purpose == Purpose.WITHDRAW
                ? List.of("Frozen", "Waiting to be taken back", "Taking back", "Given back", end)
                : List.of("Frozen", "Waiting", "Sending", "Taken by the provider", end);
    }

    private static int here(DeliveryState state, int attempts) {
        return switch (state) {
            case PENDING, RETRY_WAIT -> WAITING;
            case CLAIMED, SENDING, UNKNOWN -> UNDER_WAY;
            case PARKED -> attempts == 0 ? WAITING : UNDER_WAY;
            case SENT -> TAKEN;
            case CONFIRMED, SKIPPED, CANCELLED -> END;
        };
    }

    /** One that was ended early never came by what lies between. */
    private static boolean isBehind(int stage, int here, ListedDelivery.Progress progress) {
        boolean endedEarly = progress.state() == DeliveryState.SKIPPED || progress.state() == DeliveryState.CANCELLED;
        if (stage >= here) {
            return false;
        }
        return switch (stage) {
            case FROZEN -> true;
            case TAKEN -> !endedEarly || progress.providerRef() != null;
            default -> !endedEarly || progress.attempts() > 0;
        };
    }

    private static String note(DeliveryState state, Purpose purpose, boolean isMetered) {
        return switch (state) {
            case PENDING -> "nothing is out at this moment";
            case CLAIMED -> "a server has it in hand";
            case SENDING -> "a request is out";
            case UNKNOWN -> "in doubt: the provider is asked before anything else is sent";
            case RETRY_WAIT -> "to be tried again";
            case PARKED -> "stopped here: needs you";
            case SENT -> "nothing independent confirms it, or not yet";
            case CONFIRMED ->
                isMetered ? "the accepted records come to the total" : "the provider was asked, and holds exactly this";
            case SKIPPED -> "on purpose, and never sent";
            case CANCELLED -> purpose == Purpose.WITHDRAW ? "taken back" : "given up";
        };
    }
}

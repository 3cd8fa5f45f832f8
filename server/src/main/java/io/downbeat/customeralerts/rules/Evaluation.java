package io.downbeat.customeralerts.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state machine (subscriptions.md 4.3): what an evaluation of an account makes of what was known before. Triggered by edges: a
 * status that stays changes nothing and says nothing, so evaluating twice is evaluating once.
 */
public final class Evaluation {

    /** What is told. */
    public enum Message {
        ALARM,
        RESOLVED
    }

    /**
     * A status that is new.
     *
     * @param message {@code null} for nothing
     * @param properties what the message says of the figure
     */
    public record Change(AlertState after, @Nullable Message message, Map<String, Object> properties) {}

    private final Map<Group, AlertState> before = new HashMap<>();
    private final boolean isSilent;
    private final Trigger trigger;
    private final Instant now;

    /**
     * @param before all that is known of the customer and the alert; empty at the first evaluation
     * @param isSilent whether what is beyond the threshold at the first evaluation is recorded and not told
     */
    public Evaluation(Collection<AlertState> before, boolean isSilent, Trigger trigger, Instant now) {
        before.forEach(state -> this.before.put(state.group(), state));
        this.isSilent = isSilent && before.isEmpty();
        this.trigger = trigger;
        this.now = now;
    }

    public List<Change> changes(Finding found) {
        List<Change> changes = new ArrayList<>();
        Map<Group, AlertState> gone = new HashMap<>(before);
        boolean hasWhole = false;
        for (Finding.Reading reading : found.readings()) {
            gone.remove(reading.group());
            hasWhole |= reading.group().isWhole();
            change(reading, changes);
        }
        if (!hasWhole) {
            gone.remove(Group.WHOLE);
            evaluated(changes);
        }
        gone.values().stream()
                .filter(state -> state.status() == AlertStatus.IN_ALARM)
                .forEach(state ->
                        changes.add(over(state, found.missing() == Finding.Missing.IS_OVER, found.ofMissing())));
        return changes;
    }

    private void change(Finding.Reading reading, List<Change> changes) {
        AlertState known = before.get(reading.group());
        boolean wasInAlarm = known != null && known.status() == AlertStatus.IN_ALARM;
        if (reading.isReached() && !wasInAlarm) {
            changes.add(new Change(
                    new AlertState(reading.group(), AlertStatus.IN_ALARM, !isSilent, trigger, now),
                    isSilent ? null : Message.ALARM,
                    reading.properties()));
        } else if (!reading.isReached() && known != null && wasInAlarm) {
            changes.add(over(known, !reading.isEmpty(), reading.properties()));
        } else if (!reading.isReached() && reading.group().isWhole()) {
            evaluated(changes);
        }
    }

    /** The whole account has a row as soon as it was evaluated, which tells it from one that was not. */
    private void evaluated(List<Change> changes) {
        AlertState known = before.get(Group.WHOLE);
        if (known == null || known.status() == AlertStatus.EVALUATING) {
            changes.add(new Change(new AlertState(Group.WHOLE, AlertStatus.OK, false, null, now), null, Map.of()));
        }
    }

    private Change over(AlertState known, boolean isResolved, Map<String, Object> properties) {
        return new Change(
                new AlertState(known.group(), AlertStatus.OK, false, null, now),
                isResolved && known.isTold() ? Message.RESOLVED : null,
                properties);
    }
}

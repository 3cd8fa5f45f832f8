package io.downbeat.console.playground;

import io.downbeat.access.AuditEntry;
import io.downbeat.access.AuditLog;
import io.downbeat.access.AuditQuery;
import io.downbeat.console.Frame;
import io.downbeat.console.playground.PlaygroundPage.Clock;
import io.downbeat.console.playground.PlaygroundPage.Due;
import io.downbeat.console.playground.PlaygroundPage.Step;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.work.AdvanceClock;
import io.downbeat.platform.work.BusinessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the playground shows. */
final class ComposePlayground {
    private static final int NEWS = 12;
    private static final int DUE = 6;
    private static final int WAITING = 50;
    private static final Set<DeliveryState> STILL_TO_COME = DeliveryListings.UNDELIVERED;
    /** What people wait for; keeping house is left out. */
    private static final Map<String, String> WORK = Map.of(
            "open_periods", "A period begins",
            "finalize_invoices", "An invoice becomes final",
            "deliver", "A delivery is tried",
            "meter_hours", "An hour is metered",
            "send_meter_slots", "A metering record is sent",
            "meter_deadlines", "A metering deadline comes near",
            "follow_netsuite", "NetSuite is asked what was paid",
            "check_providers", "Coming segments are checked",
            "send_notifications", "A webhook is sent");

    private final Playground playground;
    private final BusinessClock clock;
    private final AdvanceClock advance;
    private final Invoicing invoicing;
    private final DeliveryListings deliveries;
    private final AuditLog log;
    private final OursAndTheirs pairs;

    ComposePlayground(
            Playground playground,
            BusinessClock clock,
            AdvanceClock advance,
            Invoicing invoicing,
            DeliveryListings deliveries,
            AuditLog log,
            OursAndTheirs pairs) {
        this.playground = playground;
        this.clock = clock;
        this.advance = advance;
        this.invoicing = invoicing;
        this.deliveries = deliveries;
        this.log = log;
        this.pairs = pairs;
    }

    PlaygroundPage page(Frame frame, PlaygroundPage.FilledIn filledIn, String done, String error) {
        @Nullable SimulatedProviders providers = playground.providers().orElse(null);
        return new PlaygroundPage(
                frame,
                playground.hasClock() ? clock() : null,
                providers == null ? null : troubles(providers),
                pairs.latest(providers),
                log.page(AuditQuery.all(true), NEWS).stream()
                        .map(ComposePlayground::news)
                        .toList(),
                playground.isWhole(),
                filledIn,
                done,
                error);
    }

    private Clock clock() {
        Instant now = clock.instant();
        Map<String, Instant> coming = advance.comingUp();
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("+1 hour", now.plus(Duration.ofHours(1)).toString()));
        steps.add(new Step("+1 day", now.plus(Duration.ofDays(1)).toString()));
        invoicing
                .nextFinalization()
                .filter(next -> next.isAfter(now))
                .ifPresent(next ->
                        steps.add(new Step("to the next final invoice, " + Moments.day(next), next.toString())));
        lastTry(now).ifPresent(next -> steps.add(new Step("until each delivery was tried again", next.toString())));
        return new Clock(
                Moments.moment(now),
                now.toString(),
                steps,
                coming.entrySet().stream()
                        .filter(each -> WORK.containsKey(each.getKey()))
                        .limit(DUE)
                        .map(each -> new Due(
                                WORK.getOrDefault(each.getKey(), ""),
                                Moments.moment(each.getValue()) + ", " + Moments.relative(each.getValue(), now)))
                        .toList());
    }

    /** When the last of what waits now is tried again. */
    private Optional<Instant> lastTry(Instant now) {
        return deliveries.mostUrgent(EnumSet.copyOf(STILL_TO_COME), WAITING).stream()
                .flatMap(each -> Optional.ofNullable(each.progress().nextAttemptAt()).stream())
                .filter(next -> next.isAfter(now))
                .max(Instant::compareTo);
    }

    private static PlaygroundPage.Troubles troubles(SimulatedProviders providers) {
        return new PlaygroundPage.Troubles(
                Arrays.stream(Trouble.values())
                        .map(each -> new PlaygroundPage.Choice(each.name(), each.says()))
                        .toList(),
                providers.broken().stream().map(ComposePlayground::going).toList());
    }

    private static PlaygroundPage.Going going(SimulatedProviders.Broken broken) {
        return new PlaygroundPage.Going(
                Trouble.of(broken)
                        .map(Trouble::says)
                        .orElse(broken.provider() + ", step " + broken.step() + ": " + broken.fault()),
                broken.limit() < 0 ? "until it is mended" : times(broken.limit()),
                "struck " + times(broken.struck()));
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    private static PlaygroundPage.News news(AuditEntry entry) {
        return new PlaygroundPage.News(
                Moments.moment(entry.at()),
                Sentences.begin(entry.what().action().replace('_', ' '))
                        + (entry.wasDone() ? "" : ", refused: " + entry.description()),
                entry.actor().name());
    }
}

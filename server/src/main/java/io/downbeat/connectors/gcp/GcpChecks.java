package io.downbeat.connectors.gcp;

import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Whether Google would bill a consumer, asked at most once a minute for each, as Google wants it. */
final class GcpChecks {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private record Consumer(String service, String id) {}

    private record Checked(Optional<RecordAnswer> obstacle, Instant until) {}

    private final GcpWire wire;
    private final GcpReach reach;
    private final InstantSource clock;
    private final Map<Consumer, Checked> checked = new ConcurrentHashMap<>();

    GcpChecks(GcpWire wire, GcpReach reach, InstantSource clock) {
        this.wire = wire;
        this.reach = reach;
        this.clock = clock;
    }

    /** What stands in the way of a report, if anything does. */
    Optional<RecordAnswer> obstacle(
            DeliveryMethodId account, String token, String service, String consumer, Object operation) {
        Consumer key = new Consumer(service, consumer);
        Checked before = checked.get(key);
        if (before != null && clock.instant().isBefore(before.until())) {
            return before.obstacle();
        }
        HttpResult reply = wire.check(token, service, operation);
        Optional<RecordAnswer> obstacle = GcpAnswers.check(reply);
        if (reply instanceof HttpResult.Response came && came.isOk()) {
            checked.put(key, new Checked(obstacle, clock.instant().plus(REMEMBERED)));
            reach.checks(account, service, consumer, operation);
        }
        return obstacle.map(answer -> reach.ofConsumer(account, token, service, consumer, answer));
    }
}

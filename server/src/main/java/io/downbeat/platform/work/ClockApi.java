package io.downbeat.platform.work;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.RunsOutsideATransaction;
import java.time.Instant;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /downbeat/v1/clock}. */
@RestController
final class ClockApi {
    record Time(Instant now, boolean simulated) {}

    private final BusinessClock clock;
    private final AdvanceClock advance;

    ClockApi(BusinessClock clock, AdvanceClock advance) {
        this.clock = clock;
        this.advance = advance;
    }

    @GetMapping("/downbeat/v1/clock")
    Time read() {
        return new Time(clock.instant(), clock.isSimulated());
    }

    @PostMapping("/downbeat/v1/clock")
    @Changes(action = "advance_clock", resource = "clock")
    @RunsOutsideATransaction
    AdvanceClock.Advanced advance(Body body) {
        body.knowsOnly(Set.of("now"));
        return advance.to(body.instant("now"));
    }
}

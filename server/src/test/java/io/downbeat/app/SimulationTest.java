package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.Simulation.Remembered;
import io.downbeat.app.Simulation.StartOptions;
import io.downbeat.app.terminal.StartRefused;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which options may start a server on a database with which past. */
class SimulationTest {
    private static final Instant STANDS = Instant.parse("2025-03-03T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-10-01T00:00:00Z");

    private static Remembered remembered(String past) {
        return new Remembered(
                past.contains("clock") ? Optional.of(STANDS) : Optional.empty(), past.contains("sandbox"));
    }

    private static StartOptions asked(String options) {
        return new StartOptions(
                options.contains("clock") ? Optional.of(STANDS) : Optional.empty(),
                options.contains("sandbox"),
                options.contains("leave"));
    }

    @ParameterizedTest
    @CsvSource({
        "clock, -, lives on a simulated clock",
        "clock sandbox, -, with the sandbox",
        "clock sandbox, clock, with the sandbox",
        "sandbox, -, lives with the sandbox",
        "sandbox, clock, lives with the sandbox",
    })
    void a_simulated_database_never_becomes_real_by_a_forgotten_option(String past, String options, String why) {
        for (boolean empty : new boolean[] {true, false}) {
            assertThatThrownBy(() -> Simulation.start(remembered(past), asked(options), empty, NOW))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining(why)
                    .hasMessageContaining("--leave-simulation");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "clock, -, the simulation on this database was ended; start this server again without --clock and --sandbox",
        "sandbox, -, the simulation on this database was ended",
        "-, clock, this database lives on a simulated clock",
        "clock, clock sandbox, start this server again with --sandbox --clock 2025-03-03T00:00:00Z",
    })
    void a_server_that_could_not_be_seen_goes_on_only_in_the_time_that_it_was_started_in(
            String from, String now, String why) {
        assertThatThrownBy(() -> Simulation.mustGoOn(remembered(from), remembered(now)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(why);
        Simulation.mustGoOn(remembered(from), remembered(from));
        Simulation.mustGoOn(remembered(now), remembered(now));
    }

    @Test
    void a_clock_that_went_on_is_the_same_simulation() {
        Simulation.mustGoOn(
                new Remembered(Optional.of(STANDS), false), new Remembered(Optional.of(STANDS.plusSeconds(1)), false));
    }

    @Test
    void the_refusal_names_the_simulated_instant_and_the_ways_out() {
        assertThatThrownBy(() -> Simulation.start(remembered("clock"), asked("-"), false, NOW))
                .hasMessage(
                        "this database lives on a simulated clock, which stands at 2025-03-03T00:00:00Z; start it with"
                                + " --clock 2025-03-03T00:00:00Z (or --sandbox), or end the simulation for good with"
                                + " --leave-simulation");
        assertThatThrownBy(() -> Simulation.start(remembered("clock sandbox"), asked("clock"), false, NOW))
                .hasMessage(
                        "this database lives on a simulated clock, which stands at 2025-03-03T00:00:00Z, and with the"
                            + " sandbox; start it with --sandbox --clock 2025-03-03T00:00:00Z, or end the simulation"
                            + " for good with --leave-simulation");
    }

    @ParameterizedTest
    @CsvSource({
        "-, clock, no simulated clock can begin",
        "-, clock sandbox, no simulated clock can begin",
        "-, sandbox, the sandbox may not take its deliveries",
        "sandbox, clock sandbox, lives with the sandbox on the system clock",
    })
    void a_database_with_history_never_becomes_simulated_by_a_stray_option(String past, String options, String why) {
        assertThatThrownBy(() -> Simulation.start(remembered(past), asked(options), false, NOW))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(why)
                .hasMessageContaining("use another database");
        assertThat(Simulation.start(remembered(past), asked(options), true, NOW).isChange())
                .as("an empty one may")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-, -",
        "clock, clock",
        "clock sandbox, clock sandbox",
        "clock sandbox, sandbox",
        "sandbox, sandbox",
        "-, leave",
    })
    void started_as_before_nothing_changes(String past, String options) {
        assertThat(Simulation.start(remembered(past), asked(options), false, NOW)
                        .isChange())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"clock, clock sandbox", "clock, sandbox"})
    void the_sandbox_may_join_a_database_that_is_simulated_already(String past, String options) {
        Simulation.Start start = Simulation.start(remembered(past), asked(options), false, NOW);
        assertThat(start.beginSandbox()).isTrue();
        assertThat(start.beginClock()).isEmpty();
    }

    @Test
    void a_clock_that_stands_elsewhere_than_asked_is_told() {
        StartOptions earlier = new StartOptions(Optional.of(STANDS.minusSeconds(1)), false, false);
        StartOptions later = new StartOptions(Optional.of(STANDS.plusSeconds(1)), false, false);
        for (StartOptions asked : new StartOptions[] {earlier, later, asked("sandbox")}) {
            assertThat(Simulation.start(remembered("clock"), asked, false, NOW).notes())
                    .containsExactly("the clock goes on from 2025-03-03T00:00:00Z");
        }
        assertThat(Simulation.start(remembered("clock"), asked("clock"), false, NOW)
                        .notes())
                .isEmpty();
        assertThat(Simulation.start(remembered("-"), asked("clock"), true, NOW).notes())
                .isEmpty();
    }

    @Test
    void a_simulation_is_left_as_soon_as_real_time_has_reached_its_clock() {
        Remembered before = remembered("clock sandbox");
        assertThatThrownBy(() -> Simulation.start(before, asked("leave"), false, STANDS.minusNanos(1)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("its clock stands at 2025-03-03T00:00:00Z, which is not reached yet");
        for (Instant now : new Instant[] {STANDS, STANDS.plusNanos(1), NOW}) {
            assertThat(Simulation.start(before, asked("leave"), false, now).leave())
                    .isTrue();
        }
        assertThat(Simulation.start(before, asked("leave"), false, NOW).notes())
                .containsExactly(
                        "the simulation is over for good: time goes from 2025-03-03T00:00:00Z to now, and what falls"
                                + " due between is sent to the real providers",
                        "what the sandbox took is held by no real provider");
    }
}

package io.downbeat.app;

import io.downbeat.contracts.Contracts;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.work.SimulatedClock;
import io.downbeat.usage.Usage;
import java.sql.Types;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a database remembers of simulations. Runs inside the transaction of its caller. */
final class SimulationStore {
    private static final String SANDBOX = "SELECT EXISTS (SELECT FROM simulated_providers)";
    private static final String BEGIN_SANDBOX = "INSERT INTO simulated_providers (only_row, since) VALUES (true, :now)";
    private static final String LEAVE = """
        WITH sandbox AS (DELETE FROM simulated_providers RETURNING 1)
        INSERT INTO left_simulation (left_at, clock_stood_at, with_sandbox)
        VALUES (:now, :clock, EXISTS (SELECT FROM sandbox))
        """;

    private final JdbcClient database;

    SimulationStore(JdbcClient database) {
        this.database = database;
    }

    Simulation.Remembered remembered() {
        return new Simulation.Remembered(
                SimulatedClock.of(database).map(SimulatedClock::instant),
                database.sql(SANDBOX).query(Boolean.class).single());
    }

    /** Neither contracts nor usage: nothing whose time has begun. */
    boolean isEmpty() {
        return !Contracts.areThereAny(database) && !Usage.isThereAny(database);
    }

    void change(Simulation.Start start, Instant now) {
        start.beginClock().ifPresent(instant -> SimulatedClock.startedAt(database, instant));
        if (start.beginSandbox()) {
            database.sql(BEGIN_SANDBOX).param("now", Rows.at(now)).update();
        }
        if (start.leave()) {
            database.sql(LEAVE)
                    .param("now", Rows.at(now))
                    .param("clock", Rows.at(SimulatedClock.end(database).orElse(null)), Types.TIMESTAMP_WITH_TIMEZONE)
                    .update();
        }
    }
}

package io.downbeat.incidents;

import io.downbeat.platform.db.Ids;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Incidents for tests that build what they test by hand. */
public final class IncidentsFixture {
    private IncidentsFixture() {}

    public static Incidents on(JdbcClient database, Ids ids) {
        return new Incidents(new IncidentStore(database), ids);
    }
}

package io.downbeat.testing;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The first transaction that inserts such a row loses a deadlock; the next one goes through. */
public final class LostDeadlock {
    private final JdbcClient database;

    private LostDeadlock(JdbcClient database) {
        this.database = database;
    }

    /**
     * Once in a database.
     *
     * @param condition of the new row, such as {@code NEW.name = 'Acme'}
     */
    public static LostDeadlock byWhoInserts(TestServer server, String table, String condition) {
        JdbcClient database = server.bean(JdbcClient.class);
        // A sequence counts what is rolled back, too.
        database.sql("""
            CREATE SEQUENCE deadlock_tries;
            CREATE FUNCTION lose_the_first() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF %s AND nextval('deadlock_tries') = 1 THEN
                    RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER lose_the_first BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION lose_the_first();
            """.formatted(condition, table)).update();
        return new LostDeadlock(database);
    }

    /** How many such rows were to be inserted, the one that was lost among them. */
    public long tries() {
        return database.sql("SELECT last_value FROM deadlock_tries")
                .query(Long.class)
                .single();
    }
}

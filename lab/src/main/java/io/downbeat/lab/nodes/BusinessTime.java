package io.downbeat.lab.nodes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;

/** The servers' simulated clock, read from their database, so that the simulated providers live in the same time. */
public final class BusinessTime implements InstantSource, AutoCloseable {
    private static final long FRESH_NANOS = 1_000_000;

    private final Connection connection;
    private final PreparedStatement question;
    private Instant last;
    private long askedAt = System.nanoTime() - FRESH_NANOS;

    /** @param start what it shows until a server wrote a clock */
    public BusinessTime(Connection connection, Instant start) throws SQLException {
        this.last = start;
        this.connection = connection;
        this.question = connection.prepareStatement("SELECT now FROM simulated_clock");
    }

    @Override
    public synchronized Instant instant() {
        if (System.nanoTime() - askedAt < FRESH_NANOS) {
            return last;
        }
        try (ResultSet row = question.executeQuery()) {
            if (row.next()) {
                last = row.getObject(1, OffsetDateTime.class).toInstant();
            }
            askedAt = System.nanoTime();
            return last;
        } catch (SQLException e) {
            throw new IllegalStateException("the business clock could not be read", e);
        }
    }

    @Override
    public void close() throws SQLException {
        question.close();
        connection.close();
    }
}

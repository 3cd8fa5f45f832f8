package io.downbeat.platform.db;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How instants and ids travel between Java and the rows of any feature. */
public final class Rows {
    private Rows() {}

    /** As a parameter: PostgreSQL's driver takes no {@code Instant}. */
    public static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    public static UUID[] array(Collection<UUID> ids) {
        return ids.toArray(UUID[]::new);
    }

    /** One column of an {@code unnest}. */
    public static <T> UUID[] array(Collection<T> all, Function<T, UUID> id) {
        return all.stream().map(id).toArray(UUID[]::new);
    }

    /**
     * One column of an {@code unnest} of what travels as text, which the statement casts: numbers with all their digits,
     * instants, words. What is {@code null} is NULL.
     */
    public static <T> @Nullable String[] texts(Collection<T> all, Function<T, ? extends @Nullable Object> value) {
        return all.stream()
                .map(one -> {
                    Object found = value.apply(one);
                    return found instanceof BigDecimal number ? number.toPlainString() : Objects.toString(found, null);
                })
                .toArray(String[]::new);
    }

    /** @throws NullPointerException naming the column, if it holds nothing */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(optionalInstant(row, column), column);
    }

    public static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** @throws NullPointerException naming the column, if it holds nothing */
    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(optionalUuid(row, column), column);
    }

    public static @Nullable UUID optionalUuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    /** @throws NullPointerException naming the column, if it holds nothing */
    public static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    public static @Nullable Boolean optionalFlag(ResultSet row, String column) throws SQLException {
        boolean value = row.getBoolean(column);
        return row.wasNull() ? null : value;
    }

    public static @Nullable Long optionalLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}

package io.downbeat.packages;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** So many days, weeks, months or years of the UTC calendar; months and years end on the last day of a shorter month. */
record Offset(int value, Unit unit) {
    static final Offset NONE = new Offset(0, Unit.DAYS);

    enum Unit {
        DAYS(36_500),
        WEEKS(5_200),
        MONTHS(1_200),
        YEARS(100);

        /** A hundred years: an instant stays one that the API can say. */
        private final int most;

        Unit(int most) {
            this.most = most;
        }
    }

    /**
     * Reads {@code {"value", "unit"}}. The value may be written as text, as it was seen of published servers.
     *
     * @param least 0 for what may begin with the contract, 1 for what has to last
     */
    static Offset read(Body offset, int least) {
        offset.knowsOnly(Set.of("value", "unit"));
        Unit unit = offset.oneOf("unit", Unit.class);
        return new Offset(offset.integer("value", least, unit.most), unit);
    }

    /** Of a package that is stored. */
    static Offset of(JsonNode stored) {
        return new Offset(
                stored.get("value").intValue(), Unit.valueOf(stored.get("unit").stringValue()));
    }

    ObjectNode wire() {
        return Json.MAPPER.createObjectNode().put("unit", unit.name()).put("value", value);
    }

    /** The instant that lies so far behind a contract's start. */
    Instant after(Instant start) {
        OffsetDateTime from = start.atOffset(ZoneOffset.UTC);
        return switch (unit) {
            case DAYS -> from.plusDays(value).toInstant();
            case WEEKS -> from.plusWeeks(value).toInstant();
            case MONTHS, YEARS -> from.plusMonths(months()).toInstant();
        };
    }

    /**
     * The exclusive end of what begins here and lasts so long. Months are added up before they are counted from the start of
     * the contract, so that a chain of monthly terms from a 31st has no gap and no overlap.
     */
    Instant end(Instant start, Offset duration) {
        return isOfMonths() && duration.isOfMonths()
                ? new Offset(months() + duration.months(), Unit.MONTHS).after(start)
                : duration.after(after(start));
    }

    private boolean isOfMonths() {
        return unit == Unit.MONTHS || unit == Unit.YEARS;
    }

    private int months() {
        return unit == Unit.YEARS ? 12 * value : value;
    }
}

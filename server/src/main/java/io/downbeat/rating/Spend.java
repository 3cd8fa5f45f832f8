package io.downbeat.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What lines come to together, and after each hour. Pure. */
final class Spend {
    private Spend() {}

    /** @param factor what one of the line's unit is worth */
    static BigDecimal of(Collection<RatedLine> lines, Function<RatedLine, BigDecimal> factor) {
        return lines.stream()
                .map(line -> line.total().value().multiply(factor.apply(line)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Only the hours that changed it. */
    static List<QuantityPoint> cumulative(Collection<RatedLine> lines, Function<RatedLine, BigDecimal> factor) {
        TreeMap<Instant, BigDecimal> changes = new TreeMap<>();
        for (RatedLine line : lines) {
            BigDecimal before = BigDecimal.ZERO;
            for (QuantityPoint point : line.cumulative()) {
                BigDecimal after = worth(line, point.soFar()).multiply(factor.apply(line));
                changes.merge(point.hour(), after.subtract(before), BigDecimal::add);
                before = after;
            }
        }
        List<QuantityPoint> points = new ArrayList<>();
        BigDecimal soFar = BigDecimal.ZERO;
        for (Map.Entry<Instant, BigDecimal> change : changes.entrySet()) {
            soFar = soFar.add(change.getValue());
            points.add(new QuantityPoint(change.getKey(), soFar));
        }
        return points;
    }

    /** All of it is worth what the line says, whatever was rounded. */
    private static BigDecimal worth(RatedLine line, BigDecimal units) {
        Quantity quantity = line.quantity();
        return quantity == null || units.compareTo(quantity.units()) == 0
                ? line.total().value()
                : units.multiply(quantity.unitPrice().value());
    }
}

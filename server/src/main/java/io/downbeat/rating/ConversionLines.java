package io.downbeat.rating;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What no balance pays of custom units, as charges in the invoice's currency (pricing.md 10): one for each unit, rounded
 * once. Pure.
 */
final class ConversionLines {
    private ConversionLines() {}

    /** @param prices what one of each unit costs in the currency */
    static List<Charge> charges(
            ServicePeriod period, CreditType currency, Map<CreditType, BigDecimal> prices, Collection<Charge> charges) {
        Map<CreditType, List<RatedLine>> unpaid = new LinkedHashMap<>();
        charges.stream()
                .flatMap(charge -> charge.lines().stream())
                .filter(line -> !line.total().unit().isCurrency() && isUnpaid(line))
                .forEach(line -> unpaid.computeIfAbsent(line.total().unit(), _ -> new ArrayList<>())
                        .add(line));
        List<Charge> converted = new ArrayList<>();
        unpaid.keySet().stream().sorted(Comparator.comparing(CreditType::name)).forEach(unit -> {
            List<RatedLine> lines = Objects.requireNonNull(unpaid.get(unit));
            Amount left = Amount.sum(unit, lines.stream().map(RatedLine::total).toList());
            BigDecimal price = Objects.requireNonNull(prices.get(unit), () -> "nothing says what is paid for " + unit);
            if (left.signum() != 0) {
                converted.add(charge(
                        period, left, new Amount(price, currency), Spend.cumulative(lines, _ -> BigDecimal.ONE)));
            }
        });
        return converted;
    }

    /** What a balance pays is taken off again by the line behind it. */
    private static boolean isUnpaid(RatedLine line) {
        return line.source() instanceof InvoiceLine.Usage usage && usage.paidBy() == null;
    }

    private static Charge charge(ServicePeriod period, Amount left, Amount price, List<QuantityPoint> cumulative) {
        CreditType unit = left.unit();
        Amount exact = new Amount(left.value().multiply(price.value()), price.unit());
        return new Charge(
                new Charge.Place(
                        Charge.Kind.CONVERSION,
                        period.start(),
                        price.value(),
                        unit.name(),
                        unit.id().toString()),
                List.of(new RatedLine(
                        new ProductRef(null, unit.name()),
                        new Quantity(left.value(), price),
                        exact.rounded(),
                        exact,
                        new InvoiceLine.Conversion(period.start(), period.end(), unit),
                        cumulative)));
    }
}

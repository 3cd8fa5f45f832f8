package io.downbeat.rating;

import io.downbeat.rating.prices.PricedInterval;
import java.util.List;

/**
 * An interval of one price with the parts that balances cut it into: what pays for one of them pays for all of it.
 *
 * @param parts in order, together the whole; the whole alone where no balance starts or ends inside
 */
public record CutInterval(PricedInterval whole, List<PricedInterval> parts) {
    public CutInterval {
        parts = List.copyOf(parts);
    }
}

package io.downbeat.lab.bench.growth;

/**
 * How far things grow.
 *
 * @param events that come in, one after the other
 * @param contracts whose month ends together, at the last
 * @param customers of the large account, of which the small one has a tenth
 * @param months for which each of them was billed
 * @param readSeconds of each look at a read
 */
public record GrowthScale(long events, int contracts, int customers, int months, double readSeconds) {
    public static final GrowthScale FULL = new GrowthScale(5_000_000, 10_000, 2_000, 102, 1);
    public static final GrowthScale QUICK = new GrowthScale(200_000, 1_000, 500, 14, 0.3);

    public GrowthScale {
        if (events < 20_000 || contracts < 10 || customers < 100) {
            throw new IllegalArgumentException(
                    "growth is measured from 20,000 events, 10 contracts and 100 customers on");
        }
    }

    public GrowthScale withEvents(long wanted) {
        return new GrowthScale(wanted, contracts, customers, months, readSeconds);
    }

    public GrowthScale withCustomers(int wanted) {
        return new GrowthScale(events, contracts, wanted, months, readSeconds);
    }

    public GrowthScale withContracts(int wanted) {
        return new GrowthScale(events, wanted, customers, months, readSeconds);
    }
}

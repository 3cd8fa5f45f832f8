package io.downbeat.app.bench;

/**
 * How much is measured.
 *
 * @param rawSeconds of the raw limit's longest measure
 * @param ingestSeconds of each ingest figure, after {@code warmSeconds} that do not count
 * @param contracts that finalize together
 * @param deliveries that go out together
 * @param manyEvents behind the larger draft
 * @param readSeconds of each read figure
 */
record Scale(
        double rawSeconds,
        double warmSeconds,
        double ingestSeconds,
        int contracts,
        int deliveries,
        int manyEvents,
        double readSeconds) {

    static final Scale FULL = new Scale(5, 5, 10, 2_000, 1_000, 1_000_000, 4);
    static final Scale QUICK = new Scale(1, 1, 2, 300, 100, 100_000, 0.6);
}

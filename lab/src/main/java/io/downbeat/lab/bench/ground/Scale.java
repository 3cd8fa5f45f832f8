package io.downbeat.lab.bench.ground;

/**
 * How much is measured.
 *
 * @param rawSeconds of the raw limit's longest measure
 * @param warmSeconds before each ingest figure, which do not count: a server compiles most of its way of an event meanwhile
 * @param ingestSeconds of each ingest figure
 * @param contracts that finalize together
 * @param restSeconds after which memory counts as that of a server at rest
 * @param metered contracts at a marketplace that are metered together
 * @param deliveries that go out together
 * @param manyEvents behind the larger draft
 * @param readSeconds of each read figure
 * @param queuedCustomers who have deliveries waiting while the paces of the accounts are measured; one customer's go one
 *     at a time, so few customers would be a limit of their own
 * @param queuedEach deliveries of each of them
 * @param queueSeconds of each such measure
 * @param customers of the account whose pages are asked for
 * @param months for which they were billed before the current one
 */
public record Scale(
        double rawSeconds,
        double warmSeconds,
        double ingestSeconds,
        int contracts,
        double restSeconds,
        int metered,
        int deliveries,
        int manyEvents,
        double readSeconds,
        int queuedCustomers,
        int queuedEach,
        double queueSeconds,
        int customers,
        int months) {

    /** Seconds after which an idle server's Java has given memory back: it collects every twenty, and takes some to do it. */
    private static final double COLLECTED = 30;

    public static final Scale FULL =
            new Scale(5, 20, 10, 2_000, 45, 10_000, 4_000, 1_000_000, 4, 1_000, 100, 30, 10_000, 102);
    public static final Scale QUICK = new Scale(1, 1, 2, 300, 2, 300, 100, 100_000, 0.6, 400, 10, 6, 500, 14);

    /** After a shorter rest a server still holds what it took while it was busy, which no target is meant for. */
    public boolean restOutlastsCollection() {
        return restSeconds >= COLLECTED;
    }

    public int queued() {
        return queuedCustomers * queuedEach;
    }
}

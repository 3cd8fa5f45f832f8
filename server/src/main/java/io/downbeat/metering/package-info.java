/**
 * Marketplace metering: what of each invoice was metered in which hour, and what the marketplace said. This package is the
 * port that every marketplace and intermediary implements ({@link io.downbeat.metering.MarketplaceConnector}), and what all rooms
 * of metering count in: hours, whole cents, and the pairs of ids that rows are found by.
 *
 * <p>The rooms use each other one way: {@code configurations} says what is metered to which buyer and whether still;
 * {@code records} makes, sends and settles the frozen hourly records; {@code invoices} decides hour by hour which cents of
 * which invoice go into records; {@code settlement} answers whether a marketplace holds all of an invoice. Does not own what
 * is due (invoicing), nor any provider's wire.
 *
 * <p>Locks are taken in one order everywhere: configurations, invoices, records, and deliveries last.
 *
 * <p>Instants: hours, retries and deadlines are business time. Leases follow the database's clock. A record's hour is half
 * open, {@code [hour, hour + 1h)}, in UTC.
 */
@NullMarked
package io.downbeat.metering;

import org.jspecify.annotations.NullMarked;

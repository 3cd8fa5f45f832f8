/**
 * Marketplace metering as a ledger of frozen hourly slots: what of each invoice was metered, in which hour, and what the
 * marketplace said.
 *
 * <p>Owns the streams (one per invoice whose route is a marketplace), the slots with their parts and attempts, the
 * hourly job that makes them and the jobs that send them, ask for them and warn of their end, cents that are carried on,
 * what people do about slots and stopped configurations, and the {@link io.downbeat.metering.MarketplaceConnector} port that
 * every marketplace and carrier implements. Does not own what is due (invoicing), nor any provider's wire.
 *
 * <p>Instants: hours, ticks, retries and deadlines are business time. Leases follow the database's clock. A slot's hour
 * is half open, {@code [hour, hour + 1h)}, in UTC.
 */
@NullMarked
package io.downbeat.metering;

import org.jspecify.annotations.NullMarked;

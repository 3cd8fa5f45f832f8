/**
 * Instruments for whoever runs the server: {@code GET /metrics} in Prometheus' text, and how long each request takes.
 *
 * <p>Owns names, units and help texts of the figures (docs/operations/metrics.md). Owns no table and no rule: what stands in
 * the database is asked of the features, at most every few seconds however many ask, and the rest is counted where it
 * happens, in this process. Does not own what an alert is about (docs/operations/alerts.yml) nor incidents.
 *
 * <p>Instants that differ: ages and margins of invoices, deliveries and records are business time, which may be simulated;
 * how long a request took and how old a reading is are real time.
 */
@NullMarked
package io.downbeat.instruments;

import org.jspecify.annotations.NullMarked;

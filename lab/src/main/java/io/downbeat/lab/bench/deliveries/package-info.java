/**
 * Finalized invoices on their way to a simulated Stripe: how fast, and fairly from a long queue.
 */
@NullMarked
package io.downbeat.lab.bench.deliveries;

import org.jspecify.annotations.NullMarked;

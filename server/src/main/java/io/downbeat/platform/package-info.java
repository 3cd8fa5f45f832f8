/**
 * The ground every feature stands on: the database, the HTTP conventions of the API (what a request may hold and what a
 * body may cost, errors, paging, idempotency keys, bearer tokens, request ids), work that falls due, what a failure comes
 * to, the clock's door, secrets at rest and out of the log, and the form in which features publish what the account's
 * webhooks are told.
 *
 * <p>Knows no word of billing. Two clocks meet here and must not be mixed: business time is the injected
 * {@link java.time.InstantSource}; leases and fences follow the database's {@code clock_timestamp()}.
 */
@NullMarked
package io.downbeat.platform;

import org.jspecify.annotations.NullMarked;

/**
 * The ground every feature stands on, in rooms: {@code db}, {@code callers}, {@code http}, {@code work}, {@code idempotency}, {@code postgres}
 * and {@code secrets}. This package itself owns their wiring and the forms in which features publish what the account's
 * webhooks are told ({@link io.downbeat.platform.Notification}) and what the audit log keeps ({@link
 * io.downbeat.platform.Change}).
 *
 * <p>Knows no word of billing. Two clocks meet here and must not be mixed: business time is the injected
 * {@link java.time.InstantSource}; leases and fences follow the database's {@code clock_timestamp()}.
 */
@NullMarked
package io.downbeat.platform;

import org.jspecify.annotations.NullMarked;

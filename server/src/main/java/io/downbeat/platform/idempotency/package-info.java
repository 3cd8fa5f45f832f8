/**
 * A request repeated with the same key has its effect once.
 *
 * <p>Owns {@code idempotency_key}. A key ages in business time.
 */
@NullMarked
package io.downbeat.platform.idempotency;

import org.jspecify.annotations.NullMarked;

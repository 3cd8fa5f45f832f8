/**
 * The HTTP conventions of the API: what a request may hold and what a body may cost, errors, paging, who asks (callers,
 * their roles and origin), request ids.
 *
 * <p>Owns no table and no operation of a feature, and does not know the tokens: whose one is says {@link
 * io.downbeat.platform.http.Callers} (the room {@code access}); {@link io.downbeat.platform.http.Refused} is the one way to say that a
 * request cannot be served. Does not own the repetition of requests ({@code idempotency}).
 */
@NullMarked
package io.downbeat.platform.http;

import org.jspecify.annotations.NullMarked;

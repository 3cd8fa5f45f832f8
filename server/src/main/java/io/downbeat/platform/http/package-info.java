/**
 * The HTTP conventions of the API: what a request may hold and what a body may cost, errors, paging, bearer tokens, request
 * ids.
 *
 * <p>Owns no table and no operation of a feature; {@link io.downbeat.platform.http.Refused} is the one way to say that a
 * request cannot be served. Does not own the repetition of requests ({@code idempotency}) nor who its callers are ({@code
 * callers}).
 */
@NullMarked
package io.downbeat.platform.http;

import org.jspecify.annotations.NullMarked;

/**
 * Spans of what this server does: requests, finalization, deliveries, and the calls to providers within them.
 *
 * <p>Owns how a span begins and ends, what may stand in it, and that of requests. Holds ids, counts and the words of states;
 * never a body, a header, an address's query or a failure's text, any of which may quote a secret. Does not own where spans
 * go, nor whether any are made: {@code app} makes the {@link Tracing} from the standard variables, and without them {@link
 * Tracing#OFF} is used and costs nothing. No instants but OpenTelemetry's own, in real time.
 */
@NullMarked
package io.downbeat.platform.tracing;

import org.jspecify.annotations.NullMarked;

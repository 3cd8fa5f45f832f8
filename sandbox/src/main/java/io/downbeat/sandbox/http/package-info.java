/**
 * HTTP as simulators see it: a request, an answer, form parameters, JSON.
 *
 * <p>Owns: reading what providers have in common. Does not own: the port, nor how a provider words a refusal; a reader is
 * given the refusal or throws one without words.
 */
@NullMarked
package io.downbeat.sandbox.http;

import org.jspecify.annotations.NullMarked;

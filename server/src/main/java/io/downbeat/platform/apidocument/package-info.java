/**
 * The document of the API: what this server serves, as OpenAPI.
 *
 * <p>Owns the one copy of it in the jar and its address, {@code GET /openapi.json}. Does not own what stands in it: the
 * published operations are the contract's, and the rest is read from the routes and the records they answer by
 * {@code ApiDocumentTest}, which makes the file and fails where it is out of date. No instants.
 */
@NullMarked
package io.downbeat.platform.apidocument;

import org.jspecify.annotations.NullMarked;

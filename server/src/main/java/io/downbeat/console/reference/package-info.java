/**
 * The document of the API to read: operations by what they are about, each with its fields, and the schemas that they share.
 *
 * <p>Owns how the document is shown. Does not own what stands in it: every page is made of the very document that {@code GET
 * /openapi.json} answers ({@code platform.apidocument}), so the two cannot differ. No instants, and no query but the frame's.
 */
@NullMarked
package io.downbeat.console.reference;

import org.jspecify.annotations.NullMarked;

/**
 * Secrets at rest and out of the log: what seals them, and what masks them in text.
 *
 * <p>Owns no table; whoever keeps a sealed secret owns its row.
 */
@NullMarked
package io.downbeat.platform.secrets;

import org.jspecify.annotations.NullMarked;

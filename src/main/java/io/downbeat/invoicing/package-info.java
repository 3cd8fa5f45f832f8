/** Stub: written by its owner on another branch. */
@NullMarked
package io.downbeat.invoicing;

import org.jspecify.annotations.NullMarked;

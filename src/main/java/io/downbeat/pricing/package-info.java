/** Stub: written by its owner on another branch. */
@NullMarked
package io.downbeat.pricing;

import org.jspecify.annotations.NullMarked;

/** Stub: written by its owner on another branch. */
@NullMarked
package io.downbeat.contracts;

import org.jspecify.annotations.NullMarked;

/**
 * How the terms of several contracts are read: by both parts of their keys, and grouped by contract.
 *
 * <p>Owns that form and no table. Does not own what a row means: each kind of terms reads its own.
 *
 * <p>No instants.
 */
@NullMarked
package io.downbeat.contracts.rows;

import org.jspecify.annotations.NullMarked;

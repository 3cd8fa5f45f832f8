/**
 * The threshold configurations of a contract: when a commit is to be bought, which, and what has to be paid for it first.
 *
 * <p>Owns the terms ({@link io.downbeat.contracts.thresholds.Thresholds} and what it consists of), and how they are read
 * from requests, edited, stored and shown ({@link io.downbeat.contracts.thresholds.ThresholdsPart}). Does not watch any
 * threshold nor buy anything ({@code thresholdbilling}). Does not own which billing providers they work with ({@code
 * contracts.schedule}).
 */
@NullMarked
package io.downbeat.contracts.thresholds;

import org.jspecify.annotations.NullMarked;

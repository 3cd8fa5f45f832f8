/**
 * Curves as pictures.
 *
 * <p>Owns how a curve is drawn. Does not own what it shows.
 */
@NullMarked
package io.downbeat.lab.bench.charts;

import org.jspecify.annotations.NullMarked;

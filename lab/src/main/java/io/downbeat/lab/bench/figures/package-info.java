/**
 * What was measured, with its target, and what was checked meanwhile.
 */
@NullMarked
package io.downbeat.lab.bench.figures;

import org.jspecify.annotations.NullMarked;

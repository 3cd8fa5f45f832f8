/**
 * Which kinds of terms contracts have: the list of their parts, and the wiring of all of them.
 *
 * <p>Stands above the packages of the parts, so that {@code contracts} knows the interface of a part and none of them.
 * Owns no rule and no table.
 */
@NullMarked
package io.downbeat.contracts.kinds;

import org.jspecify.annotations.NullMarked;

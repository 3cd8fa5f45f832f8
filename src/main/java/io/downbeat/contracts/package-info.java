/** Stub until the contracts branch is merged. */
@NullMarked
package io.downbeat.contracts;

import org.jspecify.annotations.NullMarked;

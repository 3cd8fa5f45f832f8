/** Stub until the customers branch is merged. */
@NullMarked
package io.downbeat.providers;

import org.jspecify.annotations.NullMarked;

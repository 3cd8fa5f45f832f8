/** Stub until the providers branch is merged. */
@NullMarked
package io.downbeat.providers;

import org.jspecify.annotations.NullMarked;

/** STUB until the branch is merged. */
@NullMarked
package io.downbeat.contracts;

import org.jspecify.annotations.NullMarked;

/** STUB until the branch is merged. */
@NullMarked
package io.downbeat.invoicing;

import org.jspecify.annotations.NullMarked;

/** Stub until the customers branch is merged. */
@NullMarked
package io.downbeat.customers;

import org.jspecify.annotations.NullMarked;

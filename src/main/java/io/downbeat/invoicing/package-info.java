<<<<<<< HEAD
/** STUB until the branch is merged. */
=======
/** Stub: written by its owner on another branch. */
>>>>>>> delivery
@NullMarked
package io.downbeat.invoicing;

import org.jspecify.annotations.NullMarked;

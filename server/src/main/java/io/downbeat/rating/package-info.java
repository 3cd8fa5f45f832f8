/**
 * What the terms of an invoice make of a customer's usage: quantities and prices become charges, charges become lines.
 *
 * <p>Owns the order of lines, the one rounding of an amount, the part of a line that falls into a window, and the rule
 * for what is certain to be due ({@link io.downbeat.rating.Rating#certainSoFar}). Does not own prices (pricing),
 * quantities (usage), terms (contracts) or documents (invoicing, which reads all of these and hands them in): nothing
 * here reads or writes anything, and the same input always makes the same lines, to the byte. A test holds it to that.
 *
 * <p>Instants that differ: a usage line has the interval of its price, which lies in the invoice's service period and may
 * be shorter; a scheduled line has the date of its charge. "Now" decides one thing only, whether a scheduled charge has
 * come; what a line costs does not depend on when it is asked.
 */
@NullMarked
package io.downbeat.rating;

import org.jspecify.annotations.NullMarked;

/**
 * The page of a contract, with its timeline, its earlier invoices, the days of its draft, the editing of its terms, and the
 * three steps of switching its billing provider.
 *
 * <p>Owns no rule: what may be switched, and what that would do, is asked of {@code contracts.schedule} and {@code
 * invoicing}, and the switch itself is the edit that the API makes, as is a change of terms. Who asked for a change is read
 * from the audit log.
 *
 * <p>Instants that differ: a segment's boundary is from when it routes; beside it stands when somebody asked for it.
 */
@NullMarked
package io.downbeat.console.contracts;

import org.jspecify.annotations.NullMarked;

/**
 * Who may do what here, and who did what: API tokens and their roles, the console's sessions, the audit log.
 *
 * <p>Owns {@code api_token}, {@code console_session}, {@code audit_entry} and {@code audit_incarnation}. Does not own where
 * a role ends, which each handler says for itself and {@code platform.http} holds it to, nor what a change is: features
 * publish it ({@link io.downbeat.platform.Change}) in the transaction in which it happens, and the entry is written in the
 * same one. No token's text is kept, only its hash.
 *
 * <p>Two clocks: a token is made, used and revoked, and a session opened and ended, in real time, because they guard people,
 * for whom an hour is an hour also on a clock that stands still or leaps a month. An entry of the audit log has the business
 * time of what it tells.
 */
@NullMarked
package io.downbeat.access;

import org.jspecify.annotations.NullMarked;

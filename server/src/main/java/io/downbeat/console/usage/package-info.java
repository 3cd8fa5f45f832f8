/**
 * The pages of usage: events looked through and counted by the hour, what a customer's usage costs so far, and events that
 * belong to nobody yet.
 *
 * <p>Owns no table and no rule. What counts for what is {@code usage}'s, what it costs is {@code invoicing}'s, and who may have
 * which name is {@code customers}'.
 *
 * <p>Instants that differ: when usage happened decides its bar; when it was received decides its place in the list.
 */
@NullMarked
package io.downbeat.console.usage;

import org.jspecify.annotations.NullMarked;

/**
 * What the account is told of the life of contracts, commits and credits: each event as it happens, or at an offset from it.
 *
 * <p>Owns what is wanted ({@code v2/notifications}), when every event happens, and what was told of it, so that one event
 * instant is told once. Listens to facts of contracts and balances in their transactions, and publishes a {@link
 * io.downbeat.platform.Notification} when one is due. Does not own sending ({@code notifications}), nor what it tells of.
 *
 * <p>Instants that differ: <em>event</em>, when something happens by the terms, which is what a message says; <em>fire</em>,
 * when it is to be told; <em>fired</em>, when a server did, which no message says. All are business time.
 */
@NullMarked
package io.downbeat.lifecycleevents;

import org.jspecify.annotations.NullMarked;

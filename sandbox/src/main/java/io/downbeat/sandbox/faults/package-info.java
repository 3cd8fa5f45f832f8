/**
 * The ways in which a provider misbehaves, and which of them befall a call.
 *
 * <p>Owns: the faults' names, at which steps each means something, and how often each had its way. Does not own: how a
 * fault is played; those of the wire are played by the entry room, every other one by the provider that it concerns.
 */
@NullMarked
package io.downbeat.sandbox.faults;

import org.jspecify.annotations.NullMarked;

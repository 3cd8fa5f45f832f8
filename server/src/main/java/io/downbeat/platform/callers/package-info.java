/**
 * Who asks, and what they may ask for: the caller that a token stands for and its role, where the request came from, and
 * what each handler says of itself, which the role is held to and the audit log goes by.
 *
 * <p>Owns no table and does not know the tokens: whose one is says {@link io.downbeat.platform.callers.Callers} (the room
 * {@code access}). Does not read the token of a request ({@code http}).
 */
@NullMarked
package io.downbeat.platform.callers;

import org.jspecify.annotations.NullMarked;

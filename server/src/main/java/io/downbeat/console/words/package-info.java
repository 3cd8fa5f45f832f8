/**
 * The words and forms in which pages show money, instants, ids, states and providers.
 *
 * <p>Pure, and owns no rule: what a state or a provider is, is said where it is decided; here it gets a name and a colour.
 */
@NullMarked
package io.downbeat.console.words;

import org.jspecify.annotations.NullMarked;

/**
 * The ways about: the page of keys, and one field for everything: an id of ours or a provider's reference leads straight to its page, other words to customers.
 *
 * <p>Owns no table; each feature is asked for what it knows by that id. A reference is looked for account by account, for
 * which there is an index. Knows no instant.
 */
@NullMarked
package io.downbeat.console.search;

import org.jspecify.annotations.NullMarked;

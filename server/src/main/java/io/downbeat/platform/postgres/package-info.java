/**
 * A PostgreSQL of our own, for servers that are not given one: its programs, folder, process and account.
 *
 * <p>Owns the folder, never a table. It is run as a careful operator would: with fsync, with a password, by a user who is not
 * root.
 */
@NullMarked
package io.downbeat.platform.postgres;

import org.jspecify.annotations.NullMarked;

/**
 * Commands for whoever looks after a database: backup and restore, and the change of its secret key.
 *
 * <p>Owns no table: what a database knows of its key is in {@code secretkey}, and the sealed secrets are their features' own.
 * When a backup began is real time, and is for people to read.
 */
@NullMarked
package io.downbeat.app.maintenance;

import org.jspecify.annotations.NullMarked;

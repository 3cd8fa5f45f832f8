/**
 * What a database knows of the key that its secrets are sealed with, and which servers at work have it.
 *
 * <p>Owns {@code secret_key_check}. Does not own the key, which is never in the database, nor what is sealed.
 */
@NullMarked
package io.downbeat.app.secretkey;

import org.jspecify.annotations.NullMarked;

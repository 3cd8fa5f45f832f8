/**
 * The hashes that everybody makes: SHA-256 of bytes, and HMAC-SHA256 of bytes under a key.
 *
 * <p>Owns no table and no meaning: what a hash stands for, which bytes it is made of and who may know the key is said where
 * it is asked for.
 */
@NullMarked
package io.downbeat.platform.hashes;

import org.jspecify.annotations.NullMarked;

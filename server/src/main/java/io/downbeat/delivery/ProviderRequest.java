package io.downbeat.delivery;

import org.jspecify.annotations.Nullable;

/**
 * One request with an effect. The engine writes its name, key and hash to the row before the first byte leaves, and hands
 * the very same request to {@link RemoteAccount#send}. Each connector has its own kinds, of which the engine knows no more
 * than this.
 */
public interface ProviderRequest {

    /** For people and for the attempts, such as {@code CREATE}. */
    String name();

    /**
     * The idempotency key, or the natural key where the provider has one; {@code null} where the provider's own status makes
     * the request repeatable.
     */
    @Nullable
    String key();

    /** What goes out, as far as it is ours: the same key with other bytes is refused by the engine as an alarm. */
    byte[] request();

    /** It takes something back (void, delete). */
    default boolean undoes() {
        return false;
    }

    /** It {@link #undoes} what came out wrong, so that it is made anew. */
    default boolean discards() {
        return false;
    }
}

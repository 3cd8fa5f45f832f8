package io.downbeat.delivery;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request with an effect. The engine writes its name, key and hash to the row before the first byte leaves.
 *
 * @param name for people and for the attempts, such as {@code CREATE}
 * @param key the idempotency key, or the natural key where the provider has one; {@code null} where the provider's own
 *     status makes the request repeatable
 * @param request what goes out, as far as it is ours: the same key with other bytes is refused by the engine as an alarm
 * @param undoes the request takes something back (void, delete)
 */
public record ProviderRequest(String name, @Nullable String key, byte[] request, boolean undoes) {
    public ProviderRequest {
        request = request.clone();
    }

    @Override
    public byte[] request() {
        return request.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProviderRequest that && name.equals(that.name) && Arrays.equals(request, that.request);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}

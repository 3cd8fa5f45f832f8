package io.downbeat.contracts.schedule;

import io.downbeat.contracts.ContractTerms;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a change of billing provider would do, without doing it. */
public sealed interface ProviderChangePreview {

    /** The terms as they stand now. */
    ContractTerms before();

    /**
     * The change is allowed.
     *
     * @param boundary where it would take effect
     * @param after the terms as the edit would leave them; the new segment has a random id that no edit will have
     */
    record Possible(Instant boundary, ContractTerms before, ContractTerms after) implements ProviderChangePreview {}

    /**
     * The change would be refused.
     *
     * @param boundary where it would have taken effect, {@code null} if there is no such boundary
     * @param reasons every rule it breaks, as the sentence the edit would answer
     */
    record Impossible(@Nullable Instant boundary, ContractTerms before, List<String> reasons)
            implements ProviderChangePreview {
        public Impossible {
            reasons = List.copyOf(reasons);
        }
    }
}

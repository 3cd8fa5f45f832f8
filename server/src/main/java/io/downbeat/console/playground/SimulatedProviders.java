package io.downbeat.console.playground;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulated providers, as far as the playground needs them. */
public interface SimulatedProviders {
    /**
     * One effect that a provider holds.
     *
     * @param id the provider's own
     * @param reference our delivery's id as it travelled along; {@code null} where none travels
     * @param cents in the currency's smallest unit
     * @param isGone voided or deleted there
     */
    record Held(String provider, String id, @Nullable String reference, long cents, boolean isGone) {}

    /**
     * @param step as the simulators name it, {@code *} for each
     * @param limit how often it may strike; negative for until it is cleared
     * @param struck how often it did
     */
    record Broken(String provider, String step, String fault, int limit, int struck) {}

    List<Held> held();

    List<Broken> broken();

    /**
     * @param times how often; negative for until it is cleared
     * @throws IllegalArgumentException if the fault means nothing there
     */
    void breakDown(String provider, String step, String fault, int times);

    void mendAll();
}

package io.downbeat.access;

import java.time.InstantSource;

/**
 * What this room needs from whoever starts the server.
 *
 * @param firstToken the token of the setting, which is the first administrator's and has no row
 * @param realTime of people: what expires for them does so also while business time stands still
 * @param isSimulation whether the server runs on a simulated clock or with simulated providers, so that nothing real is behind
 *     its console
 */
public record AccessSettings(String firstToken, InstantSource realTime, boolean isSimulation) {

    /** The token is not for printing. */
    @Override
    public String toString() {
        return "AccessSettings[]";
    }
}

package io.downbeat.app;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** Where each provider lives when all of them are simulated. */
public final class SandboxSettings {
    private SandboxSettings() {}

    /** The settings that point every provider at a sandbox. */
    public static Map<String, String> of(URI sandbox) {
        return new TreeMap<>(Map.of(
                "DOWNBEAT_STRIPE_API_BASE", sandbox + "/stripe",
                "DOWNBEAT_NETSUITE_API_BASE", sandbox + "/netsuite",
                "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", sandbox + "/aws",
                "DOWNBEAT_AZURE_API_BASE", sandbox + "/azure",
                "DOWNBEAT_AZURE_LOGIN_BASE", sandbox + "/azure",
                "DOWNBEAT_GCP_API_BASE", sandbox + "/gcp",
                "DOWNBEAT_TACKLE_API_BASE", sandbox + "/tackle",
                "DOWNBEAT_SQS_ENDPOINT", sandbox + "/aws",
                "DOWNBEAT_SNS_ENDPOINT", sandbox + "/aws",
                "DOWNBEAT_STS_ENDPOINT", sandbox + "/aws"));
    }
}

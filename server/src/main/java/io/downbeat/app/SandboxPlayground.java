package io.downbeat.app;

import io.downbeat.console.playground.SimulatedProviders;
import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The simulators of {@code serve --sandbox}, for the console's playground. */
final class SandboxPlayground implements SimulatedProviders {
    /** What no longer asks anybody for money. */
    private static final Set<String> GONE = Set.of("void", "voided", "deleted");

    private final Sandbox sandbox;

    SandboxPlayground(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public List<Held> held() {
        return sandbox.ledger().stream()
                .filter(entry -> !entry.kind().equals("payment"))
                .map(entry -> new Held(
                        entry.provider(), entry.id(), entry.reference(), entry.amount(), GONE.contains(entry.status())))
                .toList();
    }

    @Override
    public List<Broken> broken() {
        List<Broken> broken = new ArrayList<>();
        for (JsonNode fault : Json.read(new String(
                        sandbox.control("GET", "/sandbox/faults", new byte[0]).body(), StandardCharsets.UTF_8))
                .path("data")) {
            broken.add(new Broken(
                    fault.path("provider").asString(""),
                    fault.path("step").asString(""),
                    fault.path("fault").asString(""),
                    fault.path("times").asInt(1),
                    fault.path("struck").asInt(0)));
        }
        return broken;
    }

    @Override
    public void breakDown(String provider, String step, String fault, int times) {
        sandbox.addFaults(List.of(Fault.of(provider, step, fault).times(times)));
    }

    @Override
    public void mendAll() {
        sandbox.clearFaults();
    }
}

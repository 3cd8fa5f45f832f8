package io.downbeat.outbound;

import java.util.List;

/** From which addresses this installation calls others, for their firewalls; empty if nobody said. */
public record EgressAddresses(List<String> ips) {
    public EgressAddresses {
        ips = List.copyOf(ips);
    }
}

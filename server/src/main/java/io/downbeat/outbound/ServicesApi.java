package io.downbeat.outbound;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/services}: what a customer's firewall has to let through. */
@RestController
final class ServicesApi {
    private enum Usage {
        MAKES_CONNECTIONS_FROM;

        @JsonValue
        String wire() {
            return "makes_connections_from";
        }
    }

    private record Service(String name, Usage usage, List<String> ips) {}

    private record Services(List<Service> services) {}

    private final EgressAddresses addresses;

    ServicesApi(EgressAddresses addresses) {
        this.addresses = addresses;
    }

    @GetMapping("/v1/services")
    Services services() {
        return new Services(List.of(new Service("Downbeat", Usage.MAKES_CONNECTIONS_FROM, addresses.ips())));
    }
}

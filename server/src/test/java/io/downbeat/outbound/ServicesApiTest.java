package io.downbeat.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From where calls come (O9 of the acceptance rows). */
class ServicesApiTest {

    @Test
    void row_o9_the_addresses_that_are_set_stand_in_one_element_and_without_any_it_is_empty() {
        try (TestServer server = TestServer.startedAt(
                "2025-01-01T00:00:00Z", Map.of("DOWNBEAT_EGRESS_ADDRESSES", "192.0.2.1, 2001:db8::1"))) {
            assertThat(server.api().get("/v1/services").ok().toString())
                    .isEqualTo("{\"services\":[{\"name\":\"Downbeat\",\"usage\":\"makes_connections_from\","
                            + "\"ips\":[\"192.0.2.1\",\"2001:db8::1\"]}]}");
            try (TestServer other = server.another(Map.of())) {
                assertThat(other.api().get("/v1/services").ok().at("/services/0/ips"))
                        .isEmpty();
            }
        }
    }
}

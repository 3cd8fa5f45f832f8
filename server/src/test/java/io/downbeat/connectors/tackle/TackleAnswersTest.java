package io.downbeat.connectors.tackle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.ProviderHttp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only a record that is ours says anything about ours. */
class TackleAnswersTest {
    private static final TackleRecord.Key KEY =
            new TackleRecord.Key("tp-1", "acme", "usage_fee", "2025-06-01 00:00:00");

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "tp-1, acme, usage_fee, Accepted",
        "'', '', '', Accepted",
        "tp-1, other, usage_fee, NotFound",
        "tp-2, acme, usage_fee, NotFound",
        "tp-1, acme, seats, NotFound"
    })
    void a_record_of_another_buyer_product_or_dimension_confirms_nothing(
            String product, String customer, String dimension, String answer) throws IOException {
        String named = dimension.isEmpty() ? "" : "'name': '" + dimension + "', ";
        String ids = customer.isEmpty() ? "" : "'product_id': '" + product + "', 'customer_id': '" + customer + "', ";
        HttpResult reply = reply(("{'data': [{'id': 'r-1', " + ids + "'start_time': '2025-06-01 00:00:00',"
                        + " 'status': 'metered', 'dimension': {" + named + "'quantity': 2500}}]}")
                .replace('\'', '"'));
        RecordAnswer read = TackleAnswers.ofRead(reply, KEY, 2500, false);
        assertThat(read.getClass().getSimpleName()).isEqualTo(answer);
    }

    private static HttpResult reply(String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        try {
            server.createContext("/", exchange -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            return new ProviderHttp(Duration.ofSeconds(5), "x-request-id")
                    .call(HttpRequest.newBuilder(uri).build());
        } finally {
            server.stop(0);
        }
    }
}

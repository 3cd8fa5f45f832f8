package io.downbeat.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderHttpTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final AtomicInteger came = new AtomicInteger();
    private final ProviderHttp http = new ProviderHttp(DEADLINE, "Request-Id");
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            came.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/torn", exchange -> exchange.close());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
                .GET()
                .build();
    }

    @Test
    void a_request_that_the_lease_would_not_outlast_never_leaves() {
        HttpResult late = LeaseTime.within(DEADLINE.minusNanos(1), () -> http.call(request("/")));

        assertThat(late).isInstanceOf(HttpResult.NotSent.class);
        assertThat(came).hasValue(0);
    }

    @Test
    void a_request_that_fits_leaves_and_so_does_one_under_no_lease() {
        assertThat(LeaseTime.within(DEADLINE.plusSeconds(60), () -> http.call(request("/"))))
                .isInstanceOf(HttpResult.Response.class);
        assertThat(http.call(request("/"))).isInstanceOf(HttpResult.Response.class);
        assertThat(came).hasValue(2);
    }

    @Test
    void of_a_failure_its_class_is_kept_and_not_its_text() {
        HttpResult torn = http.call(request("/torn"));

        assertThat(torn)
                .isInstanceOfSatisfying(
                        HttpResult.NoResponse.class,
                        lost -> assertThat(lost.why()).isEqualTo("IOException"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "3600 | PT1H",
                "Wed, 01 Jan 2025 00:10:00 GMT | PT10M",
                "Tue, 31 Dec 2024 23:00:00 GMT | PT0S",
                "soon | ",
                "-1 | "
            })
    void a_wait_is_read_in_seconds_or_until_a_date_of_the_providers_clock(String text, Duration wait) {
        var headers = HttpHeaders.of(
                Map.of("Retry-After", List.of(text), "Date", List.of("Wed, 1 Jan 2025 00:00:00 GMT")),
                (name, value) -> true);
        assertThat(new HttpResult.Response(429, headers, "", "Request-Id").retryAfter())
                .isEqualTo(wait);
    }
}

package io.downbeat.outbound;

import io.downbeat.platform.tracing.Tracing;
import io.downbeat.platform.work.Failure;
import io.downbeat.platform.work.FailureLog;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/**
 * One request to a provider at a time, within a deadline that counts the whole answer, never repeated by itself and
 * never redirected. Safe for many threads; keep one for each provider.
 */
public final class ProviderHttp {
    private static final FailureLog FAILURES = new FailureLog(LoggerFactory.getLogger(ProviderHttp.class));
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TO_CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Duration deadline;
    private final String requestIdHeader;

    /**
     * @param deadline from the first byte sent to the last one read; less than a lease
     * @param requestIdHeader in which the provider names its own id of a request
     */
    public ProviderHttp(Duration deadline, String requestIdHeader) {
        this.deadline = deadline;
        this.requestIdHeader = requestIdHeader;
    }

    /**
     * A request that could not be answered within {@link LeaseTime} does not leave at all: whatever came before it, such
     * as a token that was slow to come, the claim under which it was announced would be over first.
     */
    public HttpResult call(HttpRequest request) {
        if (!LeaseTime.allows(deadline)) {
            return new HttpResult.NotSent(
                    "too little was left of this claim's time for the request, so it was not begun");
        }
        return Tracing.step(
                request.method(),
                Map.of(
                        "http.request.method",
                        request.method(),
                        "server.address",
                        String.valueOf(request.uri().getHost())),
                () -> exchanged(request),
                ProviderHttp::traced);
    }

    /** Not the path: some providers want ids of customers in it, and a few a credential. */
    private static Map<String, ?> traced(HttpResult result) {
        return switch (result) {
            case HttpResult.Response response -> Map.of("http.response.status_code", response.status());
            case HttpResult.NotSent _ -> Map.of("error.type", "not_sent");
            case HttpResult.NoResponse _ -> Map.of("error.type", "no_response");
        };
    }

    private HttpResult exchanged(HttpRequest request) {
        var sent = http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The client's own timeout ends with the headers; a body that trickles must not outlive the lease.
            HttpResponse<byte[]> response = sent.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            String body = new String(response.body(), StandardCharsets.UTF_8);
            return new HttpResult.Response(response.statusCode(), response.headers(), body, requestIdHeader);
        } catch (ExecutionException failure) {
            return failed(request, failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException late) {
            sent.cancel(true);
            return new HttpResult.NoResponse("no answer within " + deadline.toSeconds() + " s");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new HttpResult.NoResponse("interrupted");
        }
    }

    /** Its text may quote what was sent, so its class is all that is kept; the log has the text. */
    private static HttpResult failed(HttpRequest request, Throwable cause) {
        FAILURES.tell(String.valueOf(request.uri().getHost()), cause);
        String why = Failure.of(cause).words();
        boolean neverLeft = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return neverLeft ? new HttpResult.NotSent(why) : new HttpResult.NoResponse(why);
    }
}

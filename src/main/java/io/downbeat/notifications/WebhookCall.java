package io.downbeat.notifications;

import io.downbeat.platform.Failure;
import io.downbeat.platform.FailureLog;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.slf4j.LoggerFactory;

/**
 * One request to a webhook, never redirected. Its status is all that counts: the body of an answer is neither kept nor
 * shown, so that nobody reads through a webhook what only this server can reach.
 */
final class WebhookCall {
    private static final FailureLog FAILURES = new FailureLog(LoggerFactory.getLogger(WebhookCall.class));

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Duration timeout;

    WebhookCall(NotificationsSettings settings) {
        this.timeout = settings.timeout();
    }

    sealed interface Outcome {
        record Answered(int status) implements Outcome {
            boolean isTaken() {
                return status >= 200 && status <= 299;
            }
        }

        /** It let us wait until our time was over. */
        record Silent(String why) implements Outcome {}

        record Failed(String why) implements Outcome {}

        /** A bug of ours that does not pass by itself: not worth two days of attempts. */
        record Hopeless(String why) implements Outcome {}
    }

    /** @param sentAt by a real clock: receivers drop what is older than five minutes */
    Outcome post(URI url, String secret, byte[] body, Instant sentAt) {
        String date = Signature.date(sentAt);
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Downbeat")
                .header("Date", date)
                .header("X-Metronome-Date", date)
                .header("Metronome-Webhook-Signature", Signature.of(secret, date, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        AtomicInteger status = new AtomicInteger();
        var sent = http.sendAsync(request, head -> {
            status.set(head.statusCode());
            return HttpResponse.BodySubscribers.discarding();
        });
        try {
            sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Outcome.Answered(status.get());
        } catch (TimeoutException late) {
            // Also ends a body that never ends.
            sent.cancel(true);
            return answeredOr(status, new Outcome.Silent("no answer within " + timeout.toMillis() + " ms"));
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            // What is kept of it is its class; its text may quote what was sent.
            FAILURES.tell("webhook at " + url.getHost(), cause);
            return answeredOr(status, failed(cause));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return answeredOr(status, new Outcome.Failed("this server stopped"));
        }
    }

    /** Whatever became of the body, the status was said. */
    private static Outcome answeredOr(AtomicInteger status, Outcome otherwise) {
        return status.get() == 0 ? otherwise : new Outcome.Answered(status.get());
    }

    private static Outcome failed(Throwable cause) {
        return switch (cause) {
            case HttpTimeoutException late -> new Outcome.Silent("no answer in time");
            case ConnectException none -> new Outcome.Failed("no connection: refused, unreachable or an unknown name");
            case SSLException tls -> new Outcome.Failed(
                    "TLS failed (" + Failure.of(tls).words() + "); the server's log says more");
            default ->
                new Outcome.Failed("the connection broke off before an answer ("
                        + cause.getClass().getSimpleName() + ")");
        };
    }
}

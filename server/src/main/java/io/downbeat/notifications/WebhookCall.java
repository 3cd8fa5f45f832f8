package io.downbeat.notifications;

import io.downbeat.notifications.WebhookAddresses.Names;
import io.downbeat.notifications.WebhookAddresses.NotAllowed;
import io.downbeat.platform.work.Failure;
import io.downbeat.platform.work.FailureLog;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * One request to a webhook, never redirected, on a connection of its own to an address that was checked for it. Its
 * status is all that counts: the body of an answer is not read, so that nobody reads through a webhook what only this
 * server can reach, and so that no answer is too large.
 */
final class WebhookCall implements AutoCloseable {
    private static final FailureLog FAILURES = new FailureLog(LoggerFactory.getLogger(WebhookCall.class));
    /** Not the number of webhooks decides how many requests there are; this only must be no narrower. */
    private static final int CONNECTIONS = 1000;

    private static final Set<String> SCHEMES = Set.of("http", "https");
    /** An endless head is no answer. */
    private static final Http1Config SHORT_HEAD =
            Http1Config.custom().setMaxLineLength(16_384).setMaxHeaderCount(200).build();

    private static final String NO_CONNECTION = "no connection: refused, unreachable or an unknown name";

    private final CloseableHttpClient http;
    private final WebhookAddresses addresses;
    private final Duration timeout;

    @Autowired
    WebhookCall(NotificationsSettings settings) throws NoSuchAlgorithmException {
        this(settings, InetAddress::getAllByName, SSLContext.getDefault());
    }

    /** @param trusted whose certificates count */
    WebhookCall(NotificationsSettings settings, Names names, SSLContext trusted) {
        this.timeout = settings.timeout();
        this.addresses = new WebhookAddresses(names, settings.allowPrivate());
        this.http = HttpClients.custom()
                .setConnectionManager(connections(addresses, trusted, timeout))
                // A connection that waits for a second request would lead to where the name led before.
                .setConnectionReuseStrategy((request, response, context) -> false)
                // Straight to the address: a proxy would look the name up again.
                .setRoutePlanner(new DefaultRoutePlanner(null))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .setConnectionRequestTimeout(Timeout.of(timeout))
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Downbeat")
                .build();
    }

    private static HttpClientConnectionManager connections(
            WebhookAddresses addresses, SSLContext trusted, Duration timeout) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(addresses)
                .setTlsSocketStrategy(
                        ClientTlsStrategyBuilder.create().setSslContext(trusted).buildClassic())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(SHORT_HEAD)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(timeout))
                        .setSocketTimeout(Timeout.of(timeout))
                        .build())
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .build();
    }

    sealed interface Outcome {
        record Answered(int status) implements Outcome {
            boolean isTaken() {
                return status >= 200 && status <= 299;
            }

            /** Why it does not count as told. */
            String why() {
                boolean elsewhere = status >= 300 && status <= 399;
                return "answered " + status + (elsewhere ? ": redirects are not followed" : "");
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
        HttpPost request = new HttpPost(withScheme(url));
        request.setHeader("Connection", "close");
        request.setHeader("Date", date);
        request.setHeader("X-Metronome-Date", date);
        request.setHeader("Metronome-Webhook-Signature", Signature.of(secret, date, body));
        request.setEntity(new ByteArrayEntity(body, ContentType.create("application/json")));
        AtomicInteger status = new AtomicInteger();
        // Looking the name up, connecting, TLS and the head of the answer share the one time.
        FutureTask<Outcome> sent = new FutureTask<>(() -> sent(request, status));
        Thread.ofVirtual().name("webhook-call").start(sent);
        try {
            return sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            end(request, sent);
            return answeredOr(status, new Outcome.Silent("no answer within " + timeout.toMillis() + " ms"));
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            // What is kept of it is its class; its text may quote what was sent.
            FAILURES.tell("webhook at " + url.getHost(), cause);
            return answeredOr(status, failed(cause));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            end(request, sent);
            return answeredOr(status, new Outcome.Failed("this server stopped"));
        }
    }

    /** With its scheme as the client knows it: an address is kept as it was given, and the case of a scheme means nothing. */
    private static URI withScheme(URI url) {
        String given = String.valueOf(url.getScheme());
        String scheme = given.toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            // Refused when it was set: what is stored by now is no webhook's, and says so without being quoted.
            throw new IllegalArgumentException("the stored address of a webhook is neither http nor https");
        }
        return given.equals(scheme) ? url : URI.create(scheme + url.toString().substring(given.length()));
    }

    private static void end(HttpPost request, FutureTask<Outcome> sent) {
        request.cancel();
        sent.cancel(true);
    }

    private Outcome sent(HttpPost request, AtomicInteger status) throws IOException {
        try (var answer = http.executeOpen(null, request, null)) {
            status.set(answer.getCode());
            // Closing alone would read the body to its end, to use the connection again.
            request.cancel();
            return new Outcome.Answered(answer.getCode());
        }
    }

    /** Whatever became of the body, the status was said. */
    private static Outcome answeredOr(AtomicInteger status, Outcome otherwise) {
        return status.get() == 0 ? otherwise : new Outcome.Answered(status.get());
    }

    private static Outcome failed(Throwable cause) {
        NotAllowed refused = notAllowed(cause);
        if (refused != null) {
            return new Outcome.Failed(String.valueOf(refused.getMessage()));
        }
        return switch (cause) {
            case SocketTimeoutException _ -> new Outcome.Silent("no answer in time");
            case ConnectException _ -> new Outcome.Failed(NO_CONNECTION);
            case UnknownHostException _ -> new Outcome.Failed(NO_CONNECTION);
            case SSLException tls ->
                new Outcome.Failed("TLS failed (" + Failure.of(tls).words() + "); the server's log says more");
            default ->
                new Outcome.Failed("the connection broke off before an answer ("
                        + cause.getClass().getSimpleName() + ")");
        };
    }

    private static @Nullable NotAllowed notAllowed(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof NotAllowed refused) {
                return refused;
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        http.close();
        addresses.close();
    }
}

package io.downbeat.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.downbeat.notifications.WebhookAddresses.Names;
import io.downbeat.notifications.WebhookCall.Outcome;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One request to a name, of which a test says where it leads. */
class WebhookCallTest {
    private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    @TempDir
    Path folder;

    private static NotificationsSettings settings(boolean allowPrivate, long millis) {
        return new NotificationsSettings(Duration.ofMillis(millis), allowPrivate);
    }

    private static Outcome post(Names names, boolean allowPrivate, String url) throws Exception {
        return post(names, allowPrivate, url, SSLContext.getDefault(), 5000);
    }

    private static Outcome post(Names names, boolean allowPrivate, String url, SSLContext trusted, long millis)
            throws IOException {
        try (WebhookCall call = new WebhookCall(settings(allowPrivate, millis), names, trusted)) {
            return call.post(URI.create(url), "secret-of-a-webhook", BODY, NOW);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "::1",
                "fd12::1",
                "64:ff9b::10.0.0.1",
                "2002:7f00:0001::1"
            })
    void a_name_that_leads_inside_is_not_called(String address) throws Exception {
        Names names = host -> new InetAddress[] {InetAddress.ofLiteral(address)};
        assertThat(post(names, false, "https://hook.example/"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.why())
                                .startsWith("address not allowed: it is ")
                                .doesNotContain(address));
    }

    @Test
    void one_address_inside_among_those_of_a_name_is_enough() throws Exception {
        try (Receiver receiver = new Receiver()) {
            Names names = host -> new InetAddress[] {HERE, InetAddress.ofLiteral("169.254.169.254")};
            String url = receiver.url().replace("127.0.0.1", "hook.example");
            assertThat(post(names, true, url)).isEqualTo(new Outcome.Failed("address not allowed: it is link-local"));
            assertThat(receiver.came).isEmpty();
        }
    }

    @Test
    void a_literal_address_inside_is_checked_as_a_name_is() throws Exception {
        try (Receiver receiver = new Receiver()) {
            assertThat(post(InetAddress::getAllByName, false, receiver.url()))
                    .isEqualTo(new Outcome.Failed("address not allowed: it is loopback, which only"
                            + " DOWNBEAT_WEBHOOK_ALLOW_PRIVATE=true lets through"));
            assertThat(receiver.came).isEmpty();
        }
    }

    @Test
    void what_was_checked_is_connected_to_and_every_attempt_asks_anew() throws Exception {
        try (Receiver receiver = new Receiver()) {
            AtomicInteger asked = new AtomicInteger();
            // Leads to the receiver the first time, and inside from then on, as a rebinding name server does.
            Names names = host -> {
                assertThat(host).isEqualTo("hook.example");
                return new InetAddress[] {asked.incrementAndGet() == 1 ? HERE : InetAddress.ofLiteral("169.254.169.254")
                };
            };
            String url = receiver.url().replace("127.0.0.1", "hook.example");
            try (WebhookCall call = new WebhookCall(settings(true, 5000), names, SSLContext.getDefault())) {
                assertThat(call.post(URI.create(url), "secret", BODY, NOW)).isEqualTo(new Outcome.Answered(200));
                assertThat(asked).hasValue(1);
                assertThat(call.post(URI.create(url), "secret", BODY, NOW))
                        .isEqualTo(new Outcome.Failed("address not allowed: it is link-local"));
                assertThat(asked).hasValue(2);
            }
            assertThat(receiver.came).hasSize(1);
            assertThat(receiver.came.getFirst().header("Host"))
                    .isEqualTo(URI.create(url).getAuthority());
        }
    }

    /** An address is kept as it was given. */
    @Test
    void the_case_of_a_scheme_means_nothing() throws Exception {
        try (Receiver receiver = new Receiver()) {
            assertThat(post(InetAddress::getAllByName, true, receiver.url().replace("http://", "HTTP://")))
                    .isEqualTo(new Outcome.Answered(200));
            assertThat(receiver.came).hasSize(1);
        }
        assertThatThrownBy(() -> post(InetAddress::getAllByName, true, "FTP://127.0.0.1/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither http nor https");
    }

    @Test
    void a_second_address_is_tried_when_the_first_refuses() throws Exception {
        try (Receiver receiver = new Receiver()) {
            Names names = host -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.2"), HERE};
            assertThat(post(names, true, receiver.url().replace("127.0.0.1", "hook.example")))
                    .isEqualTo(new Outcome.Answered(200));
        }
    }

    @Test
    void an_unknown_name_and_a_closed_port_are_no_connection() throws Exception {
        Names nobody = host -> {
            throw new UnknownHostException(host);
        };
        assertThat(post(nobody, true, "https://hook.example/")).isInstanceOf(Outcome.Failed.class);
        assertThat(post(host -> new InetAddress[] {HERE}, true, "http://hook.example:9/"))
                .isEqualTo(new Outcome.Failed("no connection: refused, unreachable or an unknown name"));
    }

    @Test
    void a_name_server_that_does_not_answer_costs_the_timeout() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Names hung = host -> {
            try {
                never.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        assertThat(post(hung, true, "https://hook.example/", SSLContext.getDefault(), 200))
                .isEqualTo(new Outcome.Silent("no answer within 200 ms"));
        never.countDown();
    }

    @Test
    void an_answer_whose_head_has_no_end_is_none() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 1, HERE)) {
            Thread.ofVirtual().start(() -> {
                try (Socket one = endless.accept()) {
                    var out = one.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] more = "X-More: 1\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
                    while (true) {
                        out.write(more);
                    }
                } catch (IOException closed) {
                    // the caller has had enough
                }
            });
            assertThat(post(InetAddress::getAllByName, true, "http://127.0.0.1:" + endless.getLocalPort() + "/"))
                    .isInstanceOf(Outcome.Failed.class);
        }
    }

    @Test
    void the_certificate_is_held_against_the_name_though_the_address_is_connected_to() throws Exception {
        KeyStore keys = selfSigned("hook.example");
        SSLContext own = context(keys);
        List<String> names = new CopyOnWriteArrayList<>();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(HERE, 0), 8);
        server.setHttpsConfigurator(new HttpsConfigurator(own));
        server.createContext("/", exchange -> {
            var session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
            names.add(session.getRequestedServerNames() + " "
                    + exchange.getRequestHeaders().getFirst("Host"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            Names here = host -> new InetAddress[] {HERE};
            for (String scheme : List.of("https", "HTTPS")) {
                names.clear();
                assertThat(post(here, true, scheme + "://hook.example:" + port + "/", own, 5000))
                        .isEqualTo(new Outcome.Answered(204));
                assertThat(names)
                        .singleElement()
                        .asString()
                        .contains("hook.example")
                        .endsWith("hook.example:" + port);
            }
            for (String other : List.of("other.example", "127.0.0.1")) {
                assertThat(post(here, true, "https://" + other + ":" + port + "/", own, 5000))
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.why()).startsWith("TLS failed"));
            }
            assertThat(post(here, true, "https://hook.example:" + port + "/"))
                    .as("nobody vouches for it")
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).startsWith("TLS failed"));
            assertThat(names).hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    private KeyStore selfSigned(String name) throws Exception {
        Path file = folder.resolve("keys.p12");
        List<String> keytool = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        keytool.addAll(List.of("-genkeypair", "-alias", "hook", "-keyalg", "EC", "-storetype", "PKCS12"));
        keytool.addAll(List.of("-keystore", file.toString(), "-storepass", "changeit", "-dname", "CN=" + name));
        keytool.addAll(List.of("-ext", "san=dns:" + name, "-validity", "3650"));
        assertThat(new ProcessBuilder(keytool).redirectErrorStream(true).start().waitFor())
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        trusted.setCertificateEntry("hook", keys.getCertificate("hook"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}

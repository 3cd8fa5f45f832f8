package io.downbeat.connectors.gcp;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.PrivateKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Credentials as Google hands them out, made for one run: none of them is kept anywhere. */
public final class GoogleKeys {
    private GoogleKeys() {}

    /** A service account's key whose token endpoint is the sandbox's. */
    public static String serviceAccount(URI sandbox, String email) {
        Map<String, Object> key = new LinkedHashMap<>();
        key.put("type", "service_account");
        key.put("project_id", "project");
        key.put("private_key_id", "key-1");
        key.put("private_key", PrivateKeys.RSA);
        key.put("client_email", email);
        key.put("token_uri", sandbox + "/gcp/token");
        return Json.write(key);
    }

    static String federation(URI sandbox, String source, boolean impersonates) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("type", "external_account");
        config.put("audience", "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q");
        config.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
        config.put("token_url", sandbox + "/gcp/sts");
        if (impersonates) {
            config.put(
                    "service_account_impersonation_url",
                    sandbox + "/gcp/v1/projects/-/serviceAccounts/meter@project.iam:generateAccessToken");
        }
        config.put("credential_source", Json.read(source.replace('\'', '"')));
        return Json.write(config);
    }

    static Elsewhere answering(String token) throws IOException {
        return new Elsewhere(token);
    }

    /** Another identity provider: a URL that holds a token. */
    static final class Elsewhere implements AutoCloseable {
        private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        private final Map<String, String> headers = new ConcurrentHashMap<>();

        Elsewhere(String token) throws IOException {
            server.createContext("/", exchange -> {
                exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
                byte[] body = token.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
        }

        @Nullable
        String header(String name) {
            return headers.get(name);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}

package io.downbeat.console;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without script, style and patience: keeps cookies, follows nothing. */
public final class Console implements AutoCloseable {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final URI server;
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    public Console(URI server) {
        this.server = server;
    }

    public static Console signedIn(URI server, String token) throws Exception {
        Console console = new Console(server);
        HttpResponse<String> answer = console.signIn(token);
        if (answer.statusCode() != 303) {
            throw new AssertionError("signing in was answered " + answer.statusCode() + ": " + answer.body());
        }
        return console;
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> signIn(String token) throws Exception {
        return post("/console/sign-in", "/console/sign-in", Map.of("token", token));
    }

    /** Opens a page and sends a form from it. */
    public HttpResponse<String> post(String from, String path, Map<String, String> fields) throws Exception {
        return forge(path, new HashMap<>(fields), formToken(get(from).body()));
    }

    /** Sends a form with the token given, or without one. */
    public HttpResponse<String> forge(String path, Map<String, String> fields, String token) throws Exception {
        if (!token.isEmpty()) {
            fields.put("_csrf", token);
        }
        return client.send(
                HttpRequest.newBuilder(server.resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encoded(fields)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    public HttpClient client() {
        return client;
    }

    public static String formToken(String page) {
        Matcher found = FORM_TOKEN.matcher(page);
        if (!found.find()) {
            throw new AssertionError("no form on the page " + page);
        }
        return found.group(1);
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public void close() {
        client.close();
    }
}

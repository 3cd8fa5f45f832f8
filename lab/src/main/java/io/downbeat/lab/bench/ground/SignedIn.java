package io.downbeat.lab.bench.ground;

import io.downbeat.lab.bench.load.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Somebody who signed in to the console, and asks for its pages.
 *
 * @param cookies as a request's header has them
 */
public record SignedIn(URI server, String cookies) {
    private static final String PATH = "/console/sign-in";
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    static SignedIn with(URI server, String token) {
        CookieManager cookies = new CookieManager();
        try (HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build()) {
            HttpRequest.Builder form = HttpRequest.newBuilder(server.resolve(PATH));
            Matcher formToken = FORM_TOKEN.matcher(
                    browser.send(form.build(), BodyHandlers.ofString()).body());
            if (!formToken.find()) {
                throw new IllegalStateException("the page to sign in has no form");
            }
            String fields = "_csrf=" + encoded(formToken.group(1)) + "&token=" + encoded(token);
            int status = browser.send(
                            form.header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(fields))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            if (status != 303) {
                throw new IllegalStateException("signing in was answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("nobody could sign in", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new SignedIn(
                server,
                cookies.getCookieStore().getCookies().stream()
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; ")));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public byte[] request(String path) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n"
                .formatted(path, server.getAuthority(), cookies)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The first link of a page whose address has this in it. */
    public Optional<String> link(String path, String part) {
        try (Wire wire = new Wire(server)) {
            Matcher link = Pattern.compile("href=\"([^\"]*" + Pattern.quote(part) + "[^\"]*)\"")
                    .matcher(wire.ask(request(path)).body());
            return link.find() ? Optional.of(link.group(1).replace("&amp;", "&")) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " had no answer", e);
        }
    }
}

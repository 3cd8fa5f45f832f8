package io.downbeat.notifications;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * What may be the address of a webhook. Whoever may add one lets this server send requests from where it stands, so what
 * is written down as an address inside is refused at once. Where a name leads is not asked here but by
 * {@link WebhookAddresses} at every attempt, because that changes.
 */
final class WebhookUrl {
    static final int LONGEST = 2000;

    private WebhookUrl() {}

    /**
     * @param allowPrivate whether it may lead to this machine and to private networks
     * @throws Refused unless it is https, or http to this machine itself
     */
    static URI of(Body body, boolean allowPrivate) {
        String text = body.text("url", 1, LONGEST);
        URI url = parse(text).orElseThrow(() -> body.invalid("url", "must be a URL such as https://example.com/hook"));
        Optional<InetAddress> literal = literal(url);
        literal.flatMap(address -> WebhookAddresses.whyNot(address, allowPrivate))
                .ifPresent(why -> {
                    throw body.invalid("url", "is an address that is not allowed: " + why);
                });
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        boolean isOurs = literal.filter(InetAddress::isLoopbackAddress).isPresent();
        if (!scheme.equals("https") && !(scheme.equals("http") && isOurs)) {
            throw body.invalid("url", "must begin with https://; http:// only leads to this machine itself");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw body.invalid("url", "must have neither a user nor a fragment (#)");
        }
        return url;
    }

    private static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            boolean isWhole = url.getScheme() != null && url.getHost() != null && url.getPort() <= 65535;
            return isWhole ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException notOne) {
            return Optional.empty();
        }
    }

    /** Asks no name server: {@code localhost} means this machine whatever one would say. */
    private static Optional<InetAddress> literal(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        try {
            return Optional.of(
                    InetAddress.ofLiteral(name.startsWith("[") ? name.substring(1, name.length() - 1) : name));
        } catch (IllegalArgumentException isName) {
            return Optional.empty();
        }
    }
}

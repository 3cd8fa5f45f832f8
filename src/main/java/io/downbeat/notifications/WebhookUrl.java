package io.downbeat.notifications;

import io.downbeat.platform.Body;
import io.downbeat.platform.Refused;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * What may be the address of a webhook. Whoever may add one lets this server send requests from where it stands, so
 * addresses that only this machine's own surroundings answer on (link-local: the clouds' metadata) are refused. A name
 * that leads to one is not found out here; docs/api/webhooks.md says what a request could do there.
 */
final class WebhookUrl {
    static final int LONGEST = 2000;

    private WebhookUrl() {}

    /** @throws Refused unless it is https, or http to this machine itself */
    static URI of(Body body) {
        String text = body.text("url", 1, LONGEST);
        URI url = parse(text).orElseThrow(() -> body.invalid("url", "must be a URL such as https://example.com/hook"));
        Optional<InetAddress> literal = literal(url);
        boolean isOurs = url.getHost().equalsIgnoreCase("localhost")
                || literal.filter(InetAddress::isLoopbackAddress).isPresent();
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && isOurs)) {
            throw body.invalid("url", "must begin with https://; http:// only leads to this machine itself");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw body.invalid("url", "must have neither a user nor a fragment (#)");
        }
        if (literal.filter(WebhookUrl::isNobodys).isPresent()) {
            throw body.invalid("url", "must not lead to a link-local, multicast or unspecified address");
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

    /** Asks no name server. */
    private static Optional<InetAddress> literal(URI url) {
        String host = url.getHost();
        try {
            return Optional.of(
                    InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    private static boolean isNobodys(InetAddress address) {
        return address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress();
    }
}

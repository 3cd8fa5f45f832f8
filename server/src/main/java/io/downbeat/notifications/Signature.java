package io.downbeat.notifications;

import io.downbeat.platform.hashes.Hmac;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** The proof that a notification comes from this server, as the API's guide publishes it (domain.md C.7). */
final class Signature {
    /** As HTTP writes dates: unlike the JDK's RFC 1123 format, the day has two digits. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Signature() {}

    static String date(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    /**
     * Lower-case hex of HMAC-SHA256 over the date, a line feed and the raw bytes of the body.
     *
     * @param date as it stands in the header
     */
    static String of(String secret, String date, byte[] body) {
        return HexFormat.of().formatHex(Hmac.of(secret, (date + "\n").getBytes(StandardCharsets.UTF_8), body));
    }
}

package io.downbeat.connectors.stripe;

import io.downbeat.platform.hashes.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Stripe-Signature} header, {@code t=<seconds>,v1=<hex>[,v1=..]}: HMAC-SHA256 over {@code "<t>.<raw body>"}.
 * Any matching {@code v1} counts, so that a secret can be rotated.
 */
record StripeSignature(Instant signedAt, String time, List<String> signatures) {
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    static Optional<StripeSignature> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        String time = null;
        List<String> signatures = new ArrayList<>();
        for (String part : header.split(",")) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equals("t")) {
                time = pair[1];
            } else if (pair.length == 2 && pair[0].equals("v1")) {
                signatures.add(pair[1]);
            }
        }
        if (time == null || !time.matches("\\d{1,11}") || signatures.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StripeSignature(Instant.ofEpochSecond(Long.parseLong(time)), time, signatures));
    }

    boolean signs(byte[] body, String secret) {
        byte[] expected = hmac(time, body, secret).getBytes(StandardCharsets.UTF_8);
        boolean matches = false;
        for (String signature : signatures) {
            matches |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
        }
        return matches;
    }

    boolean isWithinToleranceOf(Instant now) {
        return Duration.between(signedAt, now).abs().compareTo(TOLERANCE) <= 0;
    }

    static String hmac(String time, byte[] body, String secret) {
        return HexFormat.of().formatHex(Hmac.of(secret, (time + ".").getBytes(StandardCharsets.UTF_8), body));
    }
}

package io.downbeat.platform.hashes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256: bytes that only who knows the key can make of the content. */
public final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";

    private Hmac() {}

    /** @param content its parts, one after the other */
    public static byte[] of(byte[] key, byte[]... content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : content) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this JDK", impossible);
        }
    }

    /** @param key a text, in UTF-8 */
    public static byte[] of(String key, byte[]... content) {
        return of(key.getBytes(UTF_8), content);
    }
}

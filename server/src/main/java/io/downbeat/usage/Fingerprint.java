package io.downbeat.usage;

import io.downbeat.platform.hashes.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;

/**
 * 128 bits of SHA-256 that stand for texts of any length in an index, which takes no more than 2,700 bytes. Nobody
 * can find two texts with the same ones, so two groups or values are never taken for one.
 */
final class Fingerprint {
    /** Of the empty list: the group of usage that is not grouped. */
    static final UUID OF_NOTHING = new UUID(0, 0);

    private Fingerprint() {}

    static UUID of(List<String> texts) {
        if (texts.isEmpty()) {
            return OF_NOTHING;
        }
        MessageDigest digest = Sha256.digest();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            // With its length in front: ("ab", "c") and ("a", "bc") are two groups.
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }
}

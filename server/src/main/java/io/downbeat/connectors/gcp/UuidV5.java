package io.downbeat.connectors.gcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids that are computed from a name (RFC 9562, version 5), as Google asks for where an id is to find duplicates. */
final class UuidV5 {
    /** Ours, made once at random: the same record has the same id on every server, for ever. */
    static final UUID RECORDS = UUID.fromString("6f0d3c1e-8a55-4b7b-9d2c-51a8b0c7e9f4");

    private UuidV5() {}

    static UUID of(UUID namespace, String name) {
        ByteBuffer hashed = ByteBuffer.wrap(sha1(namespace, name));
        long high = hashed.getLong() & ~0xF000L | 0x5000L;
        long low = hashed.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static byte[] sha1(UUID namespace, String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(ByteBuffer.allocate(16)
                    .putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits())
                    .flip());
            return digest.digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}

package io.downbeat.access;

import io.downbeat.platform.hashes.Sha256;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Secret texts that this server makes, and what it keeps of them. Their bits, 128 or more, are random, so a plain hash of one tells
 * nothing and nobody can try them all; passwords would need more.
 */
final class TokenText {
    private static final String PREFIX = "db_";
    private static final int BYTES = 32;
    private static final int CODE_BYTES = 16;
    private static final Pattern MADE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenText() {}

    /** Of an API token: the prefix lets scanners of repositories, and ourselves, know one on sight. */
    static String make() {
        return PREFIX + random();
    }

    /** 256 random bits as text. */
    static String random() {
        return random(BYTES);
    }

    /** 128 random bits: of what lives for minutes, and is short enough for one line of a terminal. */
    static String code() {
        return random(CODE_BYTES);
    }

    private static String random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether {@link #make} can have made it; anything else need not be looked for. */
    static boolean canBeOne(String text) {
        return MADE.matcher(text).matches();
    }

    static Hash hash(String text) {
        return new Hash(Sha256.of(text));
    }

    /** What is kept of a secret text. */
    record Hash(String hex) {
        Hash(byte[] bytes) {
            this(HexFormat.of().formatHex(bytes));
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        /** In a time that does not tell how much of it was right. */
        boolean isSameAs(Hash other) {
            return MessageDigest.isEqual(bytes(), other.bytes());
        }
    }
}

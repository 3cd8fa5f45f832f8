package io.downbeat.platform.secrets;

import io.downbeat.platform.hashes.Hmac;
import io.downbeat.platform.hashes.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Secrets at rest: AES-256-GCM under a key derived from {@code DOWNBEAT_SECRET_KEY}, and while that is being changed also
 * from {@code DOWNBEAT_SECRET_KEY_PREVIOUS}.
 *
 * <p>The context (for instance the id of the row) is authenticated with the text: a sealed secret that is copied to
 * another row does not open there. Each sealed secret begins with the id of its key, by which the key that opens it is
 * found: one byte for the format, the id, the nonce, then what AES-GCM made.
 */
public final class SecretBox {
    private static final byte FORMAT = 1;
    private static final int ID_BYTES = 8;
    private static final int HEAD_BYTES = 1 + ID_BYTES;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Key current;
    private final @Nullable Key previous;
    private final Supplier<String> inForce;
    private final SecureRandom random = new SecureRandom();

    /** @param passphrase any text of 32 characters or more */
    public SecretBox(String passphrase) {
        this(passphrase, null);
    }

    /** @param previous the passphrase that this one takes the place of; {@code null} where none is being changed */
    public SecretBox(String passphrase, @Nullable String previous) {
        this(new Key(passphrase), previous == null ? null : new Key(previous), null);
    }

    private SecretBox(Key current, @Nullable Key previous, @Nullable Supplier<String> inForce) {
        this.current = current;
        this.previous = previous;
        this.inForce = inForce == null ? current::hexId : inForce;
    }

    /**
     * The same keys; what it seals is sealed with that which is in force at the moment.
     *
     * @param keyId asked inside the transaction that keeps the sealed secret
     */
    public SecretBox sealingWith(Supplier<String> keyId) {
        return new SecretBox(current, previous, keyId);
    }

    /** Tells this key from others, in 16 hex digits; nothing can be opened with it. */
    public String keyId() {
        return current.hexId();
    }

    /** 32 bytes that only this key makes, and that do not lead back to it: for whoever must know whether it is the same. */
    public byte[] checkValue() {
        return current.derived("downbeat secret key check 1");
    }

    /** A box of each key this one opens with, the current one first. */
    public List<SecretBox> keys() {
        return known().map(key -> new SecretBox(key, null, null)).toList();
    }

    /** What everything begins with that is sealed now: what begins otherwise is still sealed with another key. */
    public byte[] head() {
        return inForce().head();
    }

    public byte[] seal(String secret, String context) {
        Key key = inForce();
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = key.cipher(Cipher.ENCRYPT_MODE, nonce, context);
            byte[] sealed = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(HEAD_BYTES + NONCE_BYTES + sealed.length)
                    .put(key.head())
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a secret could not be sealed", e);
        }
    }

    /** @throws IllegalStateException if the key is another one or the bytes were changed or moved */
    public String open(byte[] sealed, String context) {
        Key key = known().filter(each -> each.isNamedBy(sealed))
                .findFirst()
                .orElseThrow(() -> doesNotOpen(context, null));
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
            byte[] rest = Arrays.copyOfRange(sealed, Math.min(HEAD_BYTES + NONCE_BYTES, sealed.length), sealed.length);
            return new String(key.cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(rest), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw doesNotOpen(context, e);
        }
    }

    private Stream<Key> known() {
        return Stream.of(current, previous).flatMap(Stream::ofNullable);
    }

    private Key inForce() {
        String id = inForce.get();
        return known().filter(key -> key.hexId().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the secret key in force is " + id
                        + ", which this server does not have: set DOWNBEAT_SECRET_KEY and start it again"));
    }

    private IllegalStateException doesNotOpen(String context, @Nullable Exception cause) {
        return new IllegalStateException(
                "a stored secret does not open for " + context + " with key " + keyId()
                        + ": is DOWNBEAT_SECRET_KEY the one it was sealed with?",
                cause);
    }

    private record Key(SecretKeySpec aes, byte[] id) {
        Key(String passphrase) {
            this(aes(passphrase));
        }

        private Key(SecretKeySpec aes) {
            this(aes, Arrays.copyOf(derived(aes, "downbeat secret key id 1"), ID_BYTES));
        }

        private static SecretKeySpec aes(String passphrase) {
            if (passphrase.length() < 32) {
                throw new IllegalArgumentException("the secret key needs 32 characters or more");
            }
            return new SecretKeySpec(Sha256.of("downbeat secret box 1\n" + passphrase), "AES");
        }

        private static byte[] derived(SecretKeySpec aes, String purpose) {
            return Hmac.of(aes.getEncoded(), purpose.getBytes(StandardCharsets.UTF_8));
        }

        byte[] derived(String purpose) {
            return derived(aes, purpose);
        }

        String hexId() {
            return HexFormat.of().formatHex(id);
        }

        byte[] head() {
            return ByteBuffer.allocate(HEAD_BYTES).put(FORMAT).put(id).array();
        }

        boolean isNamedBy(byte[] sealed) {
            return sealed.length > HEAD_BYTES && Arrays.equals(sealed, 0, HEAD_BYTES, head(), 0, HEAD_BYTES);
        }

        Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, aes, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher;
        }
    }
}

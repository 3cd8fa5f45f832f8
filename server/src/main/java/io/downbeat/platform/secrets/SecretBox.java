package io.downbeat.platform.secrets;

import io.downbeat.platform.hashes.Hmac;
import io.downbeat.platform.hashes.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secrets at rest: AES-256-GCM under a key derived from {@code DOWNBEAT_SECRET_KEY}.
 *
 * <p>The context (for instance the id of the row) is authenticated with the text: a sealed secret that is copied to
 * another row does not open there. Each sealed secret begins with the id of its key, so that whoever changes the key can
 * tell what is still sealed with the old one: one byte for the format, the id, the nonce, then what AES-GCM made.
 */
public final class SecretBox {
    private static final byte FORMAT = 1;
    private static final int ID_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final byte[] id;
    private final SecureRandom random = new SecureRandom();

    /** @param passphrase any text of 32 characters or more */
    public SecretBox(String passphrase) {
        if (passphrase.length() < 32) {
            throw new IllegalArgumentException("the secret key needs 32 characters or more");
        }
        key = new SecretKeySpec(Sha256.of("downbeat secret box 1\n" + passphrase), "AES");
        id = Arrays.copyOf(derived("downbeat secret key id 1"), ID_BYTES);
    }

    /** Tells this key from others, in 16 hex digits; nothing can be opened with it. */
    public String keyId() {
        return HexFormat.of().formatHex(id);
    }

    /** 32 bytes that only this key makes, and that do not lead back to it: for whoever must know whether it is the same. */
    public byte[] checkValue() {
        return derived("downbeat secret key check 1");
    }

    private byte[] derived(String purpose) {
        return Hmac.of(key.getEncoded(), purpose.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] seal(String secret, String context) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
            byte[] sealed = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(1 + ID_BYTES + NONCE_BYTES + sealed.length)
                    .put(FORMAT)
                    .put(id)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a secret could not be sealed", e);
        }
    }

    /** @throws IllegalStateException if the key is another one or the bytes were changed or moved */
    public String open(byte[] sealed, String context) {
        int head = namesThisKey(sealed) ? 1 + ID_BYTES : 0;
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, head, head + NONCE_BYTES);
            byte[] rest = Arrays.copyOfRange(sealed, Math.min(head + NONCE_BYTES, sealed.length), sealed.length);
            return new String(cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(rest), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a stored secret does not open for " + context + " with key " + keyId()
                            + ": is DOWNBEAT_SECRET_KEY the one it was sealed with?",
                    e);
        }
    }

    /** Secrets that the first servers sealed name no key and begin with their nonce; with another key neither opens. */
    private boolean namesThisKey(byte[] sealed) {
        return sealed.length > ID_BYTES
                && sealed[0] == FORMAT
                && Arrays.equals(sealed, 1, 1 + ID_BYTES, id, 0, ID_BYTES);
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}

package io.downbeat.connectors.netsuite;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** The private key of a certificate that was uploaded to NetSuite, and how it signs. */
record NetsuiteKey(JWSSigner signer, JWSAlgorithm algorithm) {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** Answered of a key that cannot sign; never with a part of the key, nor with the cause, which might quote it. */
    static final class Unusable extends Exception {
        Unusable(String why) {
            super("netsuite_private_key " + why, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    static NetsuiteKey of(String pem) throws Unusable {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(bytes(pem));
        for (String kind : List.of("RSA", "EC")) {
            try {
                return of(KeyFactory.getInstance(kind).generatePrivate(encoded));
            } catch (GeneralSecurityException | JOSEException | IllegalArgumentException otherKind) {
                // The next kind, or the sentence below.
            }
        }
        throw new Unusable("is no RSA key of 2048 bits or more and no EC key on P-256, P-384 or P-521;"
                + " make one, upload its certificate to NetSuite and set the account up with it");
    }

    private static NetsuiteKey of(PrivateKey key) throws JOSEException {
        if (key instanceof ECPrivateKey elliptic) {
            Curve curve = Curve.forECParameterSpec(elliptic.getParams());
            JWSAlgorithm algorithm = Curve.P_256.equals(curve)
                    ? JWSAlgorithm.ES256
                    : Curve.P_384.equals(curve) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES512;
            return new NetsuiteKey(new ECDSASigner(elliptic), algorithm);
        }
        // NetSuite takes RSA keys with PSS padding only.
        return new NetsuiteKey(new RSASSASigner(key), JWSAlgorithm.PS256);
    }

    private static byte[] bytes(String pem) throws Unusable {
        // A key that went through a shell or a settings file often has its line breaks spelled out.
        String text = pem.replace("\\r", "").replace("\\n", "\n").strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new Unusable("must be an unencrypted PKCS#8 key, from -----BEGIN PRIVATE KEY----- on; convert another"
                    + " form with: openssl pkcs8 -topk8 -nocrypt -in key.pem");
        }
        try {
            return Base64.getDecoder()
                    .decode(text.substring(BEGIN.length(), text.length() - END.length())
                            .replaceAll("\\s", ""));
        } catch (IllegalArgumentException garbled) {
            throw new Unusable("is garbled between its first and its last line; copy it again");
        }
    }
}

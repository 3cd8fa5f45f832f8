package io.downbeat.connectors.gcp;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.downbeat.outbound.AccessTokens.TokenResult;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A service account's key for a token: the JWT bearer grant (RFC 7523), signed with RS256. */
final class ServiceAccountGrant {
    private static final Duration LIFE = Duration.ofHours(1);

    private final GcpWire wire;
    private final InstantSource clock;

    ServiceAccountGrant(GcpWire wire, InstantSource clock) {
        this.wire = wire;
        this.clock = clock;
    }

    TokenResult ask(JsonNode key) throws GcpCredentials.Unusable {
        URI endpoint = GcpCredentials.endpoint(key, GcpCredentials.KEY, "token_uri");
        Map<String, String> form = Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", assertion(key, endpoint));
        return GcpCredentials.read(wire.form(endpoint, form), "Google's token endpoint", clock);
    }

    private String assertion(JsonNode key, URI audience) throws GcpCredentials.Unusable {
        Instant now = clock.instant();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.path("private_key_id").asString(null))
                .build();
        var claims = new JWTClaimsSet.Builder()
                .issuer(GcpCredentials.required(key, GcpCredentials.KEY, "client_email"))
                .audience(audience.toString())
                .claim("scope", GcpCredentials.SCOPES)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build();
        var signed = new SignedJWT(header, claims);
        try {
            signed.sign(new RSASSASigner(privateKey(key)));
        } catch (JOSEException | IllegalArgumentException weak) {
            throw new GcpCredentials.Unusable(GcpCredentials.KEY + ": its private_key cannot sign with RS256");
        }
        return signed.serialize();
    }

    private static PrivateKey privateKey(JsonNode key) throws GcpCredentials.Unusable {
        String pem = GcpCredentials.required(key, GcpCredentials.KEY, "private_key");
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException notOne) {
            // Without its cause, which may quote the key.
            throw new GcpCredentials.Unusable(GcpCredentials.KEY + ": its private_key is no RSA key in PEM (PKCS #8)");
        }
    }
}

package io.downbeat.connectors.netsuite;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.downbeat.outbound.AccessTokens;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.ProviderHttp;
import io.downbeat.providers.DeliveryMethodId;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/**
 * OAuth 2.0 client credentials, machine to machine: a JWT signed with the account's key buys an access token of an hour.
 * There is no refresh token, so each one is bought anew.
 */
final class NetsuiteTokens {
    static final String PATH = "/services/rest/auth/oauth2/v1/token";
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    /** NetSuite takes up to 60 minutes; what is stolen on the way should be worth less. */
    private static final Duration ASSERTION = Duration.ofMinutes(5);

    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    private final ProviderHttp http = new ProviderHttp(DEADLINE, NetsuiteCalls.REQUEST_ID);
    private final AccountKeys keys;
    private final InstantSource clock;
    private final AccessTokens tokens;

    NetsuiteTokens(AccountKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        this.tokens = new AccessTokens(clock);
    }

    /** @param host of the account, without {@code /services} */
    TokenResult of(DeliveryMethodId method, String host) {
        return tokens.of(method, () -> ask(keys.of(method), host + PATH)).result();
    }

    void forget(DeliveryMethodId method) {
        tokens.forget(method);
    }

    private TokenResult ask(Map<String, String> account, String url) {
        for (String key : new String[] {"netsuite_client_id", "netsuite_certificate_id", "netsuite_private_key"}) {
            if (account.getOrDefault(key, "").isBlank()) {
                return new TokenResult.Refused(
                        "the NetSuite account is set up without " + key + "; set it up with one");
            }
        }
        try {
            String form = "grant_type=client_credentials&client_assertion_type="
                    + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", UTF_8)
                    + "&client_assertion=" + assertion(account, url);
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(DEADLINE)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
            return token(http.call(request));
        } catch (NetsuiteKey.Unusable unusable) {
            return new TokenResult.Refused(unusable.why());
        }
    }

    private String assertion(Map<String, String> account, String url) throws NetsuiteKey.Unusable {
        NetsuiteKey key = NetsuiteKey.of(account.getOrDefault("netsuite_private_key", ""));
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(account.get("netsuite_client_id"))
                .claim("scope", "rest_webservices")
                .audience(url)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ASSERTION)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        JWSHeader header = new JWSHeader.Builder(key.algorithm())
                .keyID(account.get("netsuite_certificate_id"))
                .type(com.nimbusds.jose.JOSEObjectType.JWT)
                .build();
        SignedJWT assertion = new SignedJWT(header, claims);
        try {
            assertion.sign(key.signer());
        } catch (JOSEException cannot) {
            throw new NetsuiteKey.Unusable("cannot sign with " + key.algorithm() + "; make a new key");
        }
        return assertion.serialize();
    }

    private TokenResult token(HttpResult reply) {
        return switch (reply) {
            case HttpResult.NotSent(String why) ->
                new TokenResult.Unavailable("NetSuite could not be reached: " + why, null);
            case HttpResult.NoResponse(String why) ->
                new TokenResult.Unavailable("NetSuite gave no token: " + why, null);
            case HttpResult.Response came -> token(came);
        };
    }

    private TokenResult token(HttpResult.Response came) {
        String token = came.json().path("access_token").asString("");
        if (came.isOk() && token.matches(AccessTokens.SENDABLE)) {
            // A number in OAuth, a string with digits at NetSuite.
            BigDecimal life = NetsuiteView.decimal(came.json().path("expires_in"));
            Duration lasts = life == null ? USUAL_LIFE : Duration.ofSeconds(life.longValue());
            return new TokenResult.Token(token, clock.instant().plus(lasts));
        }
        if (came.isRefusal()) {
            String error = came.json().path("error").asString("status " + came.status());
            return new TokenResult.Refused("NetSuite refuses the credentials (" + error
                    + "): netsuite_client_id, netsuite_certificate_id and netsuite_private_key must belong together,"
                    + " and the certificate must be valid");
        }
        return new TokenResult.Unavailable("NetSuite gave no token: status " + came.status(), came.retryAfter());
    }
}

package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.http.Request;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a signed request says about itself. The signature must be there but is not computed again: the sandbox does not
 * know the secret of keys that it did not issue.
 */
record AwsSignature(String accessKeyId, String region) {
    private static final Pattern HEADER = Pattern.compile(
            "AWS4-HMAC-SHA256\\s+Credential=([^/,\\s]+)/(\\d{8})/([^/,\\s]+)/([^/,\\s]+)/aws4_request\\s*,.*Signature=[0-9a-f]+.*");

    static AwsSignature of(Request request, String service) {
        String header = request.header("Authorization");
        if (header == null) {
            throw new AwsError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new AwsError(
                    400, "IncompleteSignatureException", "Authorization header requires Credential and Signature.");
        }
        if (!matcher.group(4).equals(service)) {
            throw new AwsError(
                    403,
                    "InvalidSignatureException",
                    "Credential should be scoped to correct service: '" + service + "'.");
        }
        return new AwsSignature(matcher.group(1), matcher.group(3));
    }
}

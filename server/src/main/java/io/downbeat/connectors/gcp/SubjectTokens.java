package io.downbeat.connectors.gcp;

import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Who this server is elsewhere, as a federation's {@code credential_source} says: a file or a URL that holds a token, or
 * the AWS identity of the machine. A program that prints one is not run: whoever may set up a delivery method may not
 * start programs.
 */
final class SubjectTokens {
    private static final String OF = GcpCredentials.FEDERATION + ": its credential_source";
    private static final String CALLER_IDENTITY =
            "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15";
    private static final int LONGEST = 65_536;

    private final GcpWire wire;

    SubjectTokens(GcpWire wire) {
        this.wire = wire;
    }

    String of(JsonNode config) throws GcpCredentials.Unusable {
        JsonNode source = config.path("credential_source");
        if (source.path("environment_id").asString("").startsWith("aws")) {
            return ofAws(source, GcpCredentials.required(config, GcpCredentials.FEDERATION, "audience"));
        }
        if (source.hasNonNull("file")) {
            return token(source, read(source.path("file").asString("")));
        }
        if (source.hasNonNull("url")) {
            return token(source, fetched(source));
        }
        throw new GcpCredentials.Unusable(OF + " must have a file, a url, or an environment_id of AWS");
    }

    private static String read(String file) throws GcpCredentials.Unusable {
        try {
            Path path = Path.of(file);
            if (Files.isRegularFile(path) && Files.size(path) <= LONGEST) {
                return Files.readString(path);
            }
        } catch (IOException | InvalidPathException unreadable) {
            // told below
        }
        throw new GcpCredentials.Unusable(OF + " names a file that this server cannot read");
    }

    private String fetched(JsonNode source) throws GcpCredentials.Unusable {
        Map<String, String> headers = new LinkedHashMap<>();
        source.path("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asString("")));
        try {
            HttpResult reply = wire.get(GcpCredentials.endpoint(source, OF, "url"), headers);
            if (reply instanceof HttpResult.Response came && came.isOk()) {
                return came.body();
            }
        } catch (IllegalArgumentException badHeader) {
            // told below
        }
        throw new GcpCredentials.Unusable(OF + " names a url that gave no token");
    }

    /** The whole text, or one field of it. */
    private static String token(JsonNode source, String text) throws GcpCredentials.Unusable {
        JsonNode format = source.path("format");
        String token = text.strip();
        if (format.path("type").asString("text").equals("json")) {
            String field = GcpCredentials.required(format, OF + ".format", "subject_token_field_name");
            try {
                token = Json.read(text).path(field).asString("");
            } catch (JacksonException noJson) {
                token = "";
            }
        }
        if (token.isEmpty()) {
            throw new GcpCredentials.Unusable(OF + " holds no token");
        }
        return token;
    }

    /** A signed question to AWS about who signed it, which Google asks in our place (token type aws4_request). */
    private static String ofAws(JsonNode source, String audience) throws GcpCredentials.Unusable {
        try (DefaultCredentialsProvider machine =
                DefaultCredentialsProvider.builder().build()) {
            AwsCredentials credentials = machine.resolveCredentials();
            String region =
                    DefaultAwsRegionProviderChain.builder().build().getRegion().id();
            return callerIdentity(
                    credentials,
                    region,
                    URI.create(source.path("regional_cred_verification_url")
                            .asString(CALLER_IDENTITY)
                            .replace("{region}", region)),
                    audience);
        } catch (SdkException | IllegalArgumentException none) {
            throw new GcpCredentials.Unusable(
                    OF + " wants the AWS identity of this machine, which has no credentials or no"
                            + " region (environment, profile, container or instance role)");
        }
    }

    static String callerIdentity(AwsCredentials credentials, String region, URI question, String audience) {
        SdkHttpRequest plain = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(question)
                .putHeader("x-goog-cloud-target-resource", audience)
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(how -> how.identity(credentials)
                        .request(plain)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
        List<Map<String, String>> headers = new ArrayList<>();
        signed.forEachHeader((name, values) ->
                headers.add(Map.of("key", name.toLowerCase(Locale.ROOT), "value", values.getFirst())));
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("url", question.toString());
        request.put("method", "POST");
        request.put("headers", headers);
        return GcpWire.encoded(Json.write(request));
    }
}

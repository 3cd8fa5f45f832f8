package io.downbeat.connectors.aws;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.ProviderHttp;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** BatchMeterUsage over JSON 1.1, signed with SigV4. One call is one request: nothing here repeats. */
final class AwsMeteringWire {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String REQUEST_ID = "x-amzn-RequestId";
    private static final String TARGET = "AWSMPMeteringService.BatchMeterUsage";
    private static final String SIGNING_NAME = "aws-marketplace";
    /** The client writes these itself. */
    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length");

    private final AwsSettings settings;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final ProviderHttp http = new ProviderHttp(TIMEOUT, REQUEST_ID);

    AwsMeteringWire(AwsSettings settings) {
        this.settings = settings;
    }

    BatchAnswer batchMeterUsage(AwsCredentials credentials, String region, List<FrozenRecord> records, String body) {
        return switch (http.call(signed(credentials, region, body))) {
            case HttpResult.Response came ->
                AwsAnswers.read(
                        came.status(),
                        came.requestId(),
                        came.header("x-amzn-ErrorType").orElse(null),
                        came.body(),
                        records);
            case HttpResult.NotSent(String why) ->
                new BatchAnswer.All(
                        new RecordAnswer.Throttled("AWS could not be reached: " + why), BatchAnswer.Receipt.NONE);
            case HttpResult.NoResponse(String why) ->
                new BatchAnswer.All(new RecordAnswer.NoAnswer(why), BatchAnswer.Receipt.NONE);
        };
    }

    private URI endpoint(String region) {
        URI given = settings.marketplaceEndpoint();
        if (given != null) {
            return given.getPath().isEmpty() ? given.resolve("/") : given;
        }
        return URI.create("https://metering.marketplace." + region.toLowerCase(Locale.ROOT) + ".amazonaws.com/");
    }

    private HttpRequest signed(AwsCredentials credentials, String region, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        URI endpoint = endpoint(region);
        SdkHttpRequest plain = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", TARGET)
                .build();
        SdkHttpRequest signed = signer.sign(how -> how.identity(credentials)
                        .request(plain)
                        .payload(() -> new ByteArrayInputStream(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SIGNING_NAME)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).timeout(TIMEOUT).POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        signed.forEachHeader((name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }
}

package io.downbeat.delivery.aws;

import io.downbeat.delivery.metering.BatchAnswer;
import io.downbeat.delivery.metering.FrozenSlot;
import io.downbeat.delivery.metering.SlotAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private static final String TARGET = "AWSMPMeteringService.BatchMeterUsage";
    private static final String SIGNING_NAME = "aws-marketplace";
    /** The client writes these itself. */
    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length");

    private final AwsSettings settings;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    AwsMeteringWire(AwsSettings settings) {
        this.settings = settings;
    }

    BatchAnswer batchMeterUsage(AwsCredentials credentials, String region, List<FrozenSlot> slots, String body) {
        try {
            HttpRequest request = signed(credentials, region, body);
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return AwsAnswers.read(
                    response.statusCode(),
                    response.headers().firstValue("x-amzn-RequestId").orElse(null),
                    response.headers().firstValue("x-amzn-ErrorType").orElse(null),
                    response.body(),
                    slots);
        } catch (IOException lost) {
            return noAnswer(lost);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return noAnswer(stopped);
        }
    }

    private static BatchAnswer noAnswer(Exception why) {
        return new BatchAnswer.All(
                new SlotAnswer.NoAnswer(why.getClass().getSimpleName() + ": " + why.getMessage()),
                BatchAnswer.Receipt.NONE);
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

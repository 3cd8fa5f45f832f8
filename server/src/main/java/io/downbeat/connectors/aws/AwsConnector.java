package io.downbeat.connectors.aws;

import io.downbeat.metering.AwsBuyer;
import io.downbeat.metering.AwsMarketplaceConnector;
import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.ProviderPace;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Straight to AWS Marketplace Metering. */
final class AwsConnector implements AwsMarketplaceConnector {
    private static final int REQUESTS_PER_SECOND = 5;

    private static final int BATCH = 25;
    /** Before the product code, or the license where none is named, of records that name a license. */
    private static final String LICENSED = "licensed ";

    private final AwsCredentialsSource credentials;
    private final AwsMeteringWire wire;
    private final AwsSettings settings;

    AwsConnector(AwsCredentialsSource credentials, AwsMeteringWire wire, AwsSettings settings) {
        this.credentials = credentials;
        this.wire = wire;
        this.settings = settings;
    }

    @Override
    public String destination() {
        return "AWS Marketplace";
    }

    @Override
    public boolean leadsTo(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.AWS_MARKETPLACE && method == DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
    }

    @Override
    public Duration lateWindow() {
        return settings.meteringWindow();
    }

    @Override
    public int batchLimit() {
        return BATCH;
    }

    /** AWS documents ten; two servers together stay within that. */
    @Override
    public int requestsPerSecond() {
        return ProviderPace.at(settings.marketplaceEndpoint(), "amazonaws.com", REQUESTS_PER_SECOND);
    }

    @Override
    public Duration patience() {
        return AwsMeteringWire.TIMEOUT.multipliedBy(2);
    }

    /** One product a request. A license names its product, so the product code travels only without one. */
    @Override
    public Address addressOf(Map<String, String> keys) {
        AwsBuyer buyer = AwsBuyer.of(keys);
        String batch = keys.containsKey("aws_license_arn")
                ? LICENSED + buyer.products().getLast()
                : buyer.products().getFirst();
        return new Address(buyer.region(), batch, buyer.key());
    }

    @Override
    public String freeze(Address address, Map<String, String> keys, String dimension, Instant hour, long quantity) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("Timestamp", hour.getEpochSecond());
        record.put("Dimension", dimension);
        record.put("Quantity", quantity);
        // The two are mutually exclusive, and AWS is about to give up the second.
        if (keys.containsKey("aws_customer_account_id")) {
            record.put("CustomerAWSAccountId", keys.get("aws_customer_account_id"));
        } else {
            record.put("CustomerIdentifier", keys.get("aws_customer_id"));
        }
        if (keys.containsKey("aws_license_arn")) {
            record.put("LicenseArn", keys.get("aws_license_arn"));
        }
        return Json.write(record);
    }

    @Override
    public BatchAnswer send(List<FrozenRecord> records) {
        BatchAnswer answer = sendOnce(records);
        if (isRefusedAccount(answer)) {
            credentials.forget(records.getFirst().deliveryMethod());
        }
        if (answer instanceof BatchAnswer.All(RecordAnswer.AccountRefused(var code, var _, var _), var _)
                && code.equals("ExpiredTokenException")) {
            // Certainly without effect, and new ones are one question away.
            return sendOnce(records);
        }
        return answer;
    }

    private static boolean isRefusedAccount(BatchAnswer answer) {
        return answer instanceof BatchAnswer.All(RecordAnswer.AccountRefused _, var _);
    }

    private BatchAnswer sendOnce(List<FrozenRecord> records) {
        FrozenRecord any = records.getFirst();
        AwsCredentials signer;
        try {
            signer = credentials.of(any.deliveryMethod(), any.region());
        } catch (AwsCredentialsSource.Unavailable none) {
            String why = String.valueOf(none.getMessage());
            return new BatchAnswer.All(
                    none.refused ? new RecordAnswer.AccountRefused(none.code, why) : new RecordAnswer.Throttled(why),
                    BatchAnswer.Receipt.NONE);
        }
        return wire.batchMeterUsage(signer, any.region(), records, body(any.batchKey(), records));
    }

    private static String body(String product, List<FrozenRecord> records) {
        String payloads = records.stream().map(FrozenRecord::payload).collect(Collectors.joining(","));
        String productCode =
                product.isEmpty() || product.startsWith(LICENSED) ? "" : "\"ProductCode\":" + Json.write(product) + ",";
        return "{" + productCode + "\"UsageRecords\":[" + payloads + "]}";
    }

    @Override
    public Readback readBack(Buyer buyer, String dimension, Instant from, Instant until) {
        return new Readback.CannotAsk(
                "AWS does not show which usage records it took; compare with the seller reports, or with CloudTrail"
                        + " (event BatchMeterUsage, region " + buyer.address().region() + ", kept for 90 days)");
    }

    /** Credentials are all that can be looked at: AWS has no question about a buyer that meters nothing. */
    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        ProviderConfiguration configuration = question.configuration();
        String region = Objects.requireNonNullElse(configuration.value("aws_region"), AwsBuyer.USUAL_REGION);
        return List.of(credentials(configuration.deliveryMethodId(), region));
    }

    @Override
    public Preflight.Point credentials(DeliveryMethodId account) {
        return credentials(account, AwsBuyer.USUAL_REGION);
    }

    private Preflight.Point credentials(DeliveryMethodId account, String region) {
        try {
            return new Preflight.Point("credentials", Preflight.Verdict.OK, credentials.check(account, region));
        } catch (AwsCredentialsSource.Unavailable none) {
            return new Preflight.Point(
                    "credentials",
                    none.refused ? Preflight.Verdict.FAILED : Preflight.Verdict.UNKNOWN,
                    none.code + ": " + none.getMessage());
        }
    }
}

package io.downbeat.connectors.aws;

import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.LeaseTime;
import io.downbeat.platform.secrets.SecretMask;
import io.downbeat.platform.work.Failure;
import io.downbeat.platform.work.FailureLog;
import io.downbeat.providers.DeliveryMethodId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * Credentials for a delivery method: the role it names, else its keys, else those of the machine. Temporary ones are
 * kept until five minutes before they expire, or until {@link #forget}. Metering and queues share it; each has its own,
 * because each may live somewhere else.
 */
public final class AwsCredentialsSource {
    private static final FailureLog FAILURES = new FailureLog(LoggerFactory.getLogger(AwsCredentialsSource.class));
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    /** Signs for an emulator that was given no keys; means nothing to AWS. */
    private static final AwsCredentials NOBODY = AwsBasicCredentials.create("downbeat", "downbeat");

    private record CachedCredentials(AwsCredentials credentials, Instant until) {}

    private final AccountKeys accounts;
    private final Surroundings surroundings;
    private final InstantSource clock;
    private final Map<DeliveryMethodId, CachedCredentials> kept = new ConcurrentHashMap<>();

    public AwsCredentialsSource(AccountKeys accounts, Surroundings surroundings, InstantSource clock) {
        this.accounts = accounts;
        this.surroundings = surroundings;
        this.clock = clock;
    }

    AwsCredentialsSource(AccountKeys accounts, AwsSettings settings, InstantSource clock) {
        this(
                accounts,
                new Surroundings(settings.stsEndpoint(), settings.marketplaceEndpoint() != null, PATIENCE),
                clock);
    }

    /**
     * @param sts where STS lives; {@code null} for AWS's own
     * @param isElsewhere what is signed for is an emulator or a proxy, so that made-up keys will do
     * @param patience how long STS may take
     */
    public record Surroundings(@Nullable URI sts, boolean isElsewhere, Duration patience) {}

    /** No credentials. {@code refused} if somebody said no, else nobody answered and it may pass. */
    public static final class Unavailable extends Exception {
        public final String code;
        public final boolean refused;

        Unavailable(String code, String message, boolean refused) {
            super(message, null, false, false);
            this.code = code;
            this.refused = refused;
        }
    }

    public AwsCredentials of(DeliveryMethodId deliveryMethod, String region) throws Unavailable {
        CachedCredentials known = kept.get(deliveryMethod);
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.credentials();
        }
        Map<String, String> keys = accounts.of(deliveryMethod);
        String role = keys.get("aws_iam_role_arn");
        if (role == null) {
            return own(keys, surroundings.isElsewhere());
        }
        CachedCredentials assumed = assume(role, keys, keys.getOrDefault("aws_region", region));
        kept.put(deliveryMethod, assumed);
        return assumed.credentials();
    }

    /**
     * Asks STS now: for a session of the role or, where there is none, whose the keys are, for which nobody needs a
     * permission.
     *
     * @return what STS said, in a sentence
     */
    public String check(DeliveryMethodId deliveryMethod, String region) throws Unavailable {
        forget(deliveryMethod);
        AwsCredentials credentials = of(deliveryMethod, region);
        if (kept.containsKey(deliveryMethod)) {
            return "AWS gave a session for " + region;
        }
        if (surroundings.isElsewhere() && surroundings.sts() == null) {
            throw new Unavailable(
                    "NotAsked",
                    "AWS lives somewhere else here, and no DOWNBEAT_STS_ENDPOINT says who knows its keys",
                    false);
        }
        String home = accounts.of(deliveryMethod).getOrDefault("aws_region", region);
        return asked("GetCallerIdentity", credentials, home, sts -> {
            GetCallerIdentityResponse whose = sts.getCallerIdentity();
            return "AWS knows the keys as " + whose.arn();
        });
    }

    /** What is kept was refused: the next question goes to STS, with whatever keys there are by then. */
    public void forget(DeliveryMethodId deliveryMethod) {
        kept.remove(deliveryMethod);
    }

    private CachedCredentials assume(String role, Map<String, String> keys, String region) throws Unavailable {
        AwsCredentials own = own(keys, surroundings.sts() != null);
        AssumeRoleRequest.Builder request =
                AssumeRoleRequest.builder().roleArn(role).roleSessionName("downbeat");
        Optional.ofNullable(keys.get("aws_external_id")).ifPresent(request::externalId);
        return asked("AssumeRole of " + role, own, region, sts -> {
            AssumeRoleResponse answer = sts.assumeRole(request.build());
            var given = answer.credentials();
            return new CachedCredentials(
                    AwsSessionCredentials.create(given.accessKeyId(), given.secretAccessKey(), given.sessionToken()),
                    given.expiration().minus(EARLY));
        });
    }

    private <T> T asked(String what, AwsCredentials signer, String region, Function<StsClient, T> question)
            throws Unavailable {
        if (!LeaseTime.allows(surroundings.patience())) {
            throw new Unavailable("NoTime", "too little was left of this claim's time to ask STS", false);
        }
        try (StsClient sts = sts(signer, region)) {
            return question.apply(sts);
        } catch (AwsServiceException refusal) {
            boolean passes = refusal.statusCode() >= 500
                    || refusal.statusCode() == AwsErrorCodes.REQUEST_TIMEOUT
                    || refusal.isThrottlingException();
            throw new Unavailable(code(refusal), what + ": " + said(refusal), !passes);
        } catch (SdkException noAnswer) {
            // Its text may quote what was sent: its class is all that is kept, the log has the text.
            FAILURES.tell("STS", noAnswer);
            throw new Unavailable(
                    "StsNoAnswer", what + ": no answer (" + Failure.of(noAnswer).words() + ")", false);
        }
    }

    /** In AWS's own words. */
    private static String said(AwsServiceException refusal) {
        String words = refusal.awsErrorDetails() == null
                ? null
                : refusal.awsErrorDetails().errorMessage();
        return SecretMask.of(words == null || words.isBlank() ? "status " + refusal.statusCode() : words);
    }

    private static String code(AwsServiceException refusal) {
        return refusal.awsErrorDetails() == null || refusal.awsErrorDetails().errorCode() == null
                ? "AccessDenied"
                : refusal.awsErrorDetails().errorCode();
    }

    private StsClient sts(AwsCredentials own, String region) {
        StsClientBuilder builder = StsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(own))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(how ->
                        how.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(surroundings.patience()));
        if (surroundings.sts() != null) {
            builder.endpointOverride(surroundings.sts());
        }
        return builder.build();
    }

    private static AwsCredentials own(Map<String, String> keys, boolean elsewhere) throws Unavailable {
        @Nullable String id = keys.get("aws_access_key_id");
        @Nullable String secret = keys.get("aws_secret_access_key");
        if (id != null && secret != null) {
            return AwsBasicCredentials.create(id, secret);
        }
        try (AwsCredentialsProviderChain chain = machine(elsewhere)) {
            return chain.resolveCredentials();
        } catch (SdkException none) {
            if (elsewhere) {
                return NOBODY;
            }
            throw new Unavailable(
                    "NoCredentials",
                    "the delivery method names no keys and this machine has none (environment, profile, container or"
                            + " instance role)",
                    true);
        }
    }

    /** Without the instance's metadata service where AWS is somewhere else: asking for it takes seconds there. */
    private static AwsCredentialsProviderChain machine(boolean elsewhere) {
        AwsCredentialsProviderChain.Builder chain = AwsCredentialsProviderChain.builder();
        AwsCredentialsProvider[] local = {
            SystemPropertyCredentialsProvider.create(),
            EnvironmentVariableCredentialsProvider.create(),
            WebIdentityTokenFileCredentialsProvider.create(),
            ProfileCredentialsProvider.create(),
            ContainerCredentialsProvider.create()
        };
        for (AwsCredentialsProvider each : local) {
            chain.addCredentialsProvider(each);
        }
        if (!elsewhere) {
            chain.addCredentialsProvider(InstanceProfileCredentialsProvider.create());
        }
        return chain.build();
    }
}

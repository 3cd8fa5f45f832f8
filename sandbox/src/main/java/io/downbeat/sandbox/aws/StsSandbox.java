package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * STS AssumeRole, and GetCallerIdentity, which anybody may ask with keys that AWS knows. Role names decide: {@code denied}
 * and {@code missing} are refused, {@code needs-external-id} wants the confused-deputy guard.
 */
final class StsSandbox implements Simulator {
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::(\\d{12}):role/(.+)");
    private static final String IDENTITY = "get_caller_identity";
    private static final long SHORTEST = 900;
    private static final long LONGEST = Duration.ofHours(12).toSeconds();
    private static final long USUAL = Duration.ofHours(1).toSeconds();

    private final SandboxClock clock;
    private final AtomicLong requests = new AtomicLong();
    private final IdSeries keys = new IdSeries();
    private final SessionKeys sessions = new SessionKeys();

    StsSandbox(SandboxClock clock) {
        this.clock = clock;
    }

    SessionKeys sessions() {
        return sessions;
    }

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    public boolean takes(Request request) {
        return request.header("X-Amz-Target") == null
                && (request.text().contains("Action=AssumeRole") || asksWho(request));
    }

    @Override
    public Set<String> steps() {
        return Set.of("assume_role", IDENTITY);
    }

    @Override
    public String step(Request request) {
        return asksWho(request) ? IDENTITY : "assume_role";
    }

    private static boolean asksWho(Request request) {
        return request.text().contains("Action=GetCallerIdentity");
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        String requestId = "sts-%012d".formatted(requests.incrementAndGet());
        try {
            AwsSignature.of(call.request(), "sts");
            if (asksWho(call.request())) {
                return identity(AwsCaller.account(call.request(), "sts", sessions, clock), requestId);
            }
            return assumed(FormParameters.parse(call.request().text()), requestId);
        } catch (AwsError refused) {
            return refused.xml(requestId);
        } catch (FormParameters.Malformed malformed) {
            return new AwsError(400, "ValidationError", String.valueOf(malformed.getMessage())).xml(requestId);
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        AwsError error = kind == FaultKind.UNAUTHORIZED
                ? new AwsError(403, "AccessDenied", "Not authorized to perform sts:AssumeRole")
                : AwsError.of(kind);
        return error.xml("sts-%012d".formatted(requests.incrementAndGet()));
    }

    @Override
    public void reset() {
        sessions.clear();
    }

    private SandboxAnswer assumed(FormParameters given, String requestId) {
        String role = given.text("RoleArn").orElseThrow(() -> invalid("RoleArn is required"));
        String session = given.text("RoleSessionName").orElseThrow(() -> invalid("RoleSessionName is required"));
        Matcher arn = ROLE.matcher(role);
        if (!arn.matches()) {
            throw invalid(role + " is invalid");
        }
        long seconds = given.number("DurationSeconds").orElse(USUAL);
        if (seconds < SHORTEST || seconds > LONGEST) {
            throw invalid("DurationSeconds is out of range");
        }
        boolean guarded =
                !role.contains("needs-external-id") || given.text("ExternalId").isPresent();
        // AWS does not tell a role that is gone from one that does not trust the caller.
        if (role.contains("denied") || role.contains("missing") || !guarded) {
            throw new AwsError(
                    403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole on resource: " + role);
        }
        Instant expires = clock.instant().plusSeconds(seconds);
        String key = keys.nextUpper(SessionKeys.PREFIX);
        sessions.add(key, new SessionKeys.Issued(arn.group(1), expires));
        String body = XML.formatted(
                arn.group(1),
                AwsError.escaped(arn.group(2)),
                AwsError.escaped(session),
                key,
                key.toLowerCase(Locale.ROOT),
                key,
                expires.truncatedTo(ChronoUnit.SECONDS),
                requestId);
        return SandboxAnswer.text(200, "text/xml", body).with("x-amzn-RequestId", requestId);
    }

    private static SandboxAnswer identity(String account, String requestId) {
        String body = WHO.formatted(account, account, requestId);
        return SandboxAnswer.text(200, "text/xml", body).with("x-amzn-RequestId", requestId);
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "ValidationError", message);
    }

    private static final String WHO = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult>
            <Arn>arn:aws:iam::%s:user/sandbox</Arn>
            <UserId>AIDASANDBOX</UserId>
            <Account>%s</Account>
          </GetCallerIdentityResult>
          <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>
        """;

    private static final String XML = """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleResult>
            <AssumedRoleUser>
              <Arn>arn:aws:sts::%s:assumed-role/%s/%s</Arn>
              <AssumedRoleId>AROASANDBOX:session</AssumedRoleId>
            </AssumedRoleUser>
            <Credentials>
              <AccessKeyId>%s</AccessKeyId>
              <SecretAccessKey>sandbox-%s</SecretAccessKey>
              <SessionToken>token-of-%s</SessionToken>
              <Expiration>%s</Expiration>
            </Credentials>
          </AssumeRoleResult>
          <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>
        </AssumeRoleResponse>
        """;
}

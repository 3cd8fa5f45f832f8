package io.downbeat.platform.idempotency;

import io.downbeat.platform.callers.EarlyRefusal;
import io.downbeat.platform.callers.RefusedCall;
import io.downbeat.platform.callers.RefusedChanges;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.platform.http.BearerAuthentication;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * {@code Idempotency-Key} on every POST: the same key with the same request answers what it answered the first time,
 * errors too, but for those that ask to try again; with another request it is 409, and so is a second one while the first
 * still runs.
 *
 * <p>The key is written in the very transaction of the request's effect, so a crash leaves both or neither. That is
 * why the whole request runs inside one transaction here, and why {@link Transactions} nests by savepoint.
 */
final class IdempotencyKeys extends OncePerRequestFilter {
    private static final int LONGEST_KEY = 255;

    private final TransactionTemplate transaction;
    private final IdempotencyKeyStore store;
    private final InstantSource clock;
    private final Supplier<ExemptHandlers> exempt;
    private final RefusedChanges refusals;

    /** Runs behind {@link BearerAuthentication}: nobody without a token has a key read, held or kept. */
    IdempotencyKeys(
            TransactionTemplate transaction,
            IdempotencyKeyStore store,
            InstantSource clock,
            Supplier<ExemptHandlers> exempt,
            RefusedChanges refusals) {
        this.refusals = refusals;
        this.transaction = transaction;
        this.store = store;
        this.clock = clock;
        this.exempt = exempt;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || request.getHeader("Idempotency-Key") == null
                || !BearerAuthentication.hasPassed(request)
                || exempt.get().serves(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader("Idempotency-Key");
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            refuse(response, 400, "Idempotency-Key: must have 1 to " + LONGEST_KEY + " characters", false);
            return;
        }
        RepeatableRequest repeatable;
        try {
            repeatable = new RepeatableRequest(request);
        } catch (Refused unread) {
            refuse(response, unread.status(), unread.getMessage(), unread.retryMayHelp());
            return;
        }
        byte[] hash = hash(repeatable);
        var kept = new ContentCachingResponseWrapper(response);
        transaction.executeWithoutResult(status -> once(key, hash, repeatable, kept, chain, status));
        // Only now: an answer that left before the commit could tell of an effect that never came to be.
        kept.copyBodyToResponse();
    }

    private void once(
            String key,
            byte[] hash,
            RepeatableRequest request,
            ContentCachingResponseWrapper response,
            FilterChain chain,
            TransactionStatus status) {
        try {
            if (!store.lock(key)) {
                refuse(response, 409, "a request with this Idempotency-Key is still running; try again", true);
                return;
            }
            Optional<IdempotencyKeyStore.StoredAnswer> earlier = store.find(key);
            if (earlier.isPresent()) {
                replay(earlier.get(), hash, response);
                return;
            }
            Object before = status.createSavepoint();
            chain.doFilter(request, response);
            if (response.getStatus() >= 400) {
                status.rollbackToSavepoint(before);
                RefusedCall.waitingWith(request).ifPresent(call -> refusals.refused(call.operation(), call.message()));
            }
            if (isToBeAskedAgain(response)) {
                return;
            }
            store.keep(
                    key,
                    new IdempotencyKeyStore.StoredAnswer(
                            hash, response.getStatus(), response.getContentType(), response.getContentAsByteArray()),
                    clock.instant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing was done, and the same request with the same key may do it in a moment: it must not meet this answer again. */
    private static boolean isToBeAskedAgain(HttpServletResponse response) {
        return switch (response.getStatus()) {
            case 408, 429, 503 -> true;
            case 409 -> "true".equals(response.getHeader("x-should-retry"));
            default -> false;
        };
    }

    private static void replay(IdempotencyKeyStore.StoredAnswer earlier, byte[] hash, HttpServletResponse response)
            throws IOException {
        if (!Arrays.equals(earlier.requestHash(), hash)) {
            refuse(response, 409, "this Idempotency-Key was used with another request; use a new key", false);
            return;
        }
        response.setStatus(earlier.status());
        if (earlier.contentType() != null) {
            response.setContentType(earlier.contentType());
        }
        response.setHeader("Idempotent-Replayed", "true");
        if (earlier.status() == 409) {
            response.setHeader("x-should-retry", "false");
        }
        response.getOutputStream().write(earlier.response());
    }

    private static void refuse(HttpServletResponse response, int status, String message, boolean retry)
            throws IOException {
        response.setHeader("x-should-retry", String.valueOf(retry));
        EarlyRefusal.write(response, status, message);
    }

    private static byte[] hash(RepeatableRequest request) {
        MessageDigest digest = Sha256.digest();
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        digest.update((request.getRequestURI() + query + "\n").getBytes(StandardCharsets.UTF_8));
        return digest.digest(request.body());
    }
}

package io.downbeat.platform.http;

import io.downbeat.platform.callers.Origin;
import io.downbeat.platform.callers.RefusedCall;
import io.downbeat.platform.callers.RefusedChanges;
import io.downbeat.platform.db.PassingFailure;
import io.downbeat.platform.db.TriggerRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Every answer that is not a success, as {@code {"message": ..., "request_id": ...}}; the one place that turns failures into HTTP. */
@RestControllerAdvice
final class ApiErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

    private final KnownOperations operations;
    private final RefusedChanges refusals;

    ApiErrors(KnownOperations operations, RefusedChanges refusals) {
        this.operations = operations;
        this.refusals = refusals;
    }

    @ExceptionHandler
    ResponseEntity<Object> refused(Refused refused, HttpServletRequest request) {
        writeDown(request, refused.status(), refused.getMessage());
        var answer = ResponseEntity.status(refused.status()).contentType(MediaType.APPLICATION_JSON);
        if (refused.status() == 409) {
            // The official clients retry 409 by themselves; without this header each sends a lost cause three times.
            answer.header("x-should-retry", String.valueOf(refused.retryMayHelp()));
        }
        Map<String, Object> body = body(refused.code(), refused.getMessage());
        body.putAll(refused.members());
        return answer.body(body);
    }

    @ExceptionHandler
    ResponseEntity<Object> noSuchPath(NoResourceFoundException unknown, HttpServletRequest request) {
        String path = request.getRequestURI();
        return switch (operations.find(request.getMethod(), path)) {
            case UNBUILT -> unbuilt(request);
            case OTHER_METHOD -> otherMethod(request, operations.methods(path));
            case UNKNOWN -> message(404, "no such path: " + path);
        };
    }

    @ExceptionHandler
    ResponseEntity<Object> noSuchMethod(HttpRequestMethodNotSupportedException unknown, HttpServletRequest request) {
        String path = request.getRequestURI();
        if (operations.find(request.getMethod(), path) == KnownOperations.Answer.UNBUILT) {
            return unbuilt(request);
        }
        Set<String> methods = new TreeSet<>(operations.methods(path));
        Set<HttpMethod> built = unknown.getSupportedHttpMethods();
        if (built != null) {
            built.forEach(method -> methods.add(method.name()));
        }
        return otherMethod(request, methods);
    }

    private static ResponseEntity<Object> otherMethod(HttpServletRequest request, Set<String> allowed) {
        return ResponseEntity.status(405)
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.ALLOW, String.join(", ", allowed))
                .body(body(null, request.getMethod() + " is not allowed on " + request.getRequestURI()));
    }

    /** The official clients retry every 5xx by themselves; without the header each sends this lost cause three times. */
    private ResponseEntity<Object> unbuilt(HttpServletRequest request) {
        String method = request.getMethod();
        String path = request.getRequestURI();
        return ResponseEntity.status(501)
                .contentType(MediaType.APPLICATION_JSON)
                .header("x-should-retry", "false")
                .body(body(
                        null,
                        operations
                                .whyNever(method, path)
                                .orElseGet(() -> method + " " + path + " is part of the API but not built yet")));
    }

    @ExceptionHandler
    ResponseEntity<Object> wrongPathValue(MethodArgumentTypeMismatchException wrong, HttpServletRequest request) {
        String message = wrong.getName() + ": must be a UUID";
        writeDown(request, 400, message);
        return message(400, message);
    }

    @ExceptionHandler
    ResponseEntity<Object> anythingElse(Exception failure, HttpServletRequest request) {
        if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            return message(
                    known.getStatusCode().value(), reason(known.getStatusCode().value()));
        }
        var declared = AnnotatedElementUtils.findMergedAnnotation(
                failure.getClass(), org.springframework.web.bind.annotation.ResponseStatus.class);
        if (declared != null && declared.code().is4xxClientError()) {
            return message(declared.code().value(), reason(declared.code().value()));
        }
        TriggerRefusal inWords = TriggerRefusal.of(failure).orElse(null);
        if (inWords != null) {
            return refused(
                    inWords.isConflict() ? Refused.conflict(inWords.words()) : Refused.rule(inWords.words()), request);
        }
        PassingFailure passing = PassingFailure.of(failure).orElse(null);
        if (passing != null) {
            return passing(passing, failure, request);
        }
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
        return message(500, "something went wrong on our side; it is in the server's log");
    }

    /** A call with an {@code Idempotency-Key} still has its transaction open here, and will undo what is written in it. */
    private void writeDown(HttpServletRequest request, int status, String message) {
        RefusedCall.of(request, status, message).ifPresent(call -> {
            if (TransactionSynchronizationManager.isActualTransactionActive()) {
                call.waitWith(request);
            } else {
                refusals.refused(call.operation(), call.message());
            }
        });
    }

    private ResponseEntity<Object> passing(PassingFailure passing, Exception failure, HttpServletRequest request) {
        return switch (passing) {
            case CONTENDED ->
                refused(Refused.busy("another request changed the same thing at the same moment; try again"), request);
            case SLOW -> {
                LOG.warn("the database did not answer in time", failure);
                yield message(503, "the database did not answer in time; try again");
            }
            case UNREACHABLE -> {
                LOG.error("the database cannot be reached", failure);
                yield message(503, "the database cannot be reached; try again");
            }
        };
    }

    private static String reason(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "refused" : known.getReasonPhrase();
    }

    private static ResponseEntity<Object> message(int status, String message) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body(null, message));
    }

    /** The id is on the answer as a header, too; here it comes along when somebody copies what their client printed. */
    private static Map<String, Object> body(@Nullable String code, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (code != null) {
            body.put("code", code);
        }
        body.put("message", message);
        Origin.requestOfThread().ifPresent(id -> body.put("request_id", id));
        return body;
    }
}

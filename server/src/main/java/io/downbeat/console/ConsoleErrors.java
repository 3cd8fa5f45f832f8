package io.downbeat.console;

import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** What a page that cannot be shown says instead; comes before the API's errors, which are JSON, for the console's pages. */
@ControllerAdvice(basePackages = "io.downbeat.console")
@Order(0)
final class ConsoleErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleErrors.class);

    private final ErrorPages pages;
    private final RefusedForms forms;

    ConsoleErrors(ErrorPages pages, RefusedForms forms) {
        this.pages = pages;
        this.forms = forms;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> refused(Refused refused, HttpServletRequest request) {
        forms.writeDown(request, refused);
        return pages.refused(request, refused.status(), refused.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<byte[]> otherMethod(HttpRequestMethodNotSupportedException other, HttpServletRequest request) {
        return pages.refused(request, 405, "there is no such page");
    }

    @ExceptionHandler({
        TransientDataAccessException.class,
        DataAccessResourceFailureException.class,
        CannotCreateTransactionException.class,
        TransactionTimedOutException.class
    })
    ResponseEntity<byte[]> noDatabase(Exception gone, HttpServletRequest request) {
        LOG.warn("{} could not be shown: the database does not answer", request.getRequestURI(), gone);
        return pages.noDatabase(request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> anythingElse(Exception failure, HttpServletRequest request, HttpServletResponse response) {
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
        return pages.ourFault(request, response.getHeader("X-Request-Id"));
    }
}

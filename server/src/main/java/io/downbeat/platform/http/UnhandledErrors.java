package io.downbeat.platform.http;

import io.downbeat.platform.callers.Origin;
import jakarta.servlet.RequestDispatcher;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.http.HttpStatus;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;

/** What fails outside of every handler, such as a method the container itself refuses, in the one form of all answers. */
final class UnhandledErrors extends DefaultErrorAttributes {

    @Override
    public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE, RequestAttributes.SCOPE_REQUEST);
        HttpStatus known = status instanceof Integer number ? HttpStatus.resolve(number) : null;
        // Spring's error page adds to the map.
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "message",
                known == null || known.is5xxServerError()
                        ? "something went wrong on our side; it is in the server's log"
                        : known.getReasonPhrase());
        Origin.requestOfThread().ifPresent(id -> body.put("request_id", id));
        return body;
    }
}

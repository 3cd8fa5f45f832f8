package io.downbeat.platform.idempotency;

import io.downbeat.platform.http.RunsOutsideATransaction;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Where a POST reaches a handler that {@link RunsOutsideATransaction}. */
final class ExemptHandlers {
    private final List<PathPattern> paths;

    ExemptHandlers(RequestMappingHandlerMapping handlers) {
        paths = handlers.getHandlerMethods().entrySet().stream()
                .filter(handler -> handler.getValue().hasMethodAnnotation(RunsOutsideATransaction.class)
                        && handler.getKey().getMethodsCondition().getMethods().contains(RequestMethod.POST))
                .flatMap(handler -> handler.getKey().getPatternValues().stream())
                .map(PathPatternParser.defaultInstance::parse)
                .toList();
    }

    /** @param path as the request has it, still encoded */
    boolean serves(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return paths.stream().anyMatch(pattern -> pattern.matches(parsed));
    }
}

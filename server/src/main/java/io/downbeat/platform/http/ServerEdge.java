package io.downbeat.platform.http;

import io.downbeat.platform.callers.EarlyRefusal;
import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * How Tomcat treats a request before any servlet filter sees it and after the last one did.
 *
 * <p>It reads no body by itself: forms are no part of this API, the console reads its own within bounds of its own, and "100 Continue" is said only by whoever wants to read.
 * What it refuses, such as a path that cannot be decoded, comes as JSON and not as a page.
 */
final class ServerEdge implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {
    /** The longest pause between two packets of a request; an idle connection may wait longer for its next one. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private static final Duration IDLE = Duration.ofSeconds(60);

    private final RequestLimits limits;

    ServerEdge(RequestLimits limits) {
        this.limits = limits;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addEngineValves(new RequestId(), new UnreadBody());
        factory.addConnectorCustomizers(connector -> {
            connector.setParseBodyMethods("");
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                Duration pause = limits.bodyTime().compareTo(PAUSE) < 0 ? limits.bodyTime() : PAUSE;
                http.setConnectionTimeout((int) pause.toMillis());
                http.setKeepAliveTimeout((int) IDLE.toMillis());
                http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
            }
        });
        factory.addContextCustomizers(
                context -> ((StandardHost) context.getParent()).setErrorReportValveClass(AsJson.class.getName()));
    }

    /** Public with a public constructor because Tomcat makes it by its name. */
    public static final class AsJson extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            try {
                RequestId.write(response);
                response.setContentType("application/json");
                response.getReporter().write(sentence(response.getStatus()));
                response.finishResponse();
            } catch (IOException gone) {
                // The client has hung up; nobody is left to be told.
            }
        }

        private static String sentence(int status) {
            return status < 500
                    ? EarlyRefusal.body("the request cannot be read: is its path percent-encoded UTF-8?")
                    : EarlyRefusal.body("something went wrong on our side");
        }
    }
}

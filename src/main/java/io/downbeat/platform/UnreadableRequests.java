package io.downbeat.platform;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** What Tomcat refuses before any of our code runs, such as a path that cannot be decoded, as JSON and not as a page. */
final class UnreadableRequests implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
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
                response.setContentType("application/json");
                response.getReporter().write(sentence(response.getStatus()));
                response.finishResponse();
            } catch (IOException gone) {
                // The client has hung up; nobody is left to be told.
            }
        }

        private static String sentence(int status) {
            return status < 500
                    ? "{\"message\":\"the request cannot be read: is its path percent-encoded UTF-8?\"}"
                    : "{\"message\":\"something went wrong on our side\"}";
        }
    }
}

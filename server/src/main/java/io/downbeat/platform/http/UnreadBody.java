package io.downbeat.platform.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * What becomes of a body that was not read to its end. Tomcat itself would read on for as long as bytes come.
 *
 * <p>An answer to a refused body leaves first, then a little more is read and thrown away, since a connection closed in
 * the face of a client that still sends may lose it the answer; then the connection ends. The small body that an
 * operation has no use for is read past, and the connection stays.
 */
final class UnreadBody extends ValveBase {
    private static final int MOST = 2 * 1024 * 1024;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    UnreadBody() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.getCoyoteRequest().isFinished()) {
            return;
        }
        // It asked whether to send the body, and nobody wanted it.
        boolean waits = request.getCoyoteRequest().hasExpectation()
                && request.getCoyoteRequest().getBytesRead() == 0;
        boolean isTrusted = BearerAuthentication.hasPassed(request) && !isOfTheBody(response.getStatus());
        if (isTrusted && !waits && readPast(request)) {
            return;
        }
        response.setHeader("Connection", "close");
        response.finishResponse();
        if (waits || !readPast(request)) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    private static boolean isOfTheBody(int status) {
        return status == 408 || status == 413;
    }

    /** @return whether the body came to its end */
    private static boolean readPast(Request request) {
        InputStream body = request.getStream();
        byte[] buffer = new byte[8192];
        long began = System.nanoTime();
        long count = 0;
        try {
            while (count < MOST && System.nanoTime() - began < LONGEST.toNanos()) {
                int read = body.read(buffer);
                if (read < 0 || request.getCoyoteRequest().isFinished()) {
                    return true;
                }
                count += read;
            }
            return false;
        } catch (IOException gone) {
            // The client has hung up or is silent: nothing is lost by not reading on.
            return false;
        }
    }
}

package io.downbeat.platform.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is counted and timed while it is read, by whoever reads it: what was announced is not believed,
 * and a body that comes byte by byte meets no time limit of the socket.
 */
final class BoundedRequest extends HttpServletRequestWrapper {
    private final int most;
    private final long nanos;
    private final Runnable beforeReading;
    private @Nullable BoundedStream stream;

    /**
     * @param most bytes
     * @param nanos for the whole body
     * @param beforeReading may refuse to have anything read
     */
    BoundedRequest(HttpServletRequest request, int most, long nanos, Runnable beforeReading) {
        super(request);
        this.most = most;
        this.nanos = nanos;
        this.beforeReading = beforeReading;
    }

    /** @throws Refused if the body is known to be too large, or to be a form */
    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (stream == null) {
            if (getContentLengthLong() > most) {
                throw tooLarge();
            }
            String type = getContentType();
            if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
                throw Refused.otherKind("the body is a form; send it as JSON with Content-Type: application/json");
            }
            beforeReading.run();
            stream = new BoundedStream(super.getInputStream());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private Refused tooLarge() {
        return Refused.tooLarge(
                "the body is larger than " + most / (1024 * 1024) + " MiB; send it in several requests");
    }

    private final class BoundedStream extends ServletInputStream {
        private final ServletInputStream from;
        private final long began = System.nanoTime();
        private long count;

        BoundedStream(ServletInputStream from) {
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int read = next(target, offset, length);
            count += Math.max(0, read);
            if (count > most) {
                throw tooLarge();
            }
            if (read >= 0 && !from.isFinished() && System.nanoTime() - began > nanos) {
                throw tooSlow();
            }
            return read;
        }

        private int next(byte[] target, int offset, int length) {
            try {
                return from.read(target, offset, length);
            } catch (IOException broken) {
                // Tomcat hides what happened to the socket behind an exception of its own.
                if (broken instanceof SocketTimeoutException || broken.getCause() instanceof SocketTimeoutException) {
                    throw tooSlow();
                }
                throw Refused.rule("the body ends early or is not framed as HTTP asks; nothing was changed");
            }
        }

        private static Refused tooSlow() {
            return Refused.tooSlow("the body comes too slowly; nothing was changed");
        }

        @Override
        public boolean isFinished() {
            return from.isFinished();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("requests are read by blocking");
        }
    }
}

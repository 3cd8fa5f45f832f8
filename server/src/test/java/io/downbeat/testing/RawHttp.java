package io.downbeat.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A socket to a server, for what no well-behaved client sends. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 8_000;

    private final Socket socket;

    public RawHttp(URI server) {
        try {
            socket = new Socket(server.getHost(), server.getPort());
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One answer as it came; {@code closed} says whether the server then ended the connection. */
    public record Answer(int status, String head, String body, boolean closed) {
        public Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }

    /** Sends the head of a request. @param headers each {@code Name: value} */
    public RawHttp head(String method, String path, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    public RawHttp send(String text) {
        if (!trySend(text.getBytes(StandardCharsets.ISO_8859_1))) {
            throw new IllegalStateException("the server has closed the connection");
        }
        return this;
    }

    /** @return false once the server does not take any more */
    public boolean trySend(byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Reads one answer and what follows it; a server that says nothing for seconds fails the test. */
    public Answer answer() {
        StringBuilder all = new StringBuilder();
        boolean closed = false;
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            while (!isWhole(all)) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    closed = true;
                    break;
                }
                all.append((char) next);
            }
            closed = closed || isClosed(all);
        } catch (SocketTimeoutException silence) {
            throw new AssertionError("no answer came, only: " + all, silence);
        } catch (IOException reset) {
            closed = true;
        }
        if (all.length() < 12) {
            throw new AssertionError("the connection ended without an answer: " + all);
        }
        int headEnds = all.indexOf("\r\n\r\n");
        return new Answer(
                Integer.parseInt(all.substring(9, 12)),
                all.substring(0, headEnds),
                all.substring(headEnds + 4),
                closed);
    }

    private boolean isClosed(StringBuilder all) throws IOException {
        if (!all.toString().toLowerCase(Locale.ROOT).contains("connection: close")) {
            return false;
        }
        return socket.getInputStream().read() < 0;
    }

    private static boolean isWhole(StringBuilder all) {
        int headEnds = all.indexOf("\r\n\r\n");
        if (headEnds < 0) {
            return false;
        }
        String head = all.substring(0, headEnds).toLowerCase(Locale.ROOT);
        int length = head.indexOf("content-length: ");
        if (length >= 0) {
            int end = head.indexOf("\r\n", length) < 0 ? head.length() : head.indexOf("\r\n", length);
            return all.length()
                    >= headEnds
                            + 4
                            + Integer.parseInt(head.substring(length + 16, end).strip());
        }
        if (head.contains("transfer-encoding: chunked")) {
            return all.indexOf("\r\n0\r\n\r\n", headEnds) >= 0;
        }
        // What has neither ends with its connection.
        return !head.contains("connection: close");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closedAlready) {
            // which is what was wanted
        }
    }
}

package io.downbeat.lab.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection that sends bytes as they are and reads the answer. Client and server share the
 * machine's cores here, so a client of more comfort would take its own cost out of the server's figure.
 */
public final class Wire implements AutoCloseable {
    public record Answer(int status, String body) {}

    private static final long IDLE_NANOS = 5_000_000_000L;

    private final URI server;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final byte[] received = new byte[1 << 16];
    private int next;
    private int end;
    private Socket socket;
    private InputStream in;
    private boolean closing;
    private long lastUsed = System.nanoTime();

    public Wire(URI server) throws IOException {
        this.server = server;
        this.socket = connect();
        this.in = socket.getInputStream();
    }

    private Socket connect() throws IOException {
        Socket made = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
        made.setTcpNoDelay(true);
        return made;
    }

    /** The status of the answer; its body is read and let go. */
    public int send(byte[] request, int length) throws IOException {
        if (closing || System.nanoTime() - lastUsed > IDLE_NANOS) {
            // Servers end a connection after so many requests, and one that was idle; every client's pool does this.
            socket.close();
            socket = connect();
            in = socket.getInputStream();
            next = end = 0;
            closing = false;
        }
        socket.getOutputStream().write(request, 0, length);
        int status = readAnswer();
        lastUsed = System.nanoTime();
        return status;
    }

    public Answer ask(byte[] request) throws IOException {
        int status = send(request, request.length);
        return new Answer(status, body.toString(StandardCharsets.UTF_8));
    }

    private int readAnswer() throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.substring(9, 12));
        long length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(header.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = true;
            } else if (lower.equals("connection: close")) {
                closing = true;
            }
        }
        body.reset();
        if (chunked) {
            readChunks();
        } else {
            take(length);
        }
        return status;
    }

    private void readChunks() throws IOException {
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            take(size);
            line();
        }
        line();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private void take(long length) throws IOException {
        long left = length;
        while (left > 0) {
            if (next == end) {
                fill();
            }
            int part = (int) Math.min(left, end - next);
            body.write(received, next, part);
            next += part;
            left -= part;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(32);
        while (true) {
            if (next == end) {
                fill();
            }
            char c = (char) received[next++];
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
        }
    }

    private void fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(received));
        if (end == 0) {
            throw new EOFException("the server closed the connection without an answer");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

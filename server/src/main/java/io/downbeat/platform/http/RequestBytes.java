package io.downbeat.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;

/** Reads a request's body whole; {@link BoundedRequest} refuses it where it grows too large or comes too slowly. */
public final class RequestBytes {
    private RequestBytes() {}

    /** @throws Refused 413 if the body is larger than this request may be, 408 if it comes too slowly */
    public static byte[] read(HttpServletRequest request) throws IOException {
        long announced = request.getContentLengthLong();
        InputStream body = request.getInputStream();
        // Asking for exactly what was announced keeps a small body from costing a large buffer.
        return announced < 0 ? body.readAllBytes() : body.readNBytes((int) Math.min(announced, Integer.MAX_VALUE));
    }
}

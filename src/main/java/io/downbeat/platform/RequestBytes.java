package io.downbeat.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Reads a request's body whole, up to a size that no honest request has. */
public final class RequestBytes {
    /** 16 MiB: a hundred events, or the largest contract, are far below. */
    public static final int MOST = 16 * 1024 * 1024;

    private RequestBytes() {}

    /** @throws Refused 413 if the body is larger than {@link #MOST} */
    public static byte[] read(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (length > MOST) {
            throw tooLarge();
        }
        // Asking for exactly what was announced keeps a small body from costing a large buffer.
        byte[] bytes = request.getInputStream().readNBytes(length >= 0 ? (int) length : MOST + 1);
        if (bytes.length > MOST) {
            throw tooLarge();
        }
        return bytes;
    }

    private static Refused tooLarge() {
        return Refused.tooLarge("the body is larger than 16 MiB; send it in several requests");
    }
}

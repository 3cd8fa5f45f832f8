package io.downbeat.platform.apidocument;

import io.downbeat.platform.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/** The document, read from the jar when it is first asked for: most servers are never asked. */
public final class ApiDocument {
    private static final String RESOURCE = "/api/served.json";

    private static final class Packed {
        private static final byte[] BYTES = packed();
    }

    private ApiDocument() {}

    public static JsonNode read() {
        return Json.read(new String(bytes(), StandardCharsets.UTF_8));
    }

    static byte[] bytes() {
        try (InputStream in = ApiDocument.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packed once, because anybody may ask for it as often as they like. */
    static byte[] gzipped() {
        return Packed.BYTES;
    }

    private static byte[] packed() {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}

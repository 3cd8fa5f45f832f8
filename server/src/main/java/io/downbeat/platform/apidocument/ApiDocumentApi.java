package io.downbeat.platform.apidocument;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /openapi.json}, for whoever asks: it is the same on every server and holds no secret, and a client generator has
 * no token.
 */
@RestController
final class ApiDocumentApi {

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> document(
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encodings) {
        var answer = ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (encodings != null && encodings.contains("gzip")) {
            return answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(ApiDocument.gzipped());
        }
        return answer.body(ApiDocument.bytes());
    }
}

package io.downbeat.console;

import io.downbeat.platform.hashes.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Styles and scripts, from the server's own jar. Their names carry a hash of what is in them: browsers keep them for good and
 * never show a new page with an old style.
 */
@RestController
final class Assets {
    static final String PATH = "/console/assets/";

    private static final Duration FOR_GOOD = Duration.ofDays(365);
    private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);
    private static final MediaType SCRIPT = new MediaType("text", "javascript", StandardCharsets.UTF_8);
    private static final MediaType ICON = MediaType.valueOf("image/svg+xml");

    /** Where a page finds them. */
    public record Links(String style, List<String> scripts, String icon) {
        public Links {
            scripts = List.copyOf(scripts);
        }
    }

    private record Asset(byte[] bytes, MediaType type) {}

    private final Map<String, Asset> byName = new HashMap<>();
    private final Links links;

    Assets() {
        links = new Links(
                keep("console.css", CSS),
                List.of(keep("htmx.min.js", SCRIPT), keep("console.js", SCRIPT)),
                keep("icon.svg", ICON));
    }

    Links links() {
        return links;
    }

    @GetMapping(PATH + "{name}")
    ResponseEntity<byte[]> get(@PathVariable("name") String name) {
        Asset asset = byName.get(name);
        if (asset == null) {
            return ResponseEntity.notFound().build();
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(FOR_GOOD).cachePublic().immutable())
                .contentType(asset.type())
                .body(asset.bytes());
    }

    private String keep(String file, MediaType type) {
        try (InputStream in = Assets.class.getResourceAsStream("/console/" + file)) {
            if (in == null) {
                throw new IllegalStateException("console/" + file + " is missing from the jar");
            }
            byte[] bytes = in.readAllBytes();
            String name = file.replaceFirst("\\.", "." + Sha256.hex(Sha256.of(bytes), 6) + ".");
            byName.put(name, new Asset(bytes, type));
            return PATH + name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

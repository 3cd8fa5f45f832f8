package io.downbeat.sandbox.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.downbeat.sandbox.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the simulators remember beyond their process: each object as it was after its last change, in a file that is only
 * added to while they run. One line holds all that one request changed and is written before the request's answer
 * leaves: what was answered survives a kill, and what was cut off is there whole or not at all. It is not forced to the
 * disk; a power cut may take the last lines.
 *
 * <p>Reading keeps the newest state of each object and writes the file anew, so that it does not grow for ever.
 */
public final class Journal implements AutoCloseable {
    /** Numbers as they were written: an amount of money must not become a floating number on the way. */
    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .changeDefaultVisibility(visible -> visible.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
            .build();

    private static final ScopedValue<List<Change>> REQUEST = ScopedValue.newInstance();

    private final @Nullable RandomAccessFile file;
    private final Map<String, Map<String, Change>> saved;
    private final AtomicLong versions = new AtomicLong();
    private final Object writing = new Object();

    /**
     * @param version of all changes, later ones higher: two requests may write their lines in another order than the one
     *     in which they changed an object
     * @param state {@code null} when the object is gone
     */
    private record Change(
            long version, String kind, String key, @Nullable JsonNode state) {}

    private Journal(@Nullable RandomAccessFile file, Map<String, Map<String, Change>> saved, long versions) {
        this.file = file;
        this.saved = saved;
        this.versions.set(versions);
    }

    /** Remembers nothing. */
    public static Journal none() {
        return new Journal(null, new LinkedHashMap<>(), 0);
    }

    /** @throws IOException with a sentence for whoever started the sandbox */
    public static Journal in(Path path) throws IOException {
        Map<String, Map<String, Change>> saved = new LinkedHashMap<>();
        if (Files.exists(path)) {
            read(path, saved);
        }
        long versions = rewrite(path, saved);
        return new Journal(new RandomAccessFile(path.toFile(), "rw"), saved, versions);
    }

    /** The objects of a kind, the oldest first. To be asked once, at the start. */
    public <T> List<T> saved(String kind, Class<T> type) {
        return saved(kind, MAPPER.constructType(type));
    }

    /** Objects of a generic type. */
    <T> List<T> saved(String kind, Class<?> type, Class<?> argument) {
        return saved(kind, MAPPER.getTypeFactory().constructParametricType(type, argument));
    }

    private <T> List<T> saved(String kind, JavaType type) {
        Map<String, Change> objects = saved.remove(kind);
        if (objects == null) {
            return List.of();
        }
        return objects.values().stream()
                .<T>map(each -> MAPPER.treeToValue(each.state, type))
                .toList();
    }

    /** Does what a request asks for; all that it puts is written as one line before this returns. */
    public <T> T request(Supplier<T> work) {
        if (file == null) {
            return work.get();
        }
        List<Change> changes = new ArrayList<>();
        try {
            return ScopedValue.where(REQUEST, changes).call(work::get);
        } finally {
            write(changes);
        }
    }

    /** To be called under the lock that guards the object, so that its changes are counted in their order. */
    public void put(String kind, String key, Supplier<?> state) {
        if (file != null) {
            add(new Change(versions.incrementAndGet(), kind, key, MAPPER.valueToTree(state.get())));
        }
    }

    public void remove(String kind, String key) {
        if (file != null) {
            add(new Change(versions.incrementAndGet(), kind, key, null));
        }
    }

    public void clear() {
        if (file == null) {
            return;
        }
        try {
            synchronized (writing) {
                file.setLength(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's journal cannot be emptied", e);
        }
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Change change) {
        if (REQUEST.isBound()) {
            REQUEST.get().add(change);
        } else {
            write(List.of(change));
        }
    }

    private void write(List<Change> changes) {
        if (changes.isEmpty() || file == null) {
            return;
        }
        byte[] line = line(changes);
        synchronized (writing) {
            try {
                long end = file.length();
                file.seek(end);
                try {
                    file.write(line);
                } catch (IOException full) {
                    // Half a line in the middle of the file would make everything after it unreadable.
                    file.setLength(end);
                    throw full;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the sandbox's journal cannot be written", e);
            }
        }
    }

    private static byte[] line(List<Change> changes) {
        return (MAPPER.writeValueAsString(changes) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void read(Path path, Map<String, Map<String, Change>> saved) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; ) {
                number++;
                String next = lines.readLine();
                try {
                    MAPPER.readValue(line, new TypeReference<List<Change>>() {})
                            .forEach(change -> newest(saved, change));
                } catch (JacksonException unreadable) {
                    // The last line was being written when the sandbox was killed; nobody was answered.
                    if (next != null) {
                        throw new IOException(unreadable(path, number), unreadable);
                    }
                }
                line = next;
            }
        } catch (java.nio.charset.CharacterCodingException garbled) {
            throw new IOException(unreadable(path, 0), garbled);
        }
    }

    private static String unreadable(Path path, int line) {
        return "the sandbox's journal " + path + " cannot be read" + (line == 0 ? "" : " at line " + line)
                + "; move it away to start with providers that hold nothing";
    }

    private static void newest(Map<String, Map<String, Change>> saved, Change change) {
        saved.computeIfAbsent(change.kind, any -> new LinkedHashMap<>())
                .merge(change.key, change, (one, other) -> other.version > one.version ? other : one);
    }

    /** @return the highest version that is in use */
    private static long rewrite(Path path, Map<String, Map<String, Change>> saved) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        long versions = 0;
        try (var out = Files.newOutputStream(fresh)) {
            for (Map<String, Change> objects : saved.values()) {
                objects.values().removeIf(each -> each.state == null);
                for (Change each : objects.values()) {
                    versions = Math.max(versions, each.version);
                    out.write(line(List.of(each)));
                }
            }
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return versions;
    }
}

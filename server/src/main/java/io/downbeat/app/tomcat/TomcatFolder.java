package io.downbeat.app.tomcat;

import io.downbeat.platform.postgres.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * The empty folders that Tomcat insists on, in one temporary folder that goes with the server. What a killed server left
 * is swept by the next one to start; a server whose folder were taken away would not notice.
 */
public final class TomcatFolder implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, AutoCloseable {
    private static final String PREFIX = "downbeat-http-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-.*");

    private final Path folder;

    private TomcatFolder(Path folder) {
        this.folder = folder;
    }

    public static TomcatFolder make() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        sweep(temporary);
        try {
            String prefix = PREFIX + ProcessHandle.current().pid() + "-";
            Path folder = Files.createTempDirectory(temporary, prefix);
            Files.createDirectory(folder.resolve("base"));
            Files.createDirectory(folder.resolve("documents"));
            return new TomcatFolder(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException("no folder can be made in " + temporary, failure);
        }
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setBaseDirectory(folder.resolve("base").toFile());
        factory.setDocumentRoot(folder.resolve("documents").toFile());
    }

    private static void sweep(Path temporary) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path each : left) {
                if (!isOfRunning(each)) {
                    delete(each);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the temporary folder cannot be read: " + temporary, unreadable);
        }
    }

    private static boolean isOfRunning(Path folder) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        return !name.matches()
                || Optional.of(Long.parseLong(name.group(1)))
                        .flatMap(ProcessHandle::of)
                        .isPresent();
    }

    private static void delete(Path folder) {
        try {
            FileTrees.delete(folder);
        } catch (IOException notOurs) {
            // Another user's, or swept by another server at this moment: empty folders harm nobody.
        }
    }

    @Override
    public void close() {
        delete(folder);
    }
}

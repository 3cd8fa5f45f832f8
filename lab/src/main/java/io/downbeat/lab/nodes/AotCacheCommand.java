package io.downbeat.lab.nodes;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.terminal.Progress;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.postgres.FileTrees;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Starts a server on a temporary database and stops it again: what Java writes down as it ends is the cache. */
@Command(
        name = "aot-cache",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Write Java's ahead-of-time cache beside the jars: servers then start in half the time. It fits this"
                        + " Java and these jars only; write it again after an upgrade of either.",
        footerHeading = "%nExample:%n",
        footer = "  ./downbeat aot-cache              once, as who may write to the jars' folder")
public final class AotCacheCommand implements Callable<Integer>, AddedCommand {

    @Override
    public Integer call() throws IOException {
        Path cache =
                AotCache.place().orElseThrow(() -> new StartRefused("call it by the launcher, ./downbeat aot-cache"));
        Path folder = Files.createTempDirectory("downbeat-aot-");
        try (Progress progress = Progress.ofProcess("starting a server")) {
            Path written = folder.resolve("cache");
            try (ServerNode server = ServerNode.start(
                    List.of(AotCache.output(written)),
                    List.of("--port", "0", "--data", folder.resolve("data").toString(), "--sandbox"),
                    Map.of(),
                    folder.resolve("node.log"))) {
                progress.now("stopping it, and writing down what it loaded");
                server.handle().destroy();
                server.waitForEnd();
            }
            keep(written, cache);
        } finally {
            FileTrees.delete(folder);
        }
        System.out.printf(
                Locale.ROOT, "%s, %.0f MB: servers start from it now%n", cache, Files.size(cache) / (1024.0 * 1024));
        return 0;
    }

    /** Under its name at once: a server that starts meanwhile finds a whole one or none. */
    private static void keep(Path written, Path cache) throws IOException {
        if (!Files.exists(written)) {
            throw new StartRefused("Java wrote no cache; JDK 25 or newer does");
        }
        Path beside = cache.resolveSibling(cache.getFileName() + ".new");
        try {
            Files.copy(written, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, cache, StandardCopyOption.ATOMIC_MOVE);
        } catch (AccessDeniedException denied) {
            throw new StartRefused("cannot write to " + cache.getParent() + ": run it as a user who may write there");
        }
    }
}

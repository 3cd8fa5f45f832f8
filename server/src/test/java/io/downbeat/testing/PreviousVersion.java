package io.downbeat.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The server as it was before the newest migrations, compiled from the history of the repository that the tests run in. */
public final class PreviousVersion {
    private static final String MIGRATIONS = "server/src/main/resources/db/migration";
    private static final int FURTHEST_BACK = 20;

    private PreviousVersion() {}

    /**
     * The class path of the last version that had fewer migrations, all of which are still the first of today's.
     *
     * @param folder for what is compiled
     * @return nothing where there is no history, as in sources from an archive or a shallow clone
     */
    public static Optional<String> compiledIn(Path folder) {
        try {
            return commit().map(commit -> compiled(commit, folder));
        } catch (IOException noGit) {
            return Optional.empty();
        }
    }

    private static Optional<String> commit() throws IOException {
        List<String> today = migrations("HEAD");
        for (String added :
                said("git", "log", "-" + FURTHEST_BACK, "--format=%H", "--diff-filter=A", "--", MIGRATIONS)) {
            List<String> before = migrations(added + "^");
            if (!before.isEmpty()
                    && before.size() < today.size()
                    && today.subList(0, before.size()).equals(before)) {
                return Optional.of(added + "^");
            }
        }
        return Optional.empty();
    }

    private static List<String> migrations(String commit) throws IOException {
        return said("git", "ls-tree", "--name-only", commit, MIGRATIONS + "/").stream()
                .sorted()
                .toList();
    }

    private static String compiled(String commit, Path folder) {
        try {
            Path archive = folder.resolve("sources.tar");
            said("git", "archive", "-o", archive.toString(), commit, "server/src/main", "sandbox/src/main");
            said("tar", "-x", "-f", archive.toString(), "-C", folder.toString());
            List<String> arguments = new ArrayList<>(List.of("-parameters", "-nowarn", "-proc:none"));
            arguments.addAll(List.of("-d", folder.resolve("classes").toString(), "-cp", libraries()));
            try (Stream<Path> files = Files.walk(folder)) {
                files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
            }
            Path file = Files.write(folder.resolve("arguments"), arguments);
            said(Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "-J-Xmx1g", "@" + file);
            return Stream.of("classes", "server/src/main/resources", "sandbox/src/main/resources")
                            .map(each -> folder.resolve(each).toString())
                            .collect(Collectors.joining(File.pathSeparator))
                    + File.pathSeparator
                    + libraries();
        } catch (IOException e) {
            throw new UncheckedIOException("the previous version was not made of " + commit, e);
        }
    }

    /** Those of today: what the version before needed is among them, or the compiler says so. */
    private static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains("downbeat-"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> said(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " ended with " + process.exitValue() + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return said.lines().toList();
    }
}

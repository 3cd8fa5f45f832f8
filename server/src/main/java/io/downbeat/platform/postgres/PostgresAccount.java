package io.downbeat.platform.postgres;

import io.downbeat.platform.db.DatabaseUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * As whom PostgreSQL runs, and what ties it to us.
 *
 * <p>PostgreSQL refuses to run as root. An ordinary user runs it as itself. Root runs it inside a user namespace, where
 * it is nobody to PostgreSQL and still root to the file system, so nothing changes hands; where namespaces are denied
 * (many containers), as the account 65534, to which the data then has to belong.
 *
 * <p>A user id without a name, as container platforms hand out, is refused by initdb; the namespace helps there too.
 */
final class PostgresAccount {
    private static final String NOBODY = "65534";

    private final List<String> prefix;
    private final List<String> tether;
    private final boolean anotherAccount;

    private PostgresAccount(List<String> prefix, List<String> tether, boolean anotherAccount) {
        this.prefix = List.copyOf(prefix);
        this.tether = List.copyOf(tether);
        this.anotherAccount = anotherAccount;
    }

    static PostgresAccount ofThisProcess() throws IOException {
        boolean root = isRoot();
        if (!root && FinishedProcess.succeeds(List.of("id", "-un"))) {
            return with(List.of(), false);
        }
        List<String> namespace = List.of("unshare", "-U");
        if (FinishedProcess.succeeds(joined(namespace, List.of("true")))) {
            return with(namespace, false);
        }
        return root ? nobody() : with(List.of(), false);
    }

    /** For root where user namespaces are denied. */
    static PostgresAccount nobody() {
        List<String> setpriv = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (!FinishedProcess.succeeds(joined(setpriv, List.of("true")))) {
            throw new DatabaseUnavailable(
                    "PostgreSQL does not run as root, and neither unshare nor setpriv can change that "
                            + "here: run Downbeat as an ordinary user, or give it a PostgreSQL with --database-url.");
        }
        return with(setpriv, true);
    }

    private static PostgresAccount with(List<String> prefix, boolean anotherAccount) {
        return new PostgresAccount(prefix, tether(prefix), anotherAccount);
    }

    /**
     * Own session: Ctrl-C in a terminal reaches the whole group, and would take the database away from a server that is
     * still finishing its requests. Death signal: when our JVM is killed PostgreSQL shuts down cleanly instead of
     * running on without an owner. Both are comforts; a system without them is served by the orphan check at start.
     */
    private static List<String> tether(List<String> prefix) {
        List<String> full = List.of("setsid", "setpriv", "--pdeathsig=INT");
        for (List<String> candidate : List.of(full, List.of("setsid"))) {
            if (FinishedProcess.succeeds(joined(prefix, joined(candidate, List.of("true"))))) {
                return candidate;
            }
        }
        return List.of();
    }

    /** A program that ends by itself. */
    List<String> command(Path program, String... arguments) {
        return joined(prefix, joined(List.of(program.toString()), List.of(arguments)));
    }

    /** A program that runs as long as the thread that starts it. */
    List<String> tetheredCommand(Path program, List<String> arguments) {
        return joined(prefix, joined(tether, joined(List.of(program.toString()), arguments)));
    }

    /** Makes the folder or file, with all in it, PostgreSQL's own. */
    void give(Path path) throws IOException {
        String owner = anotherAccount ? NOBODY : isRoot() ? "0" : "";
        // Root may have been here before by the other of its two ways, so it always sets the owner.
        if (!owner.isEmpty()) {
            FinishedProcess chown = FinishedProcess.run(List.of("chown", "-R", owner + ":" + owner, path.toString()));
            if (!chown.succeeded()) {
                throw new IOException(chown.output());
            }
        }
    }

    /** Makes sure that PostgreSQL can walk through a folder that stays ours. */
    void letThrough(Path folder) throws IOException {
        if (!anotherAccount) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(folder, permissions);
        }
        if (!FinishedProcess.succeeds(command(Path.of("test"), "-x", folder.toString() + "/."))) {
            throw new DatabaseUnavailable(
                    "PostgreSQL has to run as the account " + NOBODY + " because we are root, and that "
                            + "account cannot reach " + folder
                            + ": choose a data folder whose parents everybody may enter, run Downbeat "
                            + "as an ordinary user, or give it a PostgreSQL with --database-url.");
        }
    }

    private static boolean isRoot() throws IOException {
        return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() == 0;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}

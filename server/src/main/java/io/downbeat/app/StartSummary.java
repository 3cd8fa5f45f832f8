package io.downbeat.app;

import io.downbeat.platform.work.BusinessClock;
import java.util.List;

/** What {@code serve} says when it serves: where, on which database and clock, how to sign in, and what to try next. */
final class StartSummary {
    private StartSummary() {}

    static List<String> lines(DownbeatServer server, ServerOptions options, Settings settings) {
        String url = settings.databaseUrl(options.databaseUrl());
        String database = url == null ? "embedded PostgreSQL in " + options.folder() : place(url);
        return List.of(
                // Tests and the laboratory's servers wait for this line.
                "Downbeat is listening on " + server.uri(),
                "  database  " + database + "; " + clock(server.bean(BusinessClock.class)),
                "  sign in   " + server.uri() + "/console with the token in "
                        + (settings.apiToken() == null
                                ? options.folder().resolve(SecretFiles.TOKEN)
                                : "DOWNBEAT_API_TOKEN"),
                "  next      " + next(server, options));
    }

    private static String clock(BusinessClock clock) {
        return clock.isSimulated() ? "simulated clock, at " + clock.instant() : "system clock";
    }

    private static String next(DownbeatServer server, ServerOptions options) {
        return options.sandbox()
                ? "move the clock and break a provider at " + server.uri() + "/console/playground"
                : "connect a billing provider at " + server.uri() + "/console/settings";
    }

    /** Without what a URL may hold beside the place: a user, a password, options. */
    static String place(String url) {
        return url.replaceFirst("\\?.*", "").replaceFirst("^jdbc:", "").replaceFirst("//[^/]*@", "//");
    }
}

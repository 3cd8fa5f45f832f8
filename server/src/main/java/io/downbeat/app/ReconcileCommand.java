package io.downbeat.app;

import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.app.terminal.ReconcileReport;
import io.downbeat.app.terminal.RunFailed;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * Asks a running server, which has the credentials and the clock. Exit codes: 0 nothing differs, 1 something does, or an
 * account or the server did not answer, 2 wrongly called or no server.
 */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compare deliveries with what the providers hold, through a running server. Read-only; --apply"
                + " carries out the safe steps of a plan.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat reconcile                               all accounts, with the server on this machine",
            "  ./downbeat reconcile --from 2025-03-01T00:00:00Z --server billing:8080",
            "  ./downbeat reconcile --apply PLAN                  as the last line of its answer says",
        })
final class ReconcileCommand implements Callable<Integer> {
    @Option(names = "--from", paramLabel = "INSTANT", description = "what was sent from here on (1970)")
    String from = "1970-01-01T00:00:00Z";

    @Option(names = "--to", paramLabel = "INSTANT", description = "and before this (the year 9999)")
    String to = "9999-12-31T00:00:00Z";

    @Option(names = "--delivery-method", paramLabel = "ID", description = "one account only")
    @Nullable
    String method;

    @Option(names = "--apply", paramLabel = "PLAN", description = "carry out the safe steps of this plan instead")
    @Nullable
    String plan;

    @Option(
            names = "--server",
            defaultValue = "http://127.0.0.1:8080",
            paramLabel = "URL",
            description = "the server (${DEFAULT-VALUE}); its token is DOWNBEAT_API_TOKEN, else the one in --data")
    String server = "http://127.0.0.1:8080";

    @Option(
            names = "--data",
            defaultValue = "./data",
            paramLabel = "DIR",
            description = "where the server keeps the token it made for itself (${DEFAULT-VALUE})")
    Path data = Path.of("data");

    @Option(names = "--json", description = "print the server's answer as it came")
    boolean json;

    /** The server asks every provider about years, at each one's pace; it answers in one piece when it is through. */
    Duration patience = Duration.ofHours(6);

    @Override
    public Integer call() {
        ApiClient api = new ApiClient(address(server), token(), patience);
        JsonNode answer = asked(api);
        var report = new ReconcileReport(ConsolePrinter.ofProcess());
        if (json) {
            System.out.println(Json.write(answer));
        } else if (plan == null) {
            report.tell(answer);
        } else {
            report.tellApplied(answer.get("data"));
        }
        return plan != null || ReconcileReport.isClean(answer) ? 0 : 1;
    }

    private JsonNode asked(ApiClient api) {
        try (Progress waiting = Progress.ofProcess("the server asks the providers")) {
            if (plan != null) {
                waiting.now("the server carries out the plan");
                return api.post("/downbeat/v1/reconcile/" + plan + "/apply", Map.of("by", "./downbeat reconcile"));
            }
            Map<String, String> question = new LinkedHashMap<>(Map.of("from", from, "to", to));
            if (method != null) {
                question.put("delivery_method_id", method);
            }
            return api.post("/downbeat/v1/reconcile", question);
        } catch (UncheckedIOException unanswered) {
            throw unanswered(Objects.requireNonNull(unanswered.getCause()));
        } catch (IllegalStateException refused) {
            throw new StartRefused(String.valueOf(refused.getMessage()));
        }
    }

    /** Only where nothing was sent is it certain that the server does nothing. */
    private RuntimeException unanswered(IOException why) {
        String again = "; it may still be at work: "
                + (plan == null
                        ? "ask for a shorter range"
                        : "apply the plan again later, of which each step takes effect once");
        return switch (why) {
            case ConnectException _, HttpConnectTimeoutException _ ->
                new StartRefused("no server answers at " + server + "; start one, or name it with --server");
            case HttpTimeoutException _ ->
                new RunFailed("the server did not answer within " + patience.toMinutes() + " minutes" + again);
            case SSLException _ ->
                new StartRefused("no safe connection to " + server + " could be made (" + why.getMessage()
                        + "); name the server with --server as its certificate does, and with http:// if it has none");
            default -> new RunFailed("the connection to " + server + " broke off (" + why.getMessage() + ")" + again);
        };
    }

    /** As a person types it: {@code localhost:8080} is one too. */
    static URI address(String typed) {
        try {
            URI address = new URI(typed.contains("://") ? typed : "http://" + typed);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (address.getHost() != null && Set.of("http", "https").contains(scheme)) {
                return URI.create(address.toString().replaceAll("/+$", ""));
            }
        } catch (URISyntaxException noAddress) {
            // Refused below, as one without a host is.
        }
        throw new StartRefused("--server must be an address such as http://127.0.0.1:8080, not " + typed);
    }

    private String token() {
        Settings.Secret given = SettingsSource.ofProcess().settings().apiToken();
        if (given != null) {
            return given.text();
        }
        Path file = data.resolve(SecretFiles.TOKEN);
        String sentence = "set DOWNBEAT_API_TOKEN to the server's token; there is none in " + file;
        try {
            return SecretFiles.read(file).orElseThrow(() -> new StartRefused(sentence));
        } catch (UncheckedIOException unreadable) {
            // As for one who is not the server's user.
            throw new StartRefused(sentence);
        }
    }
}

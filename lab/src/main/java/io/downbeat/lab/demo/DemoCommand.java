package io.downbeat.lab.demo;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.ConsolePrinter;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.platform.postgres.FileTrees;
import io.downbeat.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Play the product story on a fresh database with simulated providers and a simulated clock.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat demo          ends when the story does",
            "  ./downbeat demo --keep   and then leaves the server to you",
        })
public final class DemoCommand implements Callable<Integer>, AddedCommand {
    @Option(names = "--keep", description = "leave the server running afterwards, until Ctrl-C")
    boolean keep;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("downbeat-demo-");
        var printer = ConsolePrinter.ofProcess();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
                Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
                DemoStage stage = new DemoStage(folder, postgres, sandbox)) {
            var story = new DemoStory(stage, printer);
            boolean whole = story.play();
            if (keep && whole) {
                printer.line();
                printer.fact(
                        "The server goes on at %s (bearer token: %s); Ctrl-C ends it.", stage.uri(), stage.token());
                printer.fact(
                        "Who bills which month and why: open %s/console/contracts/%s and sign in with that token.",
                        stage.uri(), story.contract());
                printer.fact(
                        "Try: curl -s -H 'Authorization: Bearer %s' %s/downbeat/v1/deliveries",
                        stage.token(), stage.uri());
                stage.waitForEnd();
            }
            return whole ? 0 : 1;
        } finally {
            FileTrees.delete(folder);
        }
    }
}

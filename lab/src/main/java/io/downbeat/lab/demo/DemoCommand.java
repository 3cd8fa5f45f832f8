package io.downbeat.lab.demo;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.sandbox.Sandbox;
import java.io.IOException;
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
    private static final int INTERRUPTED = 130;

    @Option(names = "--keep", description = "leave the server running afterwards, until Ctrl-C")
    boolean keep;

    @Override
    public Integer call() throws IOException {
        try (DemoFolder folder = DemoFolder.make(Path.of(System.getProperty("java.io.tmpdir")))) {
            try {
                return play(folder);
            } catch (RuntimeException failure) {
                if (folder.isEnding()) {
                    // The server and the database were ended under the story's feet, as Ctrl-C asked.
                    return INTERRUPTED;
                }
                throw failure;
            }
        }
    }

    private int play(DemoFolder folder) throws IOException {
        var printer = ConsolePrinter.ofProcess();
        Progress starting = Progress.ofProcess("starting PostgreSQL, the simulated providers and a server");
        try (starting;
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.path().resolve("postgres"));
                Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system())) {
            folder.endFirst(postgres::close);
            try (DemoStage stage = new DemoStage(folder.path(), postgres, sandbox)) {
                folder.endFirst(stage::killNode);
                var story = new DemoStory(stage, printer);
                starting.close();
                boolean whole = story.play();
                if (whole) {
                    new DemoNext(stage, printer).tell(story.contract(), keep);
                }
                if (whole && keep) {
                    stage.waitForEnd();
                }
                return whole ? 0 : 1;
            }
        }
    }
}

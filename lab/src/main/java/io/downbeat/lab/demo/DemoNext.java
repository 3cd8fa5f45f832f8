package io.downbeat.lab.demo;

import io.downbeat.app.terminal.ConsolePrinter;
import java.util.Map;

/** What can be done when the story is over: a look at it in the browser, and three commands. */
final class DemoNext {
    private final DemoStage stage;
    private final ConsolePrinter printer;

    DemoNext(DemoStage stage, ConsolePrinter printer) {
        this.stage = stage;
        this.printer = printer;
    }

    /** @param keep whether the story's server goes on */
    void tell(String contract, boolean keep) {
        if (keep) {
            printer.chapter("See it: who bills which month, and why");
            printer.fact("Open this; it signs you in, once and within 10 minutes:");
            printer.toCopy("  " + signIn(contract));
            printer.fact("console %s/console/", stage.uri());
            printer.fact("token   %s", stage.token());
            printer.fact("Ctrl-C ends the server and deletes everything it kept.");
        }
        printer.chapter("Next");
        if (keep) {
            command(
                    "every delivery, as the API shows it",
                    "curl -s -H 'Authorization: Bearer %s' %s/downbeat/v1/deliveries"
                            .formatted(stage.token(), stage.uri()));
        } else {
            command("the same, and then the browser", "./downbeat demo --keep");
        }
        command("your own server, with simulated providers", "./downbeat serve --sandbox --clock 2025-01-01T00:00:00Z");
        command("weeks of faults and kills, in two minutes", "./downbeat prove --quick");
    }

    private void command(String what, String line) {
        printer.fact("%s:", what);
        printer.toCopy("  " + line);
    }

    private String signIn(String contract) {
        String path = stage.api()
                .post("/downbeat/v1/signInLinks", Map.of())
                .at("/data/path")
                .asString();
        return stage.uri() + path + "?to=/console/contracts/" + contract;
    }
}

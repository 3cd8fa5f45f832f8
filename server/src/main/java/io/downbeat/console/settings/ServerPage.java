package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import java.util.List;

/** What this server runs on. */
record ServerPage(Frame frame, List<ServerFacts.Fact> server, List<ServerFacts.Fact> settings) {
    ServerPage {
        server = List.copyOf(server);
        settings = List.copyOf(settings);
    }
}

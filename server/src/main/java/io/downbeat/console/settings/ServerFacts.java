package io.downbeat.console.settings;

import java.util.List;

/** What this server runs on and is set to; whoever starts it knows. */
public interface ServerFacts {
    /** @param value ready to show; of a secret only whether it is set */
    record Fact(String name, String value) {}

    List<Fact> server();

    /** Every setting, by the name of its variable. */
    List<Fact> settings();
}

package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import java.util.List;

/** The kinds of delivery methods that can be added. */
record ProvidersPage(Frame frame, List<Kind> kinds) {
    ProvidersPage {
        kinds = List.copyOf(kinds);
    }

    record Kind(String provider, String css, String how, String path) {}
}

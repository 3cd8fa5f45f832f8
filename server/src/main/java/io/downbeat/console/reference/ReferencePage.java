package io.downbeat.console.reference;

import io.downbeat.console.Frame;
import java.util.List;

/** All operations. */
record ReferencePage(Frame frame, String facts, List<Group> groups) {
    ReferencePage {
        groups = List.copyOf(groups);
    }

    /** @param anchor its place on the page */
    record Group(String name, String anchor, List<Operation> operations) {
        Group {
            operations = List.copyOf(operations);
        }
    }

    record Operation(String method, String path, String summary, String href) {}
}

package io.downbeat.console.reference;

import io.downbeat.console.Frame;
import java.util.List;

/** One schema that operations share. */
record SchemaPage(Frame frame, String name, List<FieldTable> tables) {
    SchemaPage {
        tables = List.copyOf(tables);
    }
}

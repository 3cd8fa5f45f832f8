package io.downbeat.console.reference;

import java.util.List;

/**
 * Fields of one thing.
 *
 * @param id the table's on its page
 * @param says what stands there instead of fields; empty if there are some
 */
record FieldTable(String id, String heading, String says, List<Field> fields) {
    FieldTable {
        fields = List.copyOf(fields);
    }

    /**
     * @param name with the names of what it stands in, such as {@code schedule.effective_at}
     * @param links to the schemas it may be
     */
    record Field(String name, String type, List<Link> links, String need, String note) {
        Field {
            links = List.copyOf(links);
        }
    }

    record Link(String name, String href) {}
}

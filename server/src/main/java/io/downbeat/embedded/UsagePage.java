package io.downbeat.embedded;

import java.util.List;

/** What a customer used, by metric, ready to show. */
record UsagePage(String style, String customer, String about, List<Used> metrics) {
    UsagePage {
        metrics = List.copyOf(metrics);
    }

    /** @param days those with usage, the last one first */
    record Used(String metric, String quantity, List<Row> days, List<Group> groups) {
        Used {
            days = List.copyOf(days);
            groups = List.copyOf(groups);
        }
    }

    record Group(String name, List<Row> values) {
        Group {
            values = List.copyOf(values);
        }
    }

    record Row(String name, String quantity) {}
}

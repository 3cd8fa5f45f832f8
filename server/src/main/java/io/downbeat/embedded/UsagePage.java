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

    /** @param about which of its values are shown; empty if all are */
    record Group(String name, String about, List<Row> values) {
        Group {
            values = List.copyOf(values);
        }
    }

    record Row(String name, String quantity) {}
}

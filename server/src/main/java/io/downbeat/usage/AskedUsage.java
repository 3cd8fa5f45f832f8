package io.downbeat.usage;

import java.util.List;

/**
 * A question matched to what is kept.
 *
 * @param groupSet the declared set to read; 0: ungrouped
 * @param places where each name of the question's group key stands in that set, counted from 1
 */
record AskedUsage(UsageQuestion question, Aggregation aggregation, int groupSet, List<Integer> places) {
    AskedUsage {
        places = List.copyOf(places);
    }
}

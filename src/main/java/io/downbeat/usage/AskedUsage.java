package io.downbeat.usage;

import java.util.List;

/** A question matched to what is kept: the bucket set to read and the places of the names asked for in it. */
record AskedUsage(UsageQuestion question, Aggregation aggregation, int groupSet, List<Integer> places) {}

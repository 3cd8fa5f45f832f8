package io.downbeat.lab.bench.growth;

import java.util.ArrayList;
import java.util.List;

/** Sizes at which is looked while something grows. */
final class Steps {
    private Steps() {}

    /** 1, 2 and 5 of each power of ten from the first to the last; the last is one in any case. */
    static List<Long> between(long first, long last) {
        List<Long> steps = new ArrayList<>();
        for (long ten = 1; ten <= last; ten *= 10) {
            for (long each : new long[] {ten, 2 * ten, 5 * ten}) {
                if (each >= first && each < last) {
                    steps.add(each);
                }
            }
        }
        steps.add(last);
        return List.copyOf(steps);
    }

    /** The powers of ten of the last, from a hundredth of it on: 1,000 and 10,000 of 100,000. */
    static List<Integer> tens(int last) {
        return last >= 100 ? List.of(last / 100, last / 10, last) : List.of(last / 10, last);
    }
}

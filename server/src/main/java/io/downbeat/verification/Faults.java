package io.downbeat.verification;

import io.downbeat.verification.ComputedCheck.CheckResult;
import io.downbeat.verification.ComputedCheck.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a computed check finds: all of it is counted, and in memory is what will be shown, however much there is. */
final class Faults {
    private final List<Fault> shown = new ArrayList<>();
    private final Set<Fault> told = new HashSet<>();
    private long count;

    void add(Fault fault) {
        count++;
        if (shown.size() < Verification.SHOWN) {
            shown.add(fault);
        }
    }

    /** Of what several batches read, such as a contract: each is told once, in however many it comes up. */
    void addOnce(Collection<Fault> faults) {
        faults.stream().filter(told::add).forEach(this::add);
    }

    CheckResult of(long checked) {
        return new CheckResult(checked, count, shown);
    }
}

package io.downbeat.console.terms;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.trackers.SpendTracker;
import java.util.List;
import java.util.stream.Collectors;

/** Which purchases of commits are added up, in each usage period anew. */
final class SpendTrackerItems implements AgreedTerms {
    @Override
    public List<AgreedItem> items(ContractTerms terms, Names names) {
        return terms.get(SpendTracker.KIND).stream()
                .filter(tracker -> !tracker.isArchived())
                .map(tracker -> new AgreedItem(
                        "Spend tracker " + tracker.alias(),
                        "adds up "
                                + tracker.specifiers().stream()
                                        .map(SpendTrackerItems::says)
                                        .collect(Collectors.joining(", and ")),
                        "anew in each usage period"))
                .toList();
    }

    private static String says(SpendTracker.Specifier specifier) {
        String bought = specifier.sources().stream()
                .sorted()
                .map(source -> switch (source) {
                    case THRESHOLD_RECHARGE -> "recharges";
                    case MANUAL -> "commits bought by hand";
                })
                .collect(Collectors.joining(" and "));
        return bought
                + switch (specifier.discounted()) {
                    case ANY -> "";
                    case DISCOUNTED_ONLY -> " at a discount";
                    case UNDISCOUNTED_ONLY -> " at full price";
                };
    }
}

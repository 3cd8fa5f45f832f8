package io.downbeat.console.terms;

import io.downbeat.contracts.ContractTerms;
import java.util.List;
import java.util.TreeSet;

/** Which of its customer's usage a contract bills. */
final class FilterItems implements AgreedTerms {
    @Override
    public List<AgreedItem> items(ContractTerms terms, Names names) {
        return terms.get(ContractTerms.USAGE_FILTER).segments().stream()
                .map(segment -> new AgreedItem(
                        "Usage filter",
                        "bills only usage whose " + segment.value().groupKey() + " is "
                                + String.join(
                                        " or ", new TreeSet<>(segment.value().groupValues())),
                        AgreedTerms.days(segment.from(), segment.until())))
                .toList();
    }
}

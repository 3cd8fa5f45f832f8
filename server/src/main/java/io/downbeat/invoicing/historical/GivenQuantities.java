package io.downbeat.invoicing.historical;

import io.downbeat.invoicing.Drafts;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.prices.PricedInterval;
import io.downbeat.usage.CountedUsage;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowQuantity;
import io.downbeat.usage.WindowSize;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Given quantities in the place of usage. They are sums by the hour, of products instead of metrics; the prices are those of
 * the products given, for their units as they are priced. Pure.
 */
public final class GivenQuantities implements Drafts.Quantities, CountedUsage {
    private final List<HistoricalUsage> given;
    private final Set<ProductId> products;

    public GivenQuantities(List<HistoricalUsage> given) {
        this.given = List.copyOf(given);
        products = given.stream().map(HistoricalUsage::product).collect(Collectors.toSet());
    }

    @Override
    public CountedUsage usage() {
        return this;
    }

    @Override
    public List<PricedInterval> priced(List<PricedInterval> agreed) {
        return agreed.stream()
                .filter(price -> !price.term().isMetered()
                        || products.contains(price.term().product().id()))
                .map(price -> price.term().isMetered()
                        ? price.countedBy(
                                HistoricalUsage.counter(price.term().product().id()))
                        : price)
                .toList();
    }

    @Override
    public Aggregation aggregation(BillableMetricId metric) {
        return Aggregation.SUM;
    }

    @Override
    public Map<UsageQuestion, List<GroupQuantity>> quantities(Collection<UsageQuestion> questions) {
        Map<UsageQuestion, List<GroupQuantity>> answers = new HashMap<>();
        for (UsageQuestion question : questions) {
            Map<Map<String, String>, BigDecimal> sums = new HashMap<>();
            hours(question)
                    .values()
                    .forEach(groups -> groups.forEach((group, own) -> sums.merge(group, own, BigDecimal::add)));
            answers.put(
                    question,
                    sums.entrySet().stream()
                            .map(sum -> new GroupQuantity(sum.getKey(), sum.getValue()))
                            .toList());
        }
        return answers;
    }

    /** @throws IllegalArgumentException if they are asked for other windows than hours */
    @Override
    public Map<UsageQuestion, List<WindowQuantity>> windows(Collection<UsageQuestion> questions, WindowSize size) {
        if (size != WindowSize.HOUR) {
            throw new IllegalArgumentException("given quantities are kept by the hour, not by " + size);
        }
        Map<UsageQuestion, List<WindowQuantity>> answers = new HashMap<>();
        for (UsageQuestion question : questions) {
            List<WindowQuantity> windows = new ArrayList<>();
            hours(question)
                    .forEach((hour, groups) -> groups.forEach((group, own) ->
                            windows.add(new WindowQuantity(hour, hour.plus(Duration.ofHours(1)), group, own))));
            answers.put(question, windows);
        }
        return answers;
    }

    private NavigableMap<Instant, Map<Map<String, String>, BigDecimal>> hours(UsageQuestion question) {
        NavigableMap<Instant, Map<Map<String, String>, BigDecimal>> hours = new TreeMap<>();
        for (HistoricalUsage item : given) {
            if (HistoricalUsage.counter(item.product()).equals(question.metric())) {
                Map<String, String> group = item.group();
                group.keySet().retainAll(new HashSet<>(question.groupKey()));
                for (HistoricalUsage.Part part : item.parts()) {
                    if (!part.from().isBefore(question.from()) && part.from().isBefore(question.until())) {
                        hours.computeIfAbsent(part.from(), _ -> new HashMap<>())
                                .merge(group, part.quantity(), BigDecimal::add);
                    }
                }
            }
        }
        return hours;
    }
}

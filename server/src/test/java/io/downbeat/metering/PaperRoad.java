package io.downbeat.metering;

import io.downbeat.outbound.Preflight;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A marketplace on paper: keeps the first record of each hour, answers as told, and remembers every request. */
final class PaperRoad implements MeterRoad {
    final Map<String, String> held = new LinkedHashMap<>();
    final List<List<String>> requests = new ArrayList<>();
    final Deque<Function<List<FrozenSlot>, BatchAnswer>> script = new ArrayDeque<>();
    Function<FrozenSlot, SlotAnswer> reading = slot -> new SlotAnswer.NoAnswer("nobody reads paper");
    int reads;
    Duration window = Duration.ofHours(6);
    int batch = 25;
    long most = Integer.MAX_VALUE;

    @Override
    public String destination() {
        return "paper";
    }

    @Override
    public Readback readBack(Buyer buyer, String dimension, Instant from, Instant until) {
        return new Readback.CannotAsk("it is paper");
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        return List.of();
    }

    @Override
    public SlotAnswer read(FrozenSlot slot, String reference) {
        reads++;
        return reading.apply(slot);
    }

    @Override
    public boolean leadsTo(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.AWS_MARKETPLACE;
    }

    @Override
    public Duration lateWindow() {
        return window;
    }

    @Override
    public long mostPerRecord() {
        return most;
    }

    @Override
    public int batchLimit() {
        return batch;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Address addressOf(Map<String, String> keys) {
        if (!keys.containsKey("buyer")) {
            throw new UnmeterableConfiguration("no buyer");
        }
        return new Address("r1", keys.getOrDefault("product", "p1"), "paper/" + keys.get("buyer"));
    }

    @Override
    public Set<String> buyerNames(Map<String, String> keys) {
        return Stream.of(keys.get("name"), keys.get("name2"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    @Override
    public String freeze(Address address, Map<String, String> keys, String dimension, Instant hour, long quantity) {
        return address.buyerKey() + " " + hour + " " + quantity;
    }

    @Override
    public BatchAnswer send(List<FrozenSlot> slots) {
        synchronized (this) {
            requests.add(slots.stream().map(FrozenSlot::payload).toList());
            Function<List<FrozenSlot>, BatchAnswer> next = script.poll();
            return next == null ? take(slots) : next.apply(slots);
        }
    }

    /** What the marketplace does when nothing is wrong. */
    BatchAnswer take(List<FrozenSlot> slots) {
        Map<UUID, SlotAnswer> answers = new HashMap<>();
        for (FrozenSlot slot : slots) {
            String before = held.putIfAbsent(slot.buyerKey() + " " + slot.hour(), slot.payload());
            answers.put(
                    slot.id(),
                    before == null || before.equals(slot.payload())
                            ? new SlotAnswer.Accepted("ref-" + held.size())
                            : new SlotAnswer.Duplicate(null));
        }
        return new BatchAnswer.Each(answers, BatchAnswer.Receipt.NONE);
    }

    void next(Function<List<FrozenSlot>, BatchAnswer> answer) {
        script.add(answer);
    }

    void next(SlotAnswer answer) {
        script.add(slots -> new BatchAnswer.All(answer, BatchAnswer.Receipt.NONE));
    }

    /** It holds the records, and the answer is lost. */
    void nextTakenWithoutAnswer() {
        script.add(slots -> {
            take(slots);
            return new BatchAnswer.All(new SlotAnswer.NoAnswer("reset"), BatchAnswer.Receipt.NONE);
        });
    }
}

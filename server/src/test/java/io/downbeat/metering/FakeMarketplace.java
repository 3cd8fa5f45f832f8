package io.downbeat.metering;

import io.downbeat.outbound.Preflight;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
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
final class FakeMarketplace implements MarketplaceConnector {
    final Map<String, String> held = new LinkedHashMap<>();
    final List<List<String>> requests = new ArrayList<>();
    final Deque<Function<List<FrozenRecord>, BatchAnswer>> script = new ArrayDeque<>();
    Function<FrozenRecord, RecordAnswer> reading = slot -> new RecordAnswer.NoAnswer("nobody reads paper");
    int reads;
    Duration window = Duration.ofHours(6);
    int batch = 25;
    int perSecond = 100_000;
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
    public Preflight.Point credentials(DeliveryMethodId account) {
        return new Preflight.Point("credentials", Preflight.Verdict.OK, "taken");
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        return List.of();
    }

    @Override
    public RecordAnswer read(FrozenRecord slot, String reference) {
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
    public DisabledNotification disabledNotification() {
        return AwsBuyer.DISABLED;
    }

    @Override
    public int requestsPerSecond() {
        return perSecond;
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
    public BatchAnswer send(List<FrozenRecord> slots) {
        synchronized (this) {
            requests.add(slots.stream().map(FrozenRecord::payload).toList());
            Function<List<FrozenRecord>, BatchAnswer> next = script.poll();
            return next == null ? take(slots) : next.apply(slots);
        }
    }

    /** What the marketplace does when nothing is wrong. */
    BatchAnswer take(List<FrozenRecord> slots) {
        Map<UUID, RecordAnswer> answers = new HashMap<>();
        for (FrozenRecord slot : slots) {
            String before = held.putIfAbsent(slot.buyerKey() + " " + slot.hour(), slot.payload());
            answers.put(
                    slot.id(),
                    before == null || before.equals(slot.payload())
                            ? new RecordAnswer.Accepted("ref-" + held.size())
                            : new RecordAnswer.Duplicate(null));
        }
        return new BatchAnswer.Each(answers, BatchAnswer.Receipt.NONE);
    }

    void next(Function<List<FrozenRecord>, BatchAnswer> answer) {
        script.add(answer);
    }

    void next(RecordAnswer answer) {
        script.add(slots -> new BatchAnswer.All(answer, BatchAnswer.Receipt.NONE));
    }

    /** It holds the records, and the answer is lost. */
    void nextTakenWithoutAnswer() {
        script.add(slots -> {
            take(slots);
            return new BatchAnswer.All(new RecordAnswer.NoAnswer("reset"), BatchAnswer.Receipt.NONE);
        });
    }
}

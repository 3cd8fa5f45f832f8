package io.downbeat.lab.bench.peer;

import io.downbeat.lab.bench.load.Load;
import io.downbeat.lab.bench.load.Wire;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** One connection that records usage with the peer, so many records a request, all of one subscription, as its API wants. */
final class UsageSender implements Load.Caller, AutoCloseable {
    private static final int CREATED = 201;

    private final Wire wire;
    private final KillBill peer;
    private final List<KillBill.Subscriber> subscribers;
    private final int size;
    private int next;
    private long sent;

    /** @param lane numbers the connections, so that they begin with different subscriptions */
    UsageSender(KillBill peer, List<KillBill.Subscriber> subscribers, int size, int lane) throws IOException {
        this.wire = peer.connect();
        this.peer = peer;
        this.subscribers = subscribers;
        this.size = size;
        this.next = lane * 7919 % subscribers.size();
    }

    @Override
    public int call() throws IOException {
        byte[] request = peer.usage(
                body(subscribers.get(next).subscription(), UUID.randomUUID().toString(), size));
        next = (next + 1) % subscribers.size();
        int status = wire.send(request, request.length);
        if (status != CREATED) {
            throw new IllegalStateException("the peer answered usage with " + status);
        }
        sent += size;
        return size;
    }

    /** Spread over the days of January. */
    static String body(String subscription, String tracking, int size) {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < size; i++) {
            records.append(i == 0 ? "" : ",")
                    .append("{\"recordDate\":\"2025-01-%02d\",\"amount\":1}".formatted(1 + i % 28));
        }
        return "{\"subscriptionId\":\"%s\",\"trackingId\":\"%s\",\"unitUsageRecords\":[{\"unitType\":\"%s\",\"usageRecords\":[%s]}]}"
                .formatted(subscription, tracking, KillBill.UNIT, records);
    }

    long sent() {
        return sent;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}

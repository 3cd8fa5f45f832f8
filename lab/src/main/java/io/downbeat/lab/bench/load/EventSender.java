package io.downbeat.lab.bench.load;

import java.io.IOException;

/**
 * One connection that sends events, every tenth of them a repetition of one that was acknowledged before: the wire lost
 * its answer, so the client sent it again.
 */
public final class EventSender implements Load.Caller, AutoCloseable {
    private static final int ONE_IN = 10;

    private final Wire wire;
    private final EventRequest request;
    private final long first;
    private long fresh;
    private long sent;

    /** @param lane numbers the connections of one stream, so that they send different events */
    public EventSender(Api api, EventStream stream, int size, int lane) throws IOException {
        this.wire = api.connect();
        this.request = new EventRequest(api, stream, size);
        this.first = (long) lane << 36;
    }

    @Override
    public int call() throws IOException {
        long known = fresh;
        int repeated = 0;
        for (int i = 0; i < request.size(); i++) {
            boolean repeat = ++sent % ONE_IN == 0 && known > repeated;
            request.put(i, first + (repeat ? known - ++repeated : fresh++));
        }
        int status = wire.send(request.bytes(), request.bytes().length);
        if (status != 200) {
            throw new IllegalStateException("ingest answered " + status);
        }
        return request.size();
    }

    /** Different events sent and acknowledged. */
    public long distinct() {
        return fresh;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}

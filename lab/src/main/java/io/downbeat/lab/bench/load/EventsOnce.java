package io.downbeat.lab.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;

/** Usage that has to be there before something is measured. */
public final class EventsOnce {
    private EventsOnce() {}

    /** Sends the first events of the stream, each once. */
    public static void send(Api api, EventStream stream, int count) {
        AtomicLong taken = new AtomicLong();
        Api.each(8, 8, lane -> {
            try (Wire wire = api.connect()) {
                EventRequest request = new EventRequest(api, stream, 100);
                for (long first = taken.getAndAdd(100); first < count; first = taken.getAndAdd(100)) {
                    for (int i = 0; i < 100; i++) {
                        request.put(i, first + i);
                    }
                    if (wire.send(request.bytes(), request.bytes().length) != 200) {
                        throw new IllegalStateException("ingest refused the set-up's events");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

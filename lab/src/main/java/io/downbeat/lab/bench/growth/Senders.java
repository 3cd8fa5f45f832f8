package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventSender;
import io.downbeat.lab.bench.load.EventStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The connections on which events of any customer come in, a hundred a request. */
final class Senders implements AutoCloseable {
    private static final int CONNECTIONS = 12;
    private static final int A_REQUEST = 100;

    private final List<EventSender> all = new ArrayList<>();

    private Senders() {}

    /** @param times the timestamps that the events take */
    static Senders connect(ServerUnderLoad server, List<String> customers, long seed, List<String> times) {
        var stream = new EventStream(seed, customers, EventStream.Spread.MIXED, times);
        Senders senders = new Senders();
        try {
            for (int lane = 0; lane < CONNECTIONS; lane++) {
                senders.all.add(new EventSender(server.api(), stream, A_REQUEST, lane));
            }
            return senders;
        } catch (IOException e) {
            senders.close();
            throw new UncheckedIOException(e);
        }
    }

    List<EventSender> all() {
        return List.copyOf(all);
    }

    /** Different events sent and acknowledged. */
    long distinct() {
        return all.stream().mapToLong(EventSender::distinct).sum();
    }

    @Override
    public void close() {
        for (EventSender sender : all) {
            try {
                sender.close();
            } catch (IOException gone) {
                // closing is all that was wanted
            }
        }
    }
}

package io.downbeat.documents;

import io.downbeat.platform.http.Refused;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much may be rendered at once. A line takes memory until its document is written, so what is bounded is the lines
 * of all documents in the making: two of them, or one very long one. Who comes later waits, in order.
 */
final class RenderingRoom {
    /** Measured with the long invoice of the tests: 10,000 lines pass in a heap of 560 MB. */
    private static final long BYTES_OF_A_LINE = 50_000;

    /** Documents may fill a third of the memory: the server does other things too. */
    private static final int SHARE = 3;

    private static final int MOST_LINES = 10_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final int lines;
    private final Duration longestWait;
    private final Semaphore free;

    RenderingRoom(int lines, Duration longestWait) {
        this.lines = lines;
        this.longestWait = longestWait;
        this.free = new Semaphore(lines, true);
    }

    static RenderingRoom inMemoryOf(long bytes) {
        return new RenderingRoom((int) Math.min(MOST_LINES, bytes / SHARE / BYTES_OF_A_LINE), LONGEST_WAIT);
    }

    /** Room for one document, until it is closed. */
    interface Taken extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws Refused with 400 if there is never so much room, 429 if there is none for a while */
    Taken take(int wanted) {
        if (wanted > lines) {
            throw Refused.rule("the invoice has " + wanted + " lines, and this server makes documents of " + lines
                    + " at most; read it as JSON");
        }
        int taken = Math.max(wanted, lines / 2);
        try {
            if (!free.tryAcquire(taken, longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Refused.tooMany("other documents are being made at this moment; ask again shortly");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server stops before the document is made", e);
        }
        return () -> free.release(taken);
    }
}

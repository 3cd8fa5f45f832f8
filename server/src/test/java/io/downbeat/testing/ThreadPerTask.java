package io.downbeat.testing;

import java.util.concurrent.Executor;

/** A thread for each task. The common pool has one thread on a small machine, and "at once" would mean "in turn". */
public final class ThreadPerTask {
    public static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private ThreadPerTask() {}
}

package io.downbeat.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a long command is doing, for the person who waits: one line that is rewritten on a terminal, a line every ten
 * seconds elsewhere. On the standard error, so that what is read from the standard output stays as it is.
 */
public final class Progress implements AutoCloseable {
    private static final Duration REWRITTEN = Duration.ofMillis(500);
    private static final Duration REPEATED = Duration.ofSeconds(10);
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream errors;
    private final Terminal terminal;
    private final long began = System.nanoTime();
    private final Thread writer;
    private Supplier<String> doing;
    private boolean shown;

    Progress(PrintStream errors, Terminal terminal, String doing, Duration pause) {
        this.errors = errors;
        this.terminal = terminal;
        this.doing = () -> doing;
        this.writer = Thread.ofVirtual().name("progress").start(() -> write(pause));
    }

    /** Begins, with what is done first. */
    public static Progress ofProcess(String doing) {
        Terminal terminal = Terminal.ofErrors();
        return new Progress(System.err, terminal, doing, terminal.isSeen() ? REWRITTEN : REPEATED);
    }

    /** What is done from now on. */
    public void now(String doing) {
        now(() -> doing);
    }

    /** What is done from now on, with figures that are asked for each time. */
    public synchronized void now(Supplier<String> doing) {
        this.doing = doing;
        if (shown) {
            show();
        }
    }

    /** Something that stays, above the line that does not. */
    public synchronized void stays(Runnable printing) {
        erase();
        printing.run();
    }

    @Override
    public void close() {
        writer.interrupt();
        synchronized (this) {
            erase();
        }
    }

    private void write(Duration pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                synchronized (this) {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    show();
                }
            }
        } catch (InterruptedException ended) {
            // The command is over, and its progress with it.
        }
    }

    private void show() {
        String line = "  " + doing.get() + "  " + spent();
        if (!terminal.isSeen()) {
            errors.println(line);
            return;
        }
        // A line that fills the terminal would be broken, and only its last part be erased.
        errors.print(ERASE + line.substring(0, Math.min(line.length(), terminal.width() - 1)));
        errors.flush();
        shown = true;
    }

    private void erase() {
        if (shown) {
            errors.print(ERASE);
            errors.flush();
            shown = false;
        }
    }

    private String spent() {
        Duration spent = Duration.ofNanos(System.nanoTime() - began);
        return "%d:%02d".formatted(spent.toMinutes(), spent.toSecondsPart());
    }
}

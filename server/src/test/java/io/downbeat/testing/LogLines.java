package io.downbeat.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.downbeat.platform.secrets.MaskingLayout;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the log says while it is open, as {@code logback.xml} has it written: an event's line with its stack trace. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    private final MaskingLayout layout = new MaskingLayout();
    private final List<String> events = new CopyOnWriteArrayList<>();

    public LogLines() {
        setContext(root.getLoggerContext());
        layout.setContext(root.getLoggerContext());
        layout.setPattern("%-5level %logger{0} - %msg%n");
        layout.start();
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(layout.doLayout(event));
    }

    public List<String> about(String text) {
        return events.stream().filter(event -> event.contains(text)).toList();
    }

    @Override
    public String toString() {
        return String.join("", events);
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}

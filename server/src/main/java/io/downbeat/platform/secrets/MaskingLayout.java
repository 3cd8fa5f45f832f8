package io.downbeat.platform.secrets;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * The one form of every line of the log, stack traces included: whatever an exception quotes, a credential does not leave
 * this way. {@code logback.xml} names it.
 *
 * <p>Text by its pattern, or a JSON object a line. Here and in no appender of its own, so that a misspelled format cannot
 * leave a server without a log.
 */
public final class MaskingLayout extends PatternLayout {
    private boolean json;

    /** @param format {@code json}; anything else is text */
    public void setFormat(String format) {
        json = format.strip().equals("json");
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return json ? JsonLine.of(event) : SecretMask.of(super.doLayout(event));
    }
}

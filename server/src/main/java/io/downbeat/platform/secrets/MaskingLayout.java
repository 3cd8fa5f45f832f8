package io.downbeat.platform.secrets;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * The one form of every line of the log, stack traces included: whatever an exception quotes, a credential does not leave
 * this way. {@code logback.xml} names it.
 */
public final class MaskingLayout extends PatternLayout {
    @Override
    public String doLayout(ILoggingEvent event) {
        return SecretMask.of(super.doLayout(event));
    }
}
